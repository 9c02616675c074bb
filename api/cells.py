"""Values as the cells of a table, on a terminal and in CSV."""

from __future__ import annotations

import json
from typing import Any


def cell(value: Any) -> str:
    """A value as text: nothing for null, a whole number without a point, lists with 、 between."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, list | tuple):
        return "、".join(cell(v) for v in value)  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
