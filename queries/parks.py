"""Parks: a list of them with what each is known for."""

from __future__ import annotations

from dataclasses import dataclass

from graph.store import Reader
from queries.registry import statement


@dataclass(frozen=True, slots=True)
class Named:
    """A node that a park is joined to. `role` is what it is picked for."""

    id: str
    name: str
    name_en: str | None
    role: str | None
    method: str | None


@dataclass(frozen=True, slots=True)
class ParkEntry:
    """A park with its industries, roles, countries, offshore centres, and its whole."""

    id: str
    name: str
    name_en: str | None
    status: str | None
    industries: tuple[Named, ...]
    roles: tuple[Named, ...]
    countries: tuple[Named, ...]
    centers: tuple[Named, ...]
    wholes: tuple[Named, ...]


def park_list(store: Reader, *, plan: str, skip: int = 0, limit: int = 50) -> list[ParkEntry]:
    """`limit` parks after the first `skip`, those with most industries of the plan first."""
    wanted = {"plans": [plan], "skip": skip, "limit": limit}
    records = store.read(statement("park_list"), wanted).records()
    if not records:
        return []
    facts: dict[tuple[str, str], dict[str, Named]] = {}
    ids = {"plans": [plan], "parks": [str(r["id"]) for r in records]}
    for r in store.read(statement("park_facts"), ids).records():
        named = Named(
            str(r["id"]), str(r["name"]), _text(r["name_en"]), _text(r["role"]), _text(r["method"])
        )
        of_kind = facts.setdefault((str(r["park"]), str(r["kind"])), {})
        if named.id not in of_kind or named.method == "stated":
            of_kind[named.id] = named

    def of(park: str, kind: str) -> tuple[Named, ...]:
        return tuple(sorted(facts.get((park, kind), {}).values(), key=lambda n: n.id))

    return [
        ParkEntry(
            id := str(r["id"]), str(r["name"]), _text(r["name_en"]), _text(r["status"]),
            of(id, "SUPPORTS"), of(id, "SELECTED_FOR"), of(id, "COOPERATES_WITH"),
            of(id, "OPERATES"), of(id, "PART_OF"),
        )
        for r in records
    ]  # fmt: skip


def _text(value: object) -> str | None:
    return None if value in (None, "") else str(value)
