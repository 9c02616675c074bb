"""The first screen: the matrix, its gaps, one proof, and targets against what is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.store import Reader
from queries import nodes as read
from queries.nodes import Source
from viz import answers
from viz.answers import Gap as GapRow
from viz.answers import Support, Target
from viz.marks import Segment, marked
from viz.pages import Page


@dataclass(frozen=True, slots=True)
class Head:
    """A column: an industry and the number of parks that support it."""

    id: str
    name: str
    name_en: str | None
    total: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One park and one industry: stated, derived, or not stated. `key` is its place in a link."""

    key: str
    state: str
    industry: str
    industry_en: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """A park, its cells in the order of the columns, and the number that is not blank."""

    id: str
    name: str
    name_en: str | None
    cells: tuple[Cell, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Without:
    """A park that a source names under no industry, and the clause that names it."""

    id: str
    name: str
    name_en: str | None
    role: str | None
    policy_id: str | None
    passage_id: str | None


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap in words: what is missing, why that is one, and where to look next.

    `source` is the link to the words that show it, `href` the link onward.
    """

    name: str
    name_en: str | None
    badge: str
    why: str
    source: str | None
    onward: str
    href: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause with the proof's words marked in it."""

    id: str
    policy_id: str
    path: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """Why a cell is not blank: the words, or the rule, and the clauses they stand in."""

    park: str
    park_en: str | None
    industry: str
    industry_en: str | None
    state: str
    quote: str | None
    rule: str | None
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A source as a headline cites it."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the first screen shows. `supports` counts the cells that are not blank."""

    industries: tuple[Head, ...]
    rows: tuple[Row, ...]
    without: tuple[Without, ...]
    supports: int
    selected: str
    proof: Proof | None
    gaps: tuple[Gap, ...]
    targets: tuple[Target, ...]
    sources: tuple[Document, ...]


def overview(store: Reader, page: Page) -> Overview:
    """The first screen for where the reader is; `page.query["cell"]` chooses the proof.

    Without a choice the proof is that of the weakest column, for its gap says most.
    """
    asked = answers.supports(store)
    found = {(s.park, s.industry): s for s in asked if s.state != "not_stated"}
    heads = _heads(asked, found)
    missing = answers.gaps(store)
    shown = read.passages(store, ids=(passage for gap in missing for passage in gap.passages))
    policies = {passage.id: passage.policy_id for passage in shown}
    selected = page.query.get("cell") or _weakest(heads, found)
    park, _, industry = selected.partition("|")
    chosen = found.get((park, industry))
    return Overview(
        industries=heads,
        rows=_rows(asked, found, heads),
        without=_without(missing, policies),
        supports=len(found),
        selected=selected,
        proof=_proof(store, chosen) if chosen else None,
        gaps=tuple(_gap(page, gap, policies) for gap in missing),
        targets=answers.targets(store),
        sources=tuple(_document(source) for source in read.sources(store)),
    )


Found = Mapping[tuple[str, str], Support]


def _heads(asked: Sequence[Support], found: Found) -> tuple[Head, ...]:
    totals = Counter(industry for _, industry in found)
    heads = {
        s.industry: Head(s.industry, s.industry_name, s.industry_en, totals[s.industry])
        for s in asked
    }
    return tuple(heads.values())


def _rows(asked: Sequence[Support], found: Found, heads: Sequence[Head]) -> tuple[Row, ...]:
    totals = Counter(park for park, _ in found)
    parks = {s.park: s for s in asked if totals[s.park]}
    rows = [
        Row(
            id=park,
            name=named.park_name,
            name_en=named.park_en,
            cells=tuple(
                Cell(
                    key=f"{park}|{head.id}",
                    state=found[park, head.id].state if (park, head.id) in found else "not_stated",
                    industry=head.name,
                    industry_en=head.name_en,
                )
                for head in heads
            ),
            total=totals[park],
        )
        for park, named in parks.items()
    ]
    return tuple(sorted(rows, key=lambda row: -row.total))


def _weakest(heads: Sequence[Head], found: Found) -> str:
    totals = {head.id: head.total for head in heads}
    key = min(found, key=lambda cell: totals[cell[1]], default=None)
    return "|".join(key) if key else ""


def _clauses(store: Reader, passages: Sequence[str], quote: str | None) -> tuple[Clause, ...]:
    return tuple(
        Clause(p.id, p.policy_id, p.path, marked(p.text, [("proof", quote or "")]))
        for p in read.passages(store, ids=passages)
    )


def _proof(store: Reader, support: Support) -> Proof:
    return Proof(
        park=support.park_name,
        park_en=support.park_en,
        industry=support.industry_name,
        industry_en=support.industry_en,
        state=support.state,
        quote=support.quote,
        rule=support.rule,
        clauses=_clauses(store, support.passages, support.quote),
    )


def _without(missing: Sequence[GapRow], policies: Mapping[str, str]) -> tuple[Without, ...]:
    return tuple(
        Without(
            id=gap.id,
            name=gap.name,
            name_en=gap.name_en,
            role=gap.other,
            policy_id=policies.get(gap.passages[0]) if gap.passages else None,
            passage_id=gap.passages[0] if gap.passages else None,
        )
        for gap in missing
        if gap.kind == "park_without_industry"
    )


def _gap(page: Page, gap: GapRow, policies: Mapping[str, str]) -> Gap:
    onward = {
        "unassigned_industry": page.href(f"/nodes/{gap.id}"),
        "single_anchor": page.href("/questions/dropout", park=gap.other or ""),
        "park_without_industry": page.href(f"/nodes/{gap.id}"),
    }
    passage = gap.passages[0] if gap.passages else ""
    policy = policies.get(passage)
    return Gap(
        name=gap.name,
        name_en=gap.name_en,
        badge=page.term("kind", gap.kind),
        why=page.say(f"gaps.why_{gap.kind}", other=gap.other or ""),
        source=page.href(f"/sources/{policy}", fragment=passage) if policy else None,
        onward=page.say(f"gaps.onward_{gap.kind}"),
        href=onward[gap.kind],
    )


def _document(source: Source) -> Document:
    title = source.name if source.name.startswith("《") else f"《{source.name}》"
    return Document(source.id, f"{title}（{source.number}）" if source.number else title)
