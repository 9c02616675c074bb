"""Hide each known park–industry link in turn and ask which park could take the industry on.

    python -m benchmarks.recommendation

Prints hit@1, hit@3 and mean reciprocal rank of the recommendation, of the parts it has, of
popularity (parks with most industries first) and of chance, as they come. Equal scores share
their places: each figure is the mean over every order of the equals.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

from graph.connection import open_store
from graph.settings import Settings
from graph.store import Reader
from ingest.load import load_facts
from ingest.packaged import packaged_sources
from ingest.plan import open_source
from queries.relatedness import density, proximities
from queries.takers import recommended, supports
from queries.whatif import Tie, WhatIf

Holders = Mapping[str, set[str]]
Scores = Mapping[str, float]
PLAN = "liaoning-six-projects-2019"


def placed(scores: Scores, park: str) -> tuple[float, float, float]:
    """Hit@1, hit@3 and reciprocal rank of one park, as means over the orders of its equals."""
    better = sum(score > scores[park] for score in scores.values())
    equal = sum(score == scores[park] for score in scores.values())
    ranks = range(better + 1, better + equal + 1)
    return (
        sum(rank <= 1 for rank in ranks) / equal,
        sum(rank <= 3 for rank in ranks) / equal,
        sum(1 / rank for rank in ranks) / equal,
    )


def hidden(holders: Holders, park: str, industry: str) -> dict[str, set[str]]:
    """The links without one of them."""
    return {i: parks - {park} if i == industry else set(parks) for i, parks in holders.items()}


def relatedness(holders: Holders, parks: set[str], industry: str) -> Scores:
    """Each park's density around the industry; 0 where none can be told."""
    near = proximities(holders, industry)
    return {
        p: float(density({i for i, some in holders.items() if p in some}, near) or Fraction(0))
        for p in parks
    }


def popularity(holders: Holders, parks: set[str], industry: str) -> Scores:
    """Each park's number of industries."""
    return {p: float(sum(p in some for i, some in holders.items() if i != industry)) for p in parks}


def chance(holders: Holders, parks: set[str], industry: str) -> Scores:
    """All parks equal."""
    return dict.fromkeys(parks, 0.0)


def recommendation(store: Reader) -> Callable[[str, str], Scores]:
    """The scores that the product gives with one link taken away."""

    def scores(park: str, industry: str) -> Scores:
        without = WhatIf(removed=(Tie("SUPPORTS", park, industry),))
        rows = recommended(store, industry=industry, assumed=without).rows
        return {row.park_id: row.score for row in rows}

    return scores


def evaluate(
    name: str, holders: Holders, parks: set[str], asked: Callable[[str, str], Scores] | None = None
) -> None:
    """Print one table."""
    links = [(park, i) for i, some in sorted(holders.items()) for park in sorted(some)]
    methods: dict[str, Callable[[Holders, set[str], str], Scores]] = {
        "relatedness alone": relatedness, "popularity": popularity, "chance": chance,
    }  # fmt: skip
    found: dict[str, list[tuple[float, float, float]]] = {}
    for park, industry in links:
        left = hidden(holders, park, industry)
        open_parks = parks - left[industry]
        if asked is not None:
            given = asked(park, industry)
            scores = {p: given.get(p, 0.0) for p in open_parks}
            found.setdefault("recommendation", []).append(placed(scores, park))
        for method, rate in methods.items():
            found.setdefault(method, []).append(placed(rate(left, open_parks, industry), park))
    print(f"\n{name}: {len(links)} links, {len(parks)} parks, {len(holders)} industries")
    print("| method | hit@1 | hit@3 | MRR |\n|---|---|---|---|")
    for method, rows in found.items():
        means = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
        print(f"| {method} | " + " | ".join(f"{mean:.3f}" for mean in means) + " |", flush=True)


def planted(structure: float, seed: int) -> dict[str, set[str]]:
    """120 parks × 40 industries in five blocks; `structure` is the share of links inside one."""
    drawn = random.Random(seed)
    holders: dict[str, set[str]] = {f"industry:{i:02}": set() for i in range(40)}
    for park in range(120):
        for _ in range(drawn.randint(2, 7)):
            inside = drawn.random() < structure
            industry = park % 5 + 5 * drawn.randrange(8) if inside else drawn.randrange(40)
            holders[f"industry:{industry:02}"].add(f"park:{park:03}")
    return {industry: parks for industry, parks in holders.items() if parks}


def main() -> None:
    """The plan, then two made-up graphs: one with blocks in it, one without."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Settings(store=str(Path(folder) / "atlas.db")))
        store.prepare()
        load_facts(store, open_source(packaged_sources()[PLAN]))
        parks = {str(p) for (p,) in store.read("MATCH (p:Park) RETURN p.id AS id").rows}
        evaluate(PLAN, supports(store, None), parks, recommendation(store))
        store.close()
    for name, structure in (("made up, in blocks", 0.8), ("made up, no structure", 0.0)):
        holders = planted(structure, seed=1)
        evaluate(name, holders, {park for some in holders.values() for park in some})


if __name__ == "__main__":
    main()
