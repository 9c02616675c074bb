"""Whether two records are one body: candidates by blocks, hard evidence, then their names.

One registered code makes two records one, and two codes, two cities or two labels keep them two,
whatever their names say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from ingest import organisation
from ingest.gazetteer import cities, regions
from ingest.likeness import Likeness, Part, Verdict, is_forbidden, likeness, part_of
from ingest.locality import city_code
from ingest.organisation import Organisation, university_name
from ingest.spelling import sound, sounds

CANDIDATES = 48
"""Records that one is compared with at most; the rarest of its blocks come first."""

ASKS = 5
"""Comparisons that one record leads to at most, the best first."""


@dataclass(frozen=True)
class Record:
    """A body as one source names it.

    `uscc` is its 统一社会信用代码 and `ids` its ids in other registers (`ror:04c4dkn09`). `city` is
    where its source says it is: a GB/T 2260 code or a city's name. `also` are ids that were
    merged into this one.
    """

    id: str
    label: str
    name: str
    aliases: tuple[str, ...] = ()
    name_en: str | None = None
    uscc: str | None = None
    city: str = ""
    ids: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @cached_property
    def names(self) -> tuple[Organisation, *tuple[Organisation, ...]]:
        """Its names in their parts, the main one first, each once; names in brackets too."""
        written = [self.name, *self.aliases, *([self.name_en] if self.name_en else [])]
        found: dict[str, Organisation] = {}
        for text in written:
            own = organisation.parse(self._full(text))
            found.setdefault(own.normal, own)
            for inner in (*own.former, *own.others):
                told = organisation.parse(self._full(inner))
                found.setdefault(told.normal, told)
        first, *others = found.values()
        return (first, *others)

    def _full(self, text: str) -> str:
        return university_name(text) if self.label == "University" else text

    @cached_property
    def place(self) -> str:
        """The city's code, from a code or a name; nothing where it is unknown."""
        if not self.city or self.city.isdigit():
            return city_code(self.city)
        found = cities().get(self.city)
        return city_code(found.code) if found else ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two records, how alike they are (0 to 1), what made it so, and what follows."""

    left: Record
    right: Record
    score: float
    parts: tuple[Part, ...]
    verdict: Verdict


def compare(left: Record, right: Record) -> Comparison:
    """Compare two records: hard evidence first, then every pair of their names."""

    def decided(verdict: Verdict, *parts: Part) -> Comparison:
        return Comparison(left, right, float(verdict == "same"), parts, verdict)

    if left.label != right.label:
        return decided("different", part_of("label", 0, 1, left.label, right.label))
    if left.uscc and right.uscc:
        equal = left.uscc.upper() == right.uscc.upper()
        part = part_of("code", equal, 1, left.uscc, right.uscc)
        return decided("same" if equal else "different", part)
    if ids := _ids(left, right):
        return decided("same" if ids.score else "different", ids)
    apart = bool(left.place and right.place and left.place != right.place)
    best = _names(left, right)
    if not apart:
        return Comparison(left, right, best.score, best.parts, best.verdict)
    city = part_of("city", 0, 1, regions()[left.place].name, regions()[right.place].name)
    # One registered name in two cities is a seat and a site, or an error in one of the lists.
    alike = best.verdict == "same" and left.names[0].form.endswith("公司")
    verdict: Verdict = "ask" if alike else "different"
    return Comparison(left, right, min(best.score, 0.9), (city, *best.parts), verdict)


def _ids(left: Record, right: Record) -> Part | None:
    """Ids in a register that knows both."""
    for ours in left.ids:
        register, _, number = ours.partition(":")
        for theirs in right.ids:
            if theirs.startswith(register + ":"):
                other = theirs[len(register) + 1 :]
                return part_of(register, number == other, 1, number, other)
    return None


_RANK = {"same": 2, "ask": 1, "different": 0}


def _names(left: Record, right: Record) -> Likeness:
    """The pair of names that says most; the main names can forbid what an alias suggests."""
    known = bool(left.place and left.place == right.place)
    main = best = likeness(left.names[0], right.names[0], known)
    for i, ours in enumerate(left.names):
        for j, theirs in enumerate(right.names):
            equal = ours.normal == theirs.normal
            if not (i or j) or (main.forbidden and not equal):
                continue
            if not equal and is_forbidden(ours, theirs, known):
                continue
            found = likeness(ours, theirs, known)
            if found.verdict == "same" and ((i and j) or main.forbidden):
                # Two aliases that agree, or an alias that speaks against the name itself.
                found = Likeness(found.score, found.parts, "ask")
            if (_RANK[found.verdict], found.score) > (_RANK[best.verdict], best.score):
                best = found
    return best


def match(records: Iterable[Record], against: Iterable[Record]) -> Iterator[Comparison]:
    """The comparisons that say `same` or `ask`, record by record, the best first.

    `against` is held in memory, `records` is read as a stream; one record is compared with
    CANDIDATES others at most, so the time grows with the number of records. A record is not
    compared with one of its own id.
    """
    index = _Index(against)
    for record in records:
        found = [
            comparison
            for other in index.candidates(record)
            if other.id != record.id and _possible(record, other)
            for comparison in [compare(record, other)]
            if comparison.verdict != "different"
        ]
        found.sort(key=lambda c: (-_RANK[c.verdict], -c.score, c.right.id))
        yield from found[:ASKS]


def _possible(left: Record, right: Record) -> bool:
    """Whether a comparison can end in anything but `different`; most candidates end here."""
    if len(left.names) > 1 or len(right.names) > 1 or left.ids or left.uscc:
        return True
    ours, theirs = left.names[0], right.names[0]
    if ours.normal == theirs.normal:
        return True
    return not is_forbidden(ours, theirs, bool(left.place and left.place == right.place))


class _Index:
    """Records by what they may share: codes, equal names, brands, pairs of characters."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._records: list[Record] = []
        self._sure: dict[str, list[int]] = {}
        self._blocks: dict[str, list[int]] = {}
        self._heard: dict[str, set[tuple[str, str]]] = {}
        for record in records:
            at = len(self._records)
            self._records.append(record)
            sure, blocks = _keys(record)
            for key in sure:
                self._sure.setdefault(key, []).append(at)
            for key in blocks:
                self._blocks.setdefault(key, []).append(at)
            heard = self._heard.setdefault(record.label, set())
            for name in record.names:
                heard |= _heard_in(name)

    def candidates(self, record: Record) -> Iterator[Record]:
        """The records worth comparing, at most CANDIDATES beyond those that surely share."""
        if not self._may_hold(record):
            return iter(())
        sure, blocks = _keys(record)
        seen: dict[int, None] = {}
        for key in sure:
            seen |= dict.fromkeys(self._sure.get(key, ())[:CANDIDATES])
        room = CANDIDATES
        for size, key in sorted((len(self._blocks.get(key, ())), key) for key in blocks):
            if size > room:
                break
            room -= size
            seen |= dict.fromkeys(self._blocks.get(key, ()))
        return (self._records[at] for at in seen)

    def _may_hold(self, record: Record) -> bool:
        """Whether anything here sounds like a record: told before its names are parsed.

        A large register beside a small plan has mostly names that nothing here is like.
        """
        heard = self._heard.get(record.label)
        if heard is None:
            return False
        if record.ids or record.uscc or record.label == "University":
            return True
        texts = (record.name, *record.aliases, *filter(None, [record.name_en]))
        return any(t.isascii() or not heard.isdisjoint(_pairs(sounds(t))) for t in texts)


