"""CSV: a zip of nodes.csv and relationships.csv, made for Excel and WPS."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence

from graph.schema import Property
from graph.store import Value
from queries.formats.columns import edge_columns, edge_values, node_columns, node_values, words
from queries.subgraph import Subgraph

_EPOCH = (1980, 1, 1, 0, 0, 0)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def write(subgraph: Subgraph) -> bytes:
    """Both tables, in UTF-8 with a byte order mark: without it Excel reads Chinese as noise.

    A text that a spreadsheet would run as a formula begins with an apostrophe, as does one that
    begins with an apostrophe itself: to read the data back, drop one. A list is a JSON array.
    """
    nodes = (((n.id,), node_values(n)) for n in subgraph.nodes)
    edges = (((e.id, e.start, e.end), edge_values(e)) for e in subgraph.relationships)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (
            ("nodes.csv", _table(("id",), node_columns(subgraph), nodes)),
            (
                "relationships.csv",
                _table(("id", "start", "end"), edge_columns(subgraph), edges),
            ),
        ):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, text.encode("utf-8-sig"))
    return out.getvalue()


def _table(
    keys: Sequence[str],
    columns: Sequence[Property],
    rows: Iterable[tuple[Sequence[str], Mapping[str, Value]]],
) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*keys, *(column.name for column in columns)])
    for fixed, values in rows:
        cells = (values.get(column.name) for column in columns)
        writer.writerow([*map(_cell, fixed), *map(_cell, cells)])
    return out.getvalue()


def _cell(value: Value) -> str:
    if value is None:
        return ""
    text = words(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text
