"""Measure who is taken for whom: precision of `same`, recall, and time against n log n.

Quality on `pairs.csv` (real names, see the README), each half by itself: the rules were tuned on
the half `tune` alone. Time on seeded names, `--time N` at most.
"""

from __future__ import annotations

import argparse
import csv
import math
import random
import resource
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.gazetteer import cities
from ingest.matching import Record, compare, match

HERE = Path(__file__).parent


def pairs() -> Iterator[tuple[dict[str, str], Record, Record]]:
    """The labelled pairs: the line, and its two sides as records."""
    with (HERE / "pairs.csv").open(encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream), 2):
            labels = row["label"].split("/")
            left, right = (_side(row, side, label, number) for side, label in
                           (("left", labels[0]), ("right", labels[-1])))  # fmt: skip
            yield row, left, right


def _side(row: dict[str, str], side: str, label: str, number: int) -> Record:
    aliases = tuple(a for a in row[f"{side}_aliases"].split("；") if a)
    return Record(f"{side}:{number}", label, row[f"{side}_name"], aliases, city=row[f"{side}_city"])


@dataclass(frozen=True, slots=True)
class Quality:
    """How one half went, as shares: `precision` of same, `recall` of the true pairs as same or
    ask, `found_by_blocks` of them by `match` among all records, traps `asked_in_vain`.
    """

    precision: float
    recall: float
    found_by_blocks: float
    asked_in_vain: float
    lines: tuple[str, ...]


def quality(half: str) -> Quality:
    """Measure one half, with the lines for people."""
    mine = [pair for pair in pairs() if pair[0]["half"] == half]
    counted: Counter[tuple[str, str, str]] = Counter()
    wrong: list[str] = []
    for row, left, right in mine:
        verdict = compare(left, right).verdict
        counted[row["truth"], verdict, row["group"]] += 1
        if (row["truth"], verdict) in {("different", "same"), ("same", "different")}:
            wrong.append(f"    {row['truth']:9} taken for {verdict:9} {left.name} | {right.name}")
    found = match((left for _, left, _ in mine), [right for _, _, right in mine])
    met = {(c.left.id, c.right.id) for c in found}
    true = [(left.id, right.id) for row, left, right in mine if row["truth"] == "same"]

    def number(truth: str, *verdicts: str) -> int:
        return sum(n for (t, v, _), n in counted.items() if t == truth and v in verdicts)

    same, traps = number("same", "same"), len(mine) - len(true)
    measured = Quality(
        precision=same / max(1, same + number("different", "same")),
        recall=number("same", "same", "ask") / max(1, len(true)),
        found_by_blocks=sum(pair in met for pair in true) / max(1, len(true)),
        asked_in_vain=number("different", "ask") / max(1, traps),
        lines=(),
    )
    lines = [
        f"{half}: {len(true)} true pairs and {traps} traps; precision of same "
        f"{measured.precision:.4f} (asked for 0.99), recall {measured.recall:.4f} (asked for 0.9; "
        f"{same} as same), found by blocks {measured.found_by_blocks:.4f}, traps asked about "
        f"{measured.asked_in_vain:.4f}",
        *sorted(wrong),
    ]
    for group in sorted({g for _, _, g in counted}):
        parts = {v: sum(n for (_, w, g), n in counted.items() if (w, g) == (v, group))
                 for v in ("same", "ask", "different")}  # fmt: skip
        lines.append(f"  {group:36} " + "  ".join(f"{v} {n}" for v, n in parts.items()))
    return replace(measured, lines=tuple(lines))


_CHARACTERS = (
    "华信达通科美恒力东方海天瑞丰宏远鑫盛金泰康新松融安博创联智云飞龙祥和兴旺元德隆诚中正大成合益"
    "顺永昌嘉凯亿佳利源鼎星辰立邦国泽润广"
)
_TRADES = (
    "科技",
    "机器人",
    "新材料",
    "精细化工",
    "生物医药",
    "自动化",
    "机械制造",
    "电子",
    "软件",
    "汽车零部件",
)
_FORMS = ("有限公司", "有限责任公司", "股份有限公司", "集团有限公司")


def names(count: int, seed: int) -> list[str]:
    """Names of firms as registers have them: made up, and the same for the same seed."""
    draw = random.Random(seed)
    places = sorted({p.short for p in cities().values() if p.level == "city"})
    return [
        draw.choice(places)
        + "".join(draw.choices(_CHARACTERS, k=draw.choice((2, 2, 3, 4))))
        + draw.choice(_TRADES)
        + draw.choice(_FORMS)
        for _ in range(count)
    ]


def seconds(count: int) -> tuple[float, float]:
    """Processor and wall time to match `count` names against as many; three in ten are known."""
    known = names(count, 1)
    draw = random.Random(2)
    incoming = [draw.choice(known) if draw.random() < 0.3 else name for name in names(count, 3)]
    left = (Record(f"enterprise:a{i}", "Enterprise", name) for i, name in enumerate(incoming))
    right = (Record(f"enterprise:b{i}", "Enterprise", name) for i, name in enumerate(known))
    processor, wall = time.process_time(), time.perf_counter()
    for _ in match(left, right):
        pass
    return time.process_time() - processor, time.perf_counter() - wall


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--time", type=int, default=100_000, help="names on each side at most")
    most = parser.parse_args().time
    for half in ("tune", "held"):
        print("\n".join(quality(half).lines))
    first: float | None = None
    for count in (most // 4, most // 2, most):
        processor, wall = seconds(count)
        share = processor / (count * math.log(count))
        first = first or share
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"match {count:,} names against {count:,}: {processor:.1f} s of processor, "
            f"{wall:.1f} s, {memory:.0f} MB, {share / first:.2f} of n log n (asked for 1.3)"
        )


if __name__ == "__main__":
    main()