def _pairs(parts: Sequence[str]) -> set[tuple[str, str]]:
    """Neighbours, and those with one between: a short form leaves out what stands between."""
    return {*pairwise(parts), *zip(parts, parts[2:], strict=False)}


def _heard_in(name: Organisation) -> set[tuple[str, str]]:
    """Pairs of sounds of which a name that is like this one has at least one."""
    core = sounds(name.core)
    if len(core) < 2:
        return _pairs(sounds(name.text))
    start = sounds(name.where[:1])
    return _pairs(core) | {(c, core[0]) for c in start}


def _keys(record: Record) -> tuple[set[str], set[str]]:
    """What surely joins a record to others, and what may; both within its label."""
    label = record.label
    sure = {f"{label}\n{id}" for id in record.ids}
    if record.uscc:
        sure.add(f"{label}\n{record.uscc.upper()}")
    blocks: set[str] = set()
    for name in record.names:
        sure.add(f"{label}\n{name.normal}")
        if name.latin:
            blocks |= {f"{label}\n{a} {b}" for a, b in pairwise(name.core.split())}
            continue
        core = name.core
        # 特钢 for 特殊钢: a short form leaves out what stands between.
        pairs = {a + b for a, b in _pairs(core)} or {core}
        blocks |= {f"{label}\n{pair}" for pair in pairs}
        blocks |= {f"{label}\n{name.city}{pair}" for pair in pairs}
        if name.where and core:
            blocks.add(f"{label}\n{name.where[0]}{core[0]}")
        blocks |= {f"{label}\n{sound(core)}", f"{label}\n{name.city}{name.kind}{name.brand[:2]}"}
    return sure, blocks
