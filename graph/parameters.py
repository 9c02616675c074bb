"""The `$names` of a statement, found without running it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from graph.errors import StoreError

_TOKEN = re.compile(
    r"//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`|\$(?P<name>\w+)", re.DOTALL
)


def parameters_of(cypher: str) -> set[str]:
    """The parameters that a statement takes; comments and strings are passed over."""
    return {m["name"] for m in _TOKEN.finditer(cypher) if m["name"]}


def check_parameters(cypher: str, parameters: Mapping[str, object]) -> None:
    """Raise StoreError naming a parameter that the statement takes and nobody gives.

    The embedded engine reads a missing parameter as null and answers with no rows, which would
    look like "not stated".
    """
    missing = sorted(parameters_of(cypher) - set(parameters))
    if missing:
        raise StoreError(f"parameter ${missing[0]} is not given; pass {missing[0]}=…")
