"""Rows that wait to be written: in memory, and past a bound in a file without a name."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from graph.schema import Property

# pyarrow has no types of its own.
pa: Any = import_module("pyarrow")
pc: Any = import_module("pyarrow.compute")

Rows = Any
"""An arrow table."""

Column = Any
"""An arrow array."""

Schema = Any
"""An arrow schema."""

_TYPES = {
    "string": pa.string(), "number": pa.float64(), "integer": pa.int64(), "boolean": pa.bool_(),
    "date": pa.string(), "strings": pa.list_(pa.string()),
}  # fmt: skip


def arrow_schema(properties: Iterable[Property], first: Iterable[str] = ()) -> Schema:
    """The columns of properties as an arrow table has them, after the `first`, which are text."""
    fields = [(name, pa.string()) for name in first]
    return pa.schema([*fields, *((p.name, _TYPES[p.type]) for p in properties)])


class Spool:
    """Rows of one schema, in order; of two with the same `id` the later one counts.

    `folder` holds the file, which the system removes with the process. Raises OSError when it
    cannot be written.
    """

    def __init__(self, schema: Schema, folder: Path) -> None:
        self.schema = schema
        self.held = 0
        self._folder = folder
        self._rows: list[Rows] = []
        self._ids: list[Column] = []
        self._file: IO[bytes] | None = None
        self._stream: Any = None

    def add(self, rows: Rows) -> None:
        """Append rows; `held` is how many bytes are in memory."""
        self._rows.append(rows)
        self._ids.append(rows["id"])
        self.held += rows.nbytes

    def spill(self) -> None:
        """Move the rows in memory to the file."""
        if self._stream is None:
            self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 (closed by close)
            self._stream = pa.ipc.new_stream(self._file, self.schema)
        for rows in self._rows:
            self._stream.write_table(rows)
        self._rows, self.held = [], 0

    def ids(self) -> list[Column]:
        """The ids of all rows, in the parts in which they came."""
        return list(self._ids)

    def tables(self, size: int) -> Iterator[Rows]:
        """The rows in tables of about `size` bytes."""
        waiting: list[Rows] = []
        for rows in self._last_of_each():
            waiting.append(rows)
            if sum(part.nbytes for part in waiting) >= size:
                yield pa.concat_tables(waiting)
                waiting = []
        if waiting:
            yield pa.concat_tables(waiting)

    def _last_of_each(self) -> Iterator[Rows]:
        ids = pa.chunked_array([c for part in self._ids for c in part.chunks], pa.string())
        if len(ids) == pc.count_distinct(ids).as_py():
            yield from self._all()
            return
        last = {id: place for place, id in enumerate(ids.to_pylist())}
        start = 0
        for rows in self._all():
            places = range(start, start + rows.num_rows)
            start = places.stop
            kept = [last[id] == n for n, id in zip(places, rows["id"].to_pylist(), strict=True)]
            yield rows.filter(pa.array(kept, pa.bool_()))

    def _all(self) -> Iterator[Rows]:
        if self._stream is not None and self._file is not None:
            self._stream.close()
            self._file.seek(0)
            for batch in pa.ipc.open_stream(self._file):
                yield pa.Table.from_batches([batch])
        yield from self._rows

    def close(self) -> None:
        """Let go of the rows and the file."""
        self._rows, self._ids, self.held = [], [], 0
        if self._file is not None:
            self._file.close()
