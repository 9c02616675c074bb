"""A plan's file → its facts: text → outline → clauses → facts, each step a pure function."""

from __future__ import annotations

import hashlib
from pathlib import Path

from graph.errors import SourceError
from ingest.clause_facts import read_clause
from ingest.derivation import derive
from ingest.document import heading, is_statute_or_report, policy_node, policy_of, read_structure
from ingest.documents import text_of
from ingest.draft import Draft
from ingest.facts import Facts, read_facts
from ingest.grammar import DEFINED_NAME
from ingest.outline import clauses
from ingest.reader import paragraphs
from ingest.reading import Reading
from ingest.targets import read_targets


def open_source(path: Path) -> Facts:
    """The facts of a plan (text) or of a facts file (`.jsonl`). Raises SourceError."""
    if path.suffix.lower() in {".jsonl", ".ndjson"}:
        return read_facts(path)
    return read_plan(path)


def read_plan(path: Path) -> Facts:
    """The facts of a plan (text, Markdown, HTML, Word, PDF). Raises SourceError."""
    return facts_of(text_of(path), path.name)


def facts_of(text: str, file: str) -> Facts:
    """The facts of a text; `file` is the name it is cited by.

    Raises SourceError when the text has nothing but a front matter that cannot be named.
    """
    parts = clauses(paragraphs(text))
    if not parts:
        raise SourceError("holds no text; nothing was read", file=file)
    found = heading(parts, Path(file).stem)
    draft = Draft(policy_of(found))
    policy_node(draft, found, file, hashlib.sha256(text.encode()).hexdigest())
    reading = Reading(draft, found.home, clauses={draft.passage(c): c for c in parts})
    reading.guarded = is_statute_or_report(found.name)
    read_structure(reading, parts, found)
    # A plan without a date is no younger than its period.
    issued = int(found.issued[:4]) if found.issued else found.period[0]
    for clause in parts:
        for match in DEFINED_NAME.finditer(clause.normal.text):
            if name := reading.defined(match["name"].lstrip("—·")):
                reading.short[match["short"]] = name
    for clause in parts:
        if clause.depth:
            read_targets(reading, clause, issued)
    for clause in parts:
        if clause.depth:
            read_clause(reading, clause, issued)
    derive(reading, parts)
    return draft.finished()
