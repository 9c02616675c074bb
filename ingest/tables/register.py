"""A register: what is told of a table when it is loaded, kept with every load."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from graph.errors import InvalidRequest
from graph.store import Node
from ingest.naming import slug
from ingest.tables.values import How, Unreadable, read_value


@dataclass(frozen=True, slots=True)
class Register:
    """Where a table is from. `date` is an ISO date (or year, or month) of its state."""

    name: str
    license: str
    date: str
    version: str
    publisher: str | None = None
    origin: str | None = None
    caution: str | None = None

    @property
    def id(self) -> str:
        """The id of the source; it stays when another version is loaded."""
        return f"register:{slug(self.name)[:80]}"

    def node(self, file: str, digest: str, rows: int) -> Node:
        """The register as a node."""
        return Node(
            "Register", self.id,
            {
                **asdict(self), "id": self.id, "aliases": [], "sources": [self.id],
                "status": "exists", "file": file, "digest": digest, "rows": rows,
            },
        )  # fmt: skip

    def digest(self, *parts: str) -> str:
        """SHA-256 of what decides what a load says: the file, the mapping, and this."""
        content = json.dumps([asdict(self), *parts], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()


def register_of(
    *, source: str | None, license: str | None, date: str | None, version: str | None = None,
    **more: str | None,
) -> Register:  # fmt: skip
    """A register from what the user told. The version is the date where none is given.

    Raises InvalidRequest: the source, the licence or the date is missing, or the date is none.
    """
    given = {"source": source, "license": license, "date": date}
    for name, value in given.items():
        if not (value or "").strip():
            raise InvalidRequest(
                f"--{name} is missing; a register is loaded with its source, licence and date",
                parameter=name,
            )
    try:
        day = str(read_value(str(date).strip(), How("date")))
    except Unreadable as exc:
        raise InvalidRequest(f"--date {date!r} {exc}", parameter="date") from exc
    return Register(
        str(source).strip(), str(license).strip(), day, (version or "").strip() or day, **more
    )


def register_from(told: Mapping[str, Any]) -> Register:
    """A register as an archive kept it."""
    return Register(**{k: told[k] for k in Register.__dataclass_fields__})
