"""The target ledger: what a plan asks, by programme, beside what its sources name."""

from __future__ import annotations

from dataclasses import dataclass

from graph.store import Reader
from queries import targets as numbers
from queries.actuals import Actual, actuals
from queries.targets import Progress, Target
from viz.pages import Page
from viz.plan import Choice

MOST_BODIES = 20
"""Named bodies that a line lists; the rest is counted."""


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A target, the bodies of its kind that the sources name, and what registers report.

    Naming is not achieving: only an actual is a result.
    """

    target: Target
    source: str | None
    amount: str
    progress: Progress | None
    actuals: tuple[Actual, ...]

    @property
    def verdict(self) -> str | None:
        """`met` or `behind` by the latest actual in the target's own unit; None without one."""
        asked = self.target
        value = next((a.value for a in self.actuals if (a.unit or asked.unit) == asked.unit), None)
        if value is None:
            return None
        reached = {
            ">=": value >= asked.value,
            ">": value > asked.value,
            "<=": value <= asked.value,
            "<": value < asked.value,
            "=": value >= asked.value,
            "range": value >= asked.value,
        }
        return "met" if reached.get(asked.comparator) else "behind"

    @property
    def bodies(self) -> tuple[tuple[str, str], ...]:
        """The named bodies with their words, at most MOST_BODIES."""
        if self.progress is None:
            return ()
        pairs = zip(self.progress.bodies, self.progress.body_quotes, strict=True)
        return tuple(pairs)[:MOST_BODIES]

    @property
    def open(self) -> float:
        """How many are asked beyond those that are named; 0 where none is named."""
        if self.progress is None or not self.progress.named:
            return 0
        return max(0.0, self.target.value - self.progress.named)


@dataclass(frozen=True, slots=True)
class Chapter:
    """The targets that one programme (or the plan itself) sets."""

    id: str
    name: str
    lines: tuple[LedgerLine, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The chapters that match; `count` lines of `total`. `periods` are what can be chosen."""

    chapters: tuple[Chapter, ...]
    count: int
    total: int
    named: int
    periods: tuple[str, ...]
    text: str
    period: str


def ledger(store: Reader, page: Page, choice: Choice | None) -> Ledger:
    """The targets of a plan, narrowed by `page.query["text"]` and `page.query["period"]`."""
    text, period = page.query.get("text", "").strip(), page.query.get("period", "")
    plan = choice.plan.id if choice else ""
    asked = numbers.targets(store, plan=plan) if choice else []
    progress = {p.target_id: p for p in numbers.target_progress(store, plan=plan)} if choice else {}
    reported = actuals(store, targets=(t.target_id for t in asked))
    lines = {
        t.target_id: LedgerLine(
            t, plan or None, amount(t), progress.get(t.target_id), reported.get(t.target_id, ())
        )
        for t in asked
    }
    shown = [
        line
        for line in lines.values()
        if text.casefold() in f"{line.target.indicator} {line.target.quote}".casefold()
        and period in ("", line.target.period)
    ]
    return Ledger(
        chapters=_chapters(shown, plan),
        count=len(shown),
        total=len(lines),
        named=sum(1 for line in shown if line.progress and line.progress.named),
        periods=tuple(sorted({line.target.period or "" for line in lines.values()} - {""})),
        text=text,
        period=period,
    )


def _chapters(lines: list[LedgerLine], plan: str) -> tuple[Chapter, ...]:
    ids = sorted({line.target.set_by_id for line in lines}, key=lambda id: (id != plan, id))
    return tuple(
        Chapter(id, of[0].target.set_by, of)
        for id in ids
        if (of := tuple(line for line in lines if line.target.set_by_id == id))
    )


def amount(target: Target) -> str:
    """A target's number as it is read: ≥30家, 2—3个."""
    sign = {">=": "≥", "<=": "≤", ">": ">", "<": "<"}.get(target.comparator, "")
    number = f"{target.value:g}" if abs(target.value) < 1e6 else f"{target.value:.0f}"
    if target.value_max is not None:
        number += f"—{target.value_max:g}"
    return f"{sign}{number}{target.unit or ''}"
