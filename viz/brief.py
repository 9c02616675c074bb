"""A brief for a director: who to speak to, through whom, in whose words, and what is not known."""

from __future__ import annotations

from dataclasses import dataclass

from graph.errors import InvalidRequest
from graph.store import Reader
from queries.neighbourhood import Fact
from queries.nodes import english_names
from queries.partners import Partner, PartnerAnswer, partners
from queries.takers import TakerAnswer, recommended
from viz.notes import note_text
from viz.pages import Page, render
from viz.partners import bars, reason
from viz.words import language_of

FORMATS = ("docx", "html")
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
}
ROWS = 8
"""Partners of a brief: as many as are read in two minutes."""

REASONS = 5
"""Partners whose reasons are given in full, and facts for each."""


@dataclass(frozen=True, slots=True)
class Via:
    """A line of the drawing: a partner, its bar, and the names on the best path to it."""

    partner: Partner
    name: str
    bars: tuple[tuple[str, float, float], ...]
    through: str


@dataclass(frozen=True, slots=True)
class Reasons:
    """A partner and the facts that speak most for it, each with its words."""

    partner: Partner
    name: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """What a brief says, whatever it is written as."""

    title: str
    headline: tuple[str, ...]
    answer: PartnerAnswer
    lines: tuple[Via, ...]
    whys: tuple[str, ...]
    reasons: tuple[Reasons, ...]
    takers: TakerAnswer | None
    unknown: tuple[str, ...]
    sources: tuple[str, ...]


def brief_file(
    store: Reader,
    *,
    node: str,
    industry: str | None = None,
    language: str = "zh",
    format: str = "docx",
    plan: str | None = None,
) -> bytes:
    """A brief as the bytes of a Word document, or of a web page that needs nothing else.

    Raises NotFound and InvalidRequest as `queries.partners.partners` does, and InvalidRequest for
    another format.
    """
    if format not in FORMATS:
        raise InvalidRequest(f"format {format!r} is unknown", parameter="format", allowed=FORMATS)
    page = Page(language_of(language), "/brief", {})
    made = brief(store, page, node=node, industry=industry, plan=plan)
    if format == "html":
        return render(page, "brief.html", view=made).encode()
    # Imported here: only a Word document needs it.
    from viz.brief_word import word_document

    return word_document(page, made)


def brief(
    store: Reader, page: Page, *, node: str, industry: str | None = None, plan: str | None = None
) -> Brief:
    """What the brief of a node says."""
    answer = partners(store, node=node, industry=industry, limit=ROWS, plan=plan)
    field = answer.node if answer.label == "Industry" else answer.industry
    takers = recommended(store, industry=field, plan=plan) if field else None
    ids = {answer.node, *([field] if field else [])}
    ids |= {id for row in answer.rows for path in row.paths for id in path.nodes}
    english = english_names(store, ids=ids | {row.id for row in answer.rows})

    def named(id: str, name: str) -> str:
        return page.plain(name, english.get(id))

    inside = answer.industry and answer.industry != answer.node
    title = page.say(
        "brief.title_in" if inside else "brief.title", name=named(answer.node, answer.name),
        industry=named(answer.industry or "", answer.industry_name or ""),
    )  # fmt: skip
    whys = tuple(_why(page, row) for row in answer.rows)
    headline: list[str] = []
    if answer.rows:
        first = answer.rows[0]
        headline.append(
            page.say(
                "brief.answer",
                first=named(first.id, first.name),
                score=f"{first.score:.4f}",
                why=whys[0],
            )
        )
    else:
        headline.append(page.say("brief.answer_none", name=named(answer.node, answer.name)))
    if takers and takers.rows and not takers.supporters:
        best = takers.rows[0]
        headline.append(
            page.say(
                "brief.taker",
                industry=takers.industry,
                first=best.park,
                verdict=page.say(f"takers.{best.verdict}"),
            )
        )
    reasons = tuple(
        Reasons(row, named(row.id, row.name), _facts(row)) for row in answer.rows[:REASONS]
    )
    return Brief(
        title, tuple(headline), answer,
        tuple(
            Via(row, named(row.id, row.name), tuple((b.part, b.start, b.width) for b in bars(row)),
                _through(row))
            for row in answer.rows
        ),
        whys, reasons, takers, tuple(note_text(page.language, note) for note in answer.unknown),
        _sources(store, page, reasons, takers),
    )  # fmt: skip


def _why(page: Page, row: Partner) -> str:
    """The two largest parts by name."""
    parts = sorted((p for p in row.parts if p.score), key=lambda part: -part.score)[:2]
    return page.value([page.say(f"partners.part_{part.name}") for part in parts])


def _through(row: Partner) -> str:
    """The names between a node and its partner on the shortest of the best paths."""
    path = min(row.paths, key=lambda path: len(path.nodes), default=None)
    if path is None:
        return ""
    names = {f.start: f.start_name for f in path.steps} | {f.end: f.end_name for f in path.steps}
    return " → ".join(names.get(id, id) for id in path.nodes[1:-1])


def _facts(row: Partner) -> tuple[Fact, ...]:
    first = reason(row)
    parts = sorted(row.parts, key=lambda part: -part.score)
    facts = [
        *([first] if first else []),
        *(f for part in parts for f in part.evidence[:2] if f.quote),
    ]
    return tuple(dict.fromkeys(facts))[:REASONS]


def _sources(
    store: Reader, page: Page, reasons: tuple[Reasons, ...], takers: TakerAnswer | None
) -> tuple[str, ...]:
    """The documents that the brief cites, with the clauses of each."""
    facts = [fact for one in reasons for fact in one.facts]
    facts += (
        [f for row in takers.rows[:3] for part in row.parts for f in part.evidence]
        if takers
        else []
    )
    cited: dict[str, dict[str, None]] = {}
    for fact in facts:
        if fact.source and fact.quote:
            cited.setdefault(fact.source, {})[page.clause(fact.path)] = None
    rows = store.read(
        "MATCH (p:Policy) RETURN p.id AS id, p.name AS name, p.number AS number ORDER BY id"
    ).rows
    titles = {
        str(id): page.cited(str(name), None if no is None else str(no)) for id, name, no in rows
    }
    return tuple(
        f"{titles.get(id, id)}{page.say('site.colon')}{page.value(sorted(clauses))}"
        for id, clauses in cited.items()
    )
