"""What is refused in Cypher that users type, and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import InvalidRequest
from graph.readonly import REFUSED, check_read_only


@given(st.sampled_from(sorted(REFUSED)), st.sampled_from([" ", "\n", "\t", "/*x*/", "//y\n"]))
def test_a_writing_word_is_refused_wherever_it_stands(word: str, space: str) -> None:
    for text in (f"MATCH (n){space}{word}{space}(m) RETURN n", f"{word.lower()} (n)"):
        with pytest.raises(InvalidRequest):
            check_read_only(text)


@given(st.sampled_from(sorted(REFUSED)))
def test_the_same_word_as_a_name_or_in_a_string_is_not(word: str) -> None:
    check_read_only(
        f"MATCH (n:Park {{name: '{word} it'}}) WHERE n.{word.lower()} = \"{word}\" "
        f"RETURN n.`{word}` AS x // {word}\n;"
    )


@pytest.mark.parametrize(
    "text",
    ["", "   ", "RETURN 1; RETURN 2", "MATCH (n) RETURN n\x00", "EXPLAIN MATCH (n) RETURN n",
     "LOAD FROM '/etc/passwd' RETURN *", "CALL show_tables() RETURN *", "COMMIT; CREATE (n)"],
)  # fmt: skip
def test_other_statements_are_refused(text: str) -> None:
    with pytest.raises(InvalidRequest):
        check_read_only(text)
