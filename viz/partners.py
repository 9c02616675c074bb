"""The page of partners: the ranking, each one's reasons in words, and what is not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.errors import InvalidRequest
from graph.store import Reader
from queries.contrast import Contrast, contrast
from queries.neighbourhood import Fact
from queries.nodes import english_names
from queries.partners import Partner, PartnerAnswer, partners
from queries.roles import CANDIDATES, FUNCTIONS
from queries.takers import TakerAnswer, recommended
from queries.whatif import what_if
from viz.notes import note_text
from viz.pages import Page

LIMITS = (5, 10, 20, 50)


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a score as a piece of a bar, in percent of its whole width."""

    part: str
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Row:
    """A partner as it is shown: its bar, its main reason, and where to compare it."""

    partner: Partner
    bars: tuple[Bar, ...]
    why: Fact | None
    compare: str | None


@dataclass(frozen=True, slots=True)
class PartnersPage:
    """Everything that the page of partners shows; without a node, only its form."""

    answer: PartnerAnswer | None
    rows: tuple[Row, ...]
    known: tuple[str, ...]
    unknown: tuple[str, ...]
    takers: TakerAnswer | None
    contrast: Contrast | None
    english: dict[str, str]
    needs: tuple[str, ...]
    asked: dict[str, str]

    @property
    def thin(self) -> bool:
        """Whether no source joins the node to anyone, so that only functions rank."""
        return self.answer is not None and any(n.code == "no_ties" for n in self.answer.unknown)


def values(page: Page, name: str) -> list[str]:
    """Every value of a repeated parameter that is not empty."""
    return [value for key, value in page.pairs if key == name and value.strip()]


def number(page: Page, name: str, default: int) -> int:
    """A whole number of the query. Raises InvalidRequest when it is none."""
    text = page.query.get(name) or str(default)
    if not text.isdecimal():
        raise InvalidRequest(f"{name}={text!r} is no whole number", parameter=name)
    return int(text)


def partners_page(store: Reader, page: Page) -> PartnersPage:
    """The page that the query asks for. Raises as `queries.partners.partners` does."""
    query = {k: v.strip() for k, v in page.query.items()}
    needs = ("", *FUNCTIONS, *CANDIDATES)
    node = query.get("node", "")
    if not node:
        return PartnersPage(None, (), (), (), None, None, {}, needs, query)
    industry, plan = query.get("industry") or None, query.get("plan") or None
    wanted = values(page, "need")
    answer = partners(
        store, node=node, industry=industry, needs=wanted, near=query.get("near") or None,
        exclude=values(page, "exclude"), limit=number(page, "limit", 10), plan=plan,
        assumed=what_if(store, values(page, "with"), values(page, "without")),
    )  # fmt: skip
    field = answer.node if answer.label == "Industry" else answer.industry
    takers = recommended(store, industry=field, plan=plan) if field else None
    beside = None
    if query.get("a") and query.get("b"):
        beside = contrast(
            store, node=answer.node, a=query["a"], b=query["b"], industry=answer.industry,
            needs=wanted, plan=plan,
        )  # fmt: skip
    rows = tuple(
        Row(row, bars(row), reason(row), _compare(page, answer.rows[n : n + 2]))
        for n, row in enumerate(answer.rows)
    )
    ids = {
        answer.node,
        *([answer.industry] if answer.industry else []),
        *(r.id for r in answer.rows),
    }
    ids |= {taker.park_id for taker in takers.rows} if takers else set()
    ids |= {id for row in answer.rows for path in row.paths for id in path.nodes}
    return PartnersPage(
        answer, rows,
        tuple(note_text(page.language, note) for note in answer.known),
        tuple(note_text(page.language, note) for note in answer.unknown),
        takers, beside, english_names(store, ids=ids), needs, query,
    )  # fmt: skip


def bars(row: Partner) -> tuple[Bar, ...]:
    """The parts of a score side by side; a whole bar is a score of 1."""
    pieces: list[Bar] = []
    start = 0.0
    for part in row.parts:
        if part.score:
            pieces.append(Bar(part.name, round(start * 100, 2), round(part.score * 100, 2)))
            start += part.score
    return tuple(pieces)


def reason(row: Partner) -> Fact | None:
    """The fact that says most: the first with words of the largest part that has any."""
    parts = sorted(row.parts, key=lambda part: -part.score)
    return next((f for part in parts for f in part.evidence if f.quote), None)


def _compare(page: Page, pair: Sequence[Partner]) -> str | None:
    if len(pair) < 2:
        return None
    query: dict[str, str | Sequence[str]] = {
        key: values(page, key) for key in dict.fromkeys(key for key, _ in page.pairs)
    }
    query |= {"a": pair[0].id, "b": pair[1].id}
    return page.href("/partners", fragment="contrast", **query)
