"""What is refused in Cypher that users type, and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import InvalidRequest
from graph.readonly import MAX_DEPTH, REFUSED, check_read_only


@given(st.sampled_from(sorted(REFUSED)), st.sampled_from([" ", "\n", "\t", "/*x*/", "//y\n"]))
def test_a_writing_word_is_refused_wherever_it_stands(word: str, space: str) -> None:
    for text in (f"MATCH (n){space}{word}{space}(m) RETURN n", f"{word.lower()} (n)"):
        with pytest.raises(InvalidRequest):
            check_read_only(text)


@given(
    st.sampled_from(sorted(REFUSED)), st.text(alphabet=" \n\t;.:'\"`/*$(){}[]|,_0aA", max_size=30)
)
def test_a_clause_is_refused_after_any_text_that_may_stand_before_it(
    word: str, before: str
) -> None:
    text = f"MATCH (n) WITH n /**/ {before}\n/**/ RETURN 1 AS x {word} y"
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


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (as) WITH as LOAD CSV FROM 'file:///x' AS l RETURN l",
        "WITH 1. LOAD CSV FROM 'x' AS l RETURN l",
        "MATCH (a)-[*1.. LOAD CSV",
        "RETURN 1 // \rLOAD CSV FROM 'x' AS l",
        "RETURN '\\u0027 LOAD CSV FROM 1 AS l //'",
        "MATCH (n) \\u004cOAD CSV FROM 'x' AS l RETURN l",
        "RETURN 1LOAD CSV FROM 'x' AS l",
    ],
)
def test_what_one_engine_would_read_as_a_clause_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest):
        check_read_only(text)


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (start:Park)-[r]->(n) RETURN start.name AS stop, r.set AS s, {set: 1, load: 2} AS m",
        "MATCH (n:Load)-[:USE|SHOW]->(load:Load) WHERE n.id = $set RETURN n",
        "OPTIONAL MATCH (n) // line\r\n RETURN n /* SET */;",
        "RETURN '\\'' AS a, \"a'SET'\" AS b, `DROP` AS c",
        "MATCH (n) RETURN n.name UNION MATCH (m) RETURN m.name",
    ],
)
def test_a_plain_read_is_let_through(text: str) -> None:
    check_read_only(text)


@pytest.mark.parametrize("opened", ["'", '"', "`", "/*"])
def test_what_is_never_closed_is_named(opened: str) -> None:
    with pytest.raises(InvalidRequest, match="never closed"):
        check_read_only(f"MATCH (n) RETURN {opened} n")


@pytest.mark.parametrize("piece", ["/*", "'\\", "`", '"\\'])
def test_a_long_statement_is_judged_in_one_pass(piece: str) -> None:
    with pytest.raises(InvalidRequest):
        check_read_only("RETURN " + piece * 40_000 + " SET")


@pytest.mark.parametrize(
    ("opened", "closed"),
    [("(", ")"), ("[", "]"), ("{a: ", "}"), ("abs(", ")"), ("CASE WHEN true THEN ", " END")],
)
def test_nesting_that_would_end_the_embedded_engine_is_refused(opened: str, closed: str) -> None:
    check_read_only("RETURN " + opened * MAX_DEPTH + "1" + closed * MAX_DEPTH)
    deeper = MAX_DEPTH + 1
    with pytest.raises(InvalidRequest, match="nested"):
        check_read_only("RETURN " + opened * deeper + "1" + closed * deeper)


def test_what_is_closed_again_is_not_nested() -> None:
    check_read_only("RETURN " + " + ".join(["(CASE WHEN true THEN [1] END)"] * 20))
    check_read_only("RETURN '" + "(" * 100 + "' AS a, `" + "[" * 100 + "` // " + "{" * 100)


@pytest.mark.parametrize("piece", ["+1", " AND true", "[1]", ".a", " XOR NOT true"])
def test_a_chain_that_would_end_the_embedded_engine_is_refused(piece: str) -> None:
    check_read_only("WITH {a: 1} AS m RETURN m" + piece * 100)
    with pytest.raises(InvalidRequest, match="words and signs"):
        check_read_only("WITH {a: 1} AS m RETURN m" + piece * 1_000)


def test_a_long_list_of_ids_is_no_chain() -> None:
    ids = ", ".join(f"'park:{n}'" for n in range(5_000))
    check_read_only(f"MATCH (n:Park) WHERE n.id IN [{ids}] RETURN n.name AS name")
    numbers = ",".join(str(n) for n in range(5_000))
    check_read_only(f"MATCH (n:Program) WHERE n.ordinal IN [{numbers}] RETURN n.name AS name")
