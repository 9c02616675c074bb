"""How exactly plans are read: precision and recall by kind of fact and by pattern.

`python -m benchmarks.reading.run [NAME…] [--misses]` reads the texts beside this file and holds
their facts against the gold. Names are compared after folding to simplified characters; a name
that the reading has as an alias counts.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.facts import Facts
from ingest.gazetteer import countries, leading_city
from ingest.plan import read_plan
from ingest.reader import simplified

HERE = Path(__file__).parent
BODIES = (
    "Institute", "Incubator", "OffshoreCenter", "Enterprise", "ServiceOrg", "University", "Fund",
    "Event", "TalentProgram", "Brand",
)  # fmt: skip
Key = tuple[Any, ...]


@dataclass
class Score:
    """Facts read and true, read and false, true and missed."""

    true: int = 0
    false: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """The share of what was read that is true; 1 when nothing was read."""
        return self.true / (self.true + self.false) if self.true + self.false else 1.0

    @property
    def recall(self) -> float:
        """The share of what is true that was read; 1 when there is nothing."""
        return self.true / (self.true + self.missed) if self.true + self.missed else 1.0


@dataclass
class Result:
    """One text: its scores by kind, those of park–industry facts by pattern, and the misses."""

    name: str
    kinds: dict[str, Score] = field(default_factory=dict[str, Score])
    patterns: dict[str, Score] = field(default_factory=dict[str, Score])
    misses: list[str] = field(default_factory=list[str])


def texts() -> list[Path]:
    """The texts of the set, each beside its gold."""
    return sorted(
        p for p in HERE.iterdir() if p.suffix in {".txt", ".md"} and p.name != "README.md"
    )


def scored(path: Path) -> Result:
    """One text held against its gold."""
    gold = json.loads((HERE / f"{path.stem}.gold.json").read_text(encoding="utf-8"))
    facts = read_plan(path)
    found, truth = _found(facts), _truth(gold, _aliases(facts))
    optional = {_name(b) for b in gold.get("bodies_optional", [])}
    result = Result(path.stem)
    for pair in gold.get("supports_optional", []):
        found["supports"].discard((_plain(pair["park"]), _plain(pair["industry"])))
    for kind, true in truth.items():
        read = {key for key in found[kind] if not (kind == "bodies" and key[1] in optional - {
            k[1] for k in true})}  # fmt: skip
        result.kinds[kind] = Score(len(read & true), len(read - true), len(true - read))
        result.misses += [f"{kind} + {key}" for key in sorted(read - true, key=str)]
        result.misses += [f"{kind} - {key}" for key in sorted(true - read, key=str)]
    names = {n.id: _plain(n.properties["name"]) for n in facts.nodes}
    for fact in facts.relationships:
        if fact.type == "SUPPORTS":
            score = result.patterns.setdefault(str(fact.properties["rule"]), Score())
            if (names[fact.start], names[fact.end]) in truth["supports"]:
                score.true += 1
            else:
                score.false += 1
    return result


def _plain(name: object) -> str:
    """A name in one spelling; a city with or without 市 is one."""
    text = simplified(str(name)).strip("“”")
    return text.removesuffix("市") if len(text) > 2 else text


def _name(entry: object) -> str:
    return _plain(entry["name"] if isinstance(entry, dict) else entry)


def _aliases(facts: Facts) -> dict[str, str]:
    return {
        _plain(alias): _plain(node.properties["name"])
        for node in facts.nodes
        for alias in node.properties.get("aliases") or []  # pyright: ignore
    }


def _found(facts: Facts) -> dict[str, set[Key]]:
    names = {n.id: _plain(n.properties["name"]) for n in facts.nodes}

    def pairs(type: str) -> set[Key]:
        return {(names[r.start], names[r.end]) for r in facts.relationships if r.type == type}

    def named(*labels: str) -> Iterator[Any]:
        return (n for n in facts.nodes if n.label in labels)

    return {
        "supports": pairs("SUPPORTS"),
        "targets": {
            _target(n.properties) for n in named("Target")
        },
        "bodies": {(n.label, names[n.id]) for n in named(*BODIES)},
        "cooperates": pairs("COOPERATES_WITH"),
        "operates": pairs("OPERATES"),
        "elements": {(names[n.id],) for n in named("Element")},
        "industries": {(names[n.id],) for n in named("Industry")},
    }  # fmt: skip


# Where a plan of a province counts is its own province, said or not; what brings about the thing
# counted (引进人才) may stand before it or not.
_WHERE = re.compile(
    r"^(?:全省|全市|全区|我省|我市|全自治区)?(?:(?:省级以上|国家级)?(?:(?:产业)?园区内?|高新区|开发区|功能区))?(?:累计|柔性)?(?:引进|培育|孵化(?=.*企业)|培养|集聚|建成|认定|开放|转化|举办|选派|输出|建设|打造|吸引)?(?=..)"
)

_SINCE = re.compile(r"[较比]20\d\d年(?=.)")


def _target(t: Mapping[str, Any]) -> Key:
    return (
        _WHERE.sub("", _SINCE.sub("", _plain(t["indicator"]))), float(t["value"]),
        _plain(t["unit"]), str(t["period"]), t["comparator"],
    )  # fmt: skip


def _country(name: object) -> str:
    """A country under its one name (阿联酋)."""
    place = countries().get(_plain(name))
    return place.name if place else _plain(name)


def _region(name: object) -> str:
    """A region under its full name (恩施州)."""
    text = simplified(str(name))
    city = leading_city(text)
    return city[0].name if city and city[1] == len(text) else text


def _truth(gold: dict[str, Any], alias: dict[str, str]) -> dict[str, set[Key]]:
    def known(name: object) -> str:
        return alias.get(_plain(name), _plain(name))

    return {
        "supports": {
            (known(s.get("park") or _region(s.get("region"))), known(s["industry"]))
            for s in gold["supports"]
        },
        "targets": {
            _target(t) for t in gold["targets"]
        },
        "bodies": {(b["label"], known(b["name"])) for b in gold["bodies"]},
        "cooperates": {(known(c["park"]), _country(c["country"])) for c in gold["cooperates"]},
        "operates": {(known(c["park"]), known(c["center"])) for c in gold["operates"]},
        "elements": {(_plain(e),) for e in gold.get("elements", [])},
        "industries": {(known(i),) for i in gold["industries"]},
    }  # fmt: skip


def total(results: list[Result], part: str) -> dict[str, Score]:
    """The scores of several texts added up; `part` is `kinds` or `patterns`."""
    sums: dict[str, Score] = {}
    for result in results:
        for name, score in getattr(result, part).items():
            into = sums.setdefault(name, Score())
            into.true += score.true
            into.false += score.false
            into.missed += score.missed
    return sums


def main() -> None:
    """Print the table."""
    wanted = [a for a in sys.argv[1:] if not a.startswith("-")]
    results = [scored(p) for p in texts() if not wanted or any(w in p.name for w in wanted)]
    for title, part in (("kind", "kinds"), ("pattern", "patterns")):
        print(f"{title:<34} {'true':>5} {'false':>5} {'missed':>6} {'P':>6} {'R':>6}")
        for name, s in sorted(total(results, part).items(), key=lambda e: -e[1].true):
            recall = f"{s.recall:6.2f}" if part == "kinds" else "     –"
            print(f"{name:<34} {s.true:>5} {s.false:>5} {s.missed:>6} {s.precision:6.2f} {recall}")
        print()
    uses = Counter(n for r in results for n in r.patterns)
    print(f"{len(results)} texts, {len(uses)} patterns in use")
    if "--misses" in sys.argv:
        for result in results:
            for miss in result.misses:
                print(f"{result.name}: {miss}")


if __name__ == "__main__":
    main()
