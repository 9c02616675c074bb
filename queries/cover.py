"""Exact set cover: every smallest set of parks that holds every industry."""

from __future__ import annotations

from collections.abc import Mapping

from graph.errors import InvalidRequest

MOST_STEPS = 300_000
"""Steps of the search before it is given up: under a second, and a few tens of MB."""


def smallest_covers(masks: Mapping[str, int], size: int) -> list[tuple[str, ...]]:
    """Every smallest set of keys whose masks together hold the first `size` bits, sorted.

    The answer is empty when `size` is 0 or a bit is held by no key.
    Raises InvalidRequest when the search is given up.
    """
    keys = sorted(masks)
    wanted = [masks[key] & ((1 << size) - 1) for key in keys]
    holders = [[n for n, mask in enumerate(wanted) if mask >> bit & 1] for bit in range(size)]
    if not size or not all(holders):
        return []
    widest = max(mask.bit_count() for mask in wanted)
    # A set of keys is an int of bits here: hundreds of thousands are kept.
    found: set[int] = set()
    seen: set[int] = set()
    steps = 0

    def search(chosen: int, covered: int, left: int) -> None:
        nonlocal steps
        steps += 1
        if steps > MOST_STEPS:
            raise InvalidRequest(
                f"the smallest sets of {len(keys)} parks cannot be searched exactly; "
                "ask one plan with plan=…",
                parameter="plan",
            )
        open_bits = [bit for bit in range(size) if not covered >> bit & 1]
        if not open_bits:
            found.add(chosen)
            return
        if widest * left < len(open_bits):
            return
        # Some member must hold the rarest open bit, so only the keys that hold it are tried.
        for n in holders[min(open_bits, key=lambda bit: len(holders[bit]))]:
            grown = chosen | 1 << n
            if grown not in seen:
                seen.add(grown)
                search(grown, covered | wanted[n], left - 1)

    for limit in range(1, size + 1):
        seen.clear()
        search(0, 0, limit)
        if found:
            break
    return sorted(tuple(key for n, key in enumerate(keys) if c >> n & 1) for c in found)
