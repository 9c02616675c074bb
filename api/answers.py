"""Answers of the API: JSON straight from the rows, CSV for tables, and pages of long lists."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar, cast

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.cells import cell
from graph.errors import InvalidRequest

Row = TypeVar("Row")
TableFormat = Literal["json", "csv"]

MOST_ROWS = 10_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Cut(BaseModel):
    """What an answer leaves out."""

    left_out: int | None = Field(
        description="How many more there are; null where that is not counted.", examples=[12]
    )
    how: str = Field(description="How to get them.", examples=["pass cursor=…"])


class Answer(BaseModel, Generic[Row]):
    """The rows of a question, and the Cypher that gave them."""

    name: str = Field(examples=["gaps"])
    question: str = Field(examples=["缺口在哪里？"])
    question_en: str = Field(examples=["Where are the gaps?"])
    params: dict[str, Any] = Field(examples=[{"plan": "policy:a"}])
    columns: list[str]
    rows: list[Row] = Field(description="Each with the words that say it (`quote`).")
    total: int = Field(description="Rows of the whole answer.")
    next: str | None = Field(description="Cursor of the following page; null at the end.")
    cut: Cut | None = Field(description="What this page leaves out; null at the end.")
    cypher: str = Field(description="The statement that ran.")


@dataclass(frozen=True, slots=True)
class Part(Generic[Row]):
    """A part of a list, and the cursor of the next one."""

    rows: Sequence[Row]
    total: int
    next: str | None
    cut: Mapping[str, object] | None


def json_answer(value: object) -> Response:
    """A value with rows (dataclasses) in it as JSON, without a copy and without a second check.

    Other numbers than finite ones become null, for JSON has none.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, default=_fields)
    except ValueError:
        text = json.dumps(_finite(value), ensure_ascii=False)
    return Response(text.encode("utf-8", "replace"), media_type="application/json")


def _fields(value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return dict(cast(Mapping[str, Any], value))
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(k): _finite(v) for k, v in cast(Mapping[str, Any], value).items()}
    if isinstance(value, list | tuple):
        return [_finite(v) for v in cast(list[Any], value)]
    return _finite(_fields(value)) if hasattr(value, "__dataclass_fields__") else value


def csv_answer(
    name: str, columns: Sequence[str], rows: Iterable[Sequence[object]], left_out: int = 0
) -> Response:
    """A table as CSV in UTF-8 with a byte order mark, as spreadsheets want it.

    A text that a spreadsheet would run as a formula gets an apostrophe before it. The header
    `x-left-out` tells how many rows were left out.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_safe(value) for value in row] for row in rows)
    headers = {"content-disposition": f'attachment; filename="{name}.csv"'}
    if left_out:
        headers["x-left-out"] = str(left_out)
    body = out.getvalue().encode("utf-8-sig", "replace")
    return Response(body, headers=headers, media_type="text/csv; charset=utf-8")


def _safe(value: object) -> str:
    text = cell(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


def wants_csv(request: Request, format: TableFormat | None) -> bool:
    """Whether a table is asked for as CSV, by the parameter or else by `Accept`."""
    return format == "csv" or (
        format is None and request.headers.get("accept", "").split(",")[0].strip() == "text/csv"
    )


def part_of(rows: Sequence[Row], *, limit: int, cursor: str, of: object) -> Part[Row]:
    """At most `limit` rows from a cursor on. `of` is what was asked: a cursor goes with it.

    Raises InvalidRequest for a cursor of something else.
    """
    key = hashlib.sha256(repr(of).encode(errors="surrogatepass")).hexdigest()[:12]
    start = _start(cursor, key)
    end = start + limit
    left = len(rows) - end
    if left <= 0:
        return Part(rows[start:], len(rows), None, None)
    onward = urlsafe_b64encode(f"{key}.{end}".encode()).decode()
    cut = {"left_out": left, "how": f"pass cursor={onward}, or a higher limit"}
    return Part(rows[start:end], len(rows), onward, cut)


def _start(cursor: str, key: str) -> int:
    if not cursor:
        return 0
    try:
        of, _, start = urlsafe_b64decode(cursor.encode()).decode("ascii").partition(".")
        if of == key and start.isdecimal():
            return int(start)
    except ValueError:
        pass
    raise InvalidRequest(
        f"cursor {cursor[:40]!r} is none of this question: pass `next` of the page before",
        parameter="cursor",
    )
