"""Which user-supplied Cypher is a plain read; everything else is refused by its words.

Both engines' read-only transactions still let through statements that read files, call
procedures or show settings, and a second statement after a semicolon.
"""

from __future__ import annotations

import re

from graph.errors import InvalidRequest

MAX_LENGTH = 100_000
"""Longest statement in characters."""

MAX_WORDS = 1_000
"""Most words and signs in a statement; commas, strings and digits (a list of ids) do not count."""

MAX_DEPTH = 16
"""Deepest nesting of brackets and CASE.

The embedded engine plans a statement without looking at the time limit, and beyond a depth of
some hundreds, or a chain of ten thousand operators, it ends the whole process.
"""

REFUSED = frozenset(
    "CREATE INSERT MERGE SET DELETE DETACH REMOVE DROP ALTER UPDATE COPY LOAD ATTACH INSTALL "
    "UNINSTALL IMPORT EXPORT USE CALL SHOW TERMINATE BEGIN COMMIT ROLLBACK CHECKPOINT GRANT DENY "
    "REVOKE FOREACH EXPLAIN PROFILE".split()
)
"""Words that begin a clause which is no plain read, on either engine."""

_TOKEN = re.compile(
    r"(?P<skip>\s+|//[^\r\n]*|/\*.*?\*/)"
    r"|(?P<string>'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")"
    r"|(?P<quoted>`[^`]*`)"
    r"|(?P<param>\$\w+)"
    r"|(?P<unclosed>['\"`]|/\*)"
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
    # The engines read these two in different ways, so no one reading of the text is safe.
    if re.search(r"\r(?!\n)", text):
        raise InvalidRequest(
            "a carriage return stands alone; end lines with a newline", parameter="cypher"
        )
    if re.search(r"\\[uU][0-9A-Fa-f]{4}", text):
        raise InvalidRequest(
            "\\u escapes are not taken; write the character itself", parameter="cypher"
        )
    words: list[tuple[str | None, str]] = []
    for match in _TOKEN.finditer(text):
        # Told at the first one: to look for an end that never comes, again and again, is slow.
        if match.lastgroup == "unclosed":
            raise InvalidRequest(f"{match[0]} is opened and never closed", parameter="cypher")
        if match.lastgroup != "skip":
            words.append((match.lastgroup, match[0]))
    if not words or words[0][1].upper() not in _BEGINS:
        first = words[0][1][:40] if words else ""
        raise InvalidRequest(
            f"a reading statement does not begin with {first!r}",
            parameter="cypher", allowed=_BEGINS,
        )  # fmt: skip
    _check_size(words)
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
        if _is_name([w for _, w in words[max(0, i - 2) : i]], [w for _, w in words[i + 1 : i + 2]]):
            continue
        raise InvalidRequest(
            f"{word.upper()} is not allowed here: only reading statements are run",
            parameter="cypher",
        )


def _check_size(words: list[tuple[str | None, str]]) -> None:
    counted = 0
    opened: list[str] = []
    for kind, word in words:
        counted += kind != "string" and word != "," and not word.isdigit()
        if kind not in {"other", "word"}:
            continue
        if word in "([{" or word.upper() == "CASE":
            opened.append("END" if len(word) > 1 else ")]}"["([{".index(word)])
        elif opened and word.upper() == opened[-1]:
            opened.pop()
        if len(opened) > MAX_DEPTH:
            raise InvalidRequest(
                f"the statement is nested more than {MAX_DEPTH} deep", parameter="cypher"
            )
    if counted > MAX_WORDS:
        raise InvalidRequest(
            f"the statement has {counted:,} words and signs; at most {MAX_WORDS:,}",
            parameter="cypher",
        )


def _is_name(before: list[str], after: list[str]) -> bool:
    """Whether a word between these tokens can only be a name, on either engine.

    A property after a dot, a label or type, a key of a map, a variable with a label. Not an alias:
    a variable may itself be called `as`, and a clause follow it.
    """
    last = before[-1] if before else ""
    if last == ".":
        # `1.` is a number and `..` a range, and a clause may follow either.
        return len(before) == 2 and re.match(r"[\d_.]", before[0]) is None
    return last in {":", "|"} or (after == [":"] and last in {"{", ",", "(", "["})
