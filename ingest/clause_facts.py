"""One clause → its facts, line by line, by the patterns of the grammar."""

from __future__ import annotations

import re

from graph.schema import Status
from ingest import grammar
from ingest.abroad import read_cooperation, read_offshore
from ingest.blocks import Grid, Line, blocks
from ingest.bodies import read_lists, read_quoted
from ingest.draft import Span, group
from ingest.ends import industries_in, parks_in
from ingest.enumeration import segments, sentences_of
from ingest.grids import read_grid
from ingest.named_bodies import read_named_bodies
from ingest.outline import Clause, han_number
from ingest.reader import marker_of
from ingest.reading import Reading, Subject
from ingest.responsible import read_responsible
from ingest.subjects import industry_alone, named_alone, speaks_on
from ingest.supports import read_entry, read_supports


def read_clause(reading: Reading, clause: Clause, issued: int | None) -> None:
    """Add every fact that a clause states."""
    reader = _Lines(reading, clause)
    for block in blocks(clause):
        if isinstance(block, Grid):
            read_grid(reading, block, issued, reading.due_above(clause, issued))
        else:
            reader.read(block)
    reading.subjects[clause.path] = (reader.subject, reader.intro)
    read_elements(reading, clause)


class _Lines:
    """Reads the lines of a clause; an entry of a list goes on with the subject above it."""

    def __init__(self, reading: Reading, clause: Clause) -> None:
        self._reading = reading
        self._above, self._announced = reading.subject_above(clause)
        self._open: list[tuple[int, Subject]] = []
        self.intro = self._announced or reading.titles_of(clause)
        self.subject = Subject()
        self._named: Subject | None = None

    def read(self, line: Line) -> None:
        """Add the facts of a line."""
        reading, level = self._reading, -1 if line.heading else line.level
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
        under = self._open[-1][1] if self._open else self._above
        parts = list(sentences_of(line.span))
        if level == 0 and self._named and parts and speaks_on(parts[0]):
            under = self._named  # a list whose marks were lost: the line above names its subject
        subject = under
        alone = named_alone(reading, parts[0] if line.heading and parts else line.span)
        if alone is None and len(parts) > 1:
            alone = industry_alone(reading, parts[0], parts[1])
            subject = alone or subject
        if alone or under is not self._named:
            self._named = alone
        for sentence in parts:
            if sentence is not parts[0] and not speaks_on(sentence):
                subject = under
            read_roles(reading, sentence)
            read_candidates(reading, sentence)
            read_lists(reading, sentence)
            subject = read_supports(reading, sentence, subject)
            read_cooperation(reading, sentence, subject)
            read_offshore(reading, sentence, subject)
            read_quoted(reading, sentence)
            read_named_bodies(reading, sentence, subject or under)
            read_responsible(reading, sentence)
        if level:
            read_entry(reading, line.span, under, self.intro)
        announces = line.span.text.endswith("：")
        lasting = alone or (subject if announces else None)
        if lasting or level >= 0:
            self._open.append((level, lasting or under))
        if announces and not alone:
            self.intro = line.span.text
        if lasting and level <= 0:
            self.subject = lasting


def read_candidates(reading: Reading, sentence: Span) -> None:
    """Industries that the plan may take up."""
    for pattern in grammar.CANDIDATES:
        match = pattern.regex.search(sentence.text)
        if match is None:
            continue
        parts = industries_in(reading, group(sentence, match, "industry"), closed=True)
        if len(parts) < pattern.least:
            continue
        span = Span(sentence.clause, sentence.start + match.start(), sentence.start + match.end())
        for part in parts:
            id = reading.industry(part, rule=pattern.name, emerging=True)
            reading.draft.relate(
                "NAMES", reading.draft.policy, id, span, focus=part, rule=pattern.name,
                status=Status.ENCOURAGED, role="candidate",
            )  # fmt: skip
        return


def read_roles(reading: Reading, sentence: Span) -> None:
    """Parks that a task gives a role."""
    task = reading.task_of(sentence.clause)
    for pattern in grammar.ROLES:
        match = pattern.regex.search(sentence.text)
        if match is None or task is None:
            continue
        for park in parks_in(reading, group(sentence, match, "park")):
            id = reading.park(park, rule=pattern.name)
            reading.draft.relate(
                "SELECTED_FOR", id, task, sentence, focus=park, rule=pattern.name,
                status=Status.DESIGNATED, role=match["role"],
            )  # fmt: skip


_ONE = re.compile(r"一[份个支批场家套项张所条只座名处位本台次门间]")


def read_elements(reading: Reading, clause: Clause) -> None:
    """The things that a plan asks of every industry: “十个一” and what lists them.

    They stand in the sentences after these words, or each in an entry below; anything but the
    announced number of them is no such list.
    """
    match = grammar.ELEMENTS.regex.search(clause.normal.text)
    if match is None:
        return
    count = han_number(match["count"])
    after = Span(clause, match.end(), len(clause.normal.text))
    below = [_heading(c) for c in reading.clauses.values() if c.path.startswith(clause.path + "/")]
    lists = [
        list(segments(after, ends)) for ends in ("。：\n", "。；：\n", "。；，：\n", "。；，、：\n")
    ]
    for parts in (*lists, below):
        named = [s for s in parts if _ONE.search(s.text)]
        if len(named) == count:
            reading.elements(named, grammar.ELEMENTS.name)
            return


def _heading(clause: Clause) -> Span:
    """The first sentence of a clause without its marker."""
    text = clause.normal.text
    marker = marker_of(text)
    start = marker[1].end() if marker else 0
    closed = re.search(r"[。；\n]", text[start:])
    end = start + closed.start() if closed else len(text)
    return Span(clause, start, max(end, start + 1))
