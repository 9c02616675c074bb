"""Which user-supplied Cypher is a plain read; everything else is refused by its words.

Both engines' read-only transactions still let through statements that read files, call
procedures or show settings, and a second statement after a semicolon.
"""

from __future__ import annotations

import re

from graph.errors import InvalidRequest

MAX_LENGTH = 100_000
"""Longest statement in characters."""

REFUSED = frozenset(
    "CREATE MERGE SET DELETE DETACH REMOVE DROP ALTER COPY LOAD ATTACH INSTALL UNINSTALL UPDATE "
    "IMPORT EXPORT USE CALL SHOW TERMINATE BEGIN COMMIT ROLLBACK CHECKPOINT GRANT DENY REVOKE "
    "FOREACH EXPLAIN PROFILE START STOP ENABLE RENAME COMMENT ANALYZE INSERT FINISH".split()
)
"""Words that begin a clause which is no plain read, on either engine."""

_TOKEN = re.compile(
    r"(?P<skip>\s+|//[^\n]*|/\*.*?\*/)"
    r"|(?P<string>'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")"
    r"|(?P<quoted>`[^`]*`)"
    r"|(?P<param>\$\w+)"
    r"|(?P<word>[^\W\d]\w*)"
    r"|(?P<other>.)",
    re.DOTALL,
)
_BEGINS = ("MATCH", "OPTIONAL", "UNWIND", "WITH", "RETURN")


def check_read_only(text: str) -> None:
    """Raise InvalidRequest naming what makes a statement other than one plain read."""
    if len(text) > MAX_LENGTH:
        raise InvalidRequest(
            f"the statement has {len(text):,} characters; at most {MAX_LENGTH:,}",
            parameter="cypher",
        )
    if "\x00" in text:
        raise InvalidRequest("the statement holds a NUL character", parameter="cypher")
    tokens = [m for m in _TOKEN.finditer(text) if m.lastgroup != "skip"]
    words = [(m.lastgroup, m[0]) for m in tokens]
    if not words or words[0][1].upper() not in _BEGINS:
        first = words[0][1][:40] if words else ""
        raise InvalidRequest(
            f"a reading statement does not begin with {first!r}",
            parameter="cypher", allowed=_BEGINS,
        )  # fmt: skip
    for i, (kind, word) in enumerate(words):
        if word == ";" and kind == "other":
            if i < len(words) - 1:
                raise InvalidRequest(
                    "only one statement is run; remove ';' and what follows it",
                    parameter="cypher",
                )
            continue
        if kind != "word" or word.upper() not in REFUSED:
            continue
        before = words[i - 1][1] if i else ""
        after = words[i + 1][1] if i + 1 < len(words) else ""
        if before in {".", ":", "|", "AS", "as", "As"} or after == ":":
            continue  # a property, a label or type, an alias, a key of a map
        raise InvalidRequest(
            f"{word.upper()} is not allowed here: only reading statements are run",
            parameter="cypher",
        )
