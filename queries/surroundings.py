"""What surrounds parks: bodies in their cities, partners abroad, and the brands of the place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph import schema
from graph.store import Reader
from queries.registry import clause_paths, statement, texts

NEARBY_LIMIT = 20
"""Bodies of one label that are shown; the rest is counted."""

MOST_AT_ONCE = 300
"""Bodies that are read without asking for each label: a city of a plan has no more."""

_LABELS = {
    "Enterprise", "Institute", "Incubator", "University", "OffshoreCenter", "Talent",
    "TalentProgram", "ServiceOrg", "Fund", "Event",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Nearby:
    """A body in the city of a park, with the words that place it there."""

    id: str
    name: str
    name_en: str | None
    place_id: str
    place: str
    relationship_id: str
    status: str | None
    rule: str | None
    source: str | None
    quote: str | None
    passages: tuple[str, ...]
    path: str | None


@dataclass(frozen=True, slots=True)
class NearbyLane:
    """Bodies of one label; `count` is all of them."""

    label: str
    count: int
    bodies: tuple[Nearby, ...]


@dataclass(frozen=True, slots=True)
class Abroad:
    """A park's country of cooperation or its offshore centre; `country` is where a centre is."""

    park_id: str
    park: str
    id: str
    name: str
    name_en: str | None
    country: str | None
    status: str | None
    method: str | None
    rule: str | None
    source: str | None
    quote: str | None
    passages: tuple[str, ...]
    path: str | None


def nearby(store: Reader, *, parks: Iterable[str]) -> tuple[NearbyLane, ...]:
    """Bodies of no stated field in the cities of these parks: within reach, not in the field."""
    inside = {"parks": sorted(set(parks))}
    if not inside["parks"]:
        return ()
    wanted = {"places": [str(id) for (id,) in store.read(statement("cities"), inside).rows]}
    if not wanted["places"]:
        return ()
    counted = store.read(statement("nearby_counts"), wanted).rows
    counts = {
        label: int(str(count))
        for prefix, count in counted
        if (label := schema.label_of(f"{prefix}:")) in _LABELS
    }
    if not counts:
        return ()
    found: dict[str, dict[str, Nearby]] = {label: {} for label in counts}
    for body in _placed(store, store.read(_nearby(counts), wanted).records()):
        of_label = found.get(schema.label_of(body.id) or "", {})
        if len(of_label) < NEARBY_LIMIT:
            of_label.setdefault(body.id, body)
    return tuple(
        NearbyLane(label, count, tuple(found[label].values())) for label, count in counts.items()
    )


def _nearby(counts: dict[str, int]) -> str:
    """Few bodies are read at once; of many the first of each label, in one statement all the same.

    A body comes once a source, so that the first of many may be fewer bodies than lines.
    """
    one = statement("nearby")
    if sum(counts.values()) <= MOST_AT_ONCE:
        return one.replace("LIMIT 20", f"LIMIT {MOST_AT_ONCE * 4}")
    return "\nUNION ALL\n".join(
        one.replace("-(b)\n", f"-(b:{label})\n").replace("LIMIT 20", f"LIMIT {NEARBY_LIMIT * 2}")
        for label in counts
    )


def city_brands(store: Reader, *, park: str) -> tuple[Nearby, ...]:
    """Brands of the place where a park is, one line each however many sources say it."""
    found: dict[str, dict[str, object]] = {}
    for record in store.read(statement("city_brands"), {"park": park}).records():
        found.setdefault(str(record["id"]), record)
    return _placed(store, list(found.values()))


def abroad(store: Reader, *, parks: Iterable[str]) -> tuple[Abroad, ...]:
    """The countries that parks cooperate with, then the offshore centres that they run."""
    wanted = sorted(set(parks))
    if not wanted:
        return ()
    records = store.read(statement("abroad"), {"parks": wanted}).records()
    records.sort(key=lambda r: (str(r["id"]).split(":")[0] != "region", str(r["park_id"])))
    paths = _paths(store, records)
    return tuple(
        Abroad(
            str(r["park_id"]), str(r["park"]), str(r["id"]), str(r["name"]), _text(r["name_en"]),
            _text(r["country"]), _text(r["status"]), _text(r["method"]), _text(r["rule"]),
            _text(r["source"]), _text(r["quote"]), texts(r["passages"]), _path(r, paths),
        )
        for r in records
    )  # fmt: skip


def _placed(store: Reader, records: Sequence[dict[str, object]]) -> tuple[Nearby, ...]:
    paths = _paths(store, records)
    return tuple(
        Nearby(
            str(r["id"]), str(r["name"]), _text(r["name_en"]), str(r["place_id"]),
            str(r["place"]), str(r["relationship_id"]), _text(r["status"]), _text(r["rule"]),
            _text(r["source"]), _text(r["quote"]), texts(r["passages"]), _path(r, paths),
        )
        for r in records
    )  # fmt: skip


def _paths(store: Reader, records: Sequence[dict[str, object]]) -> dict[str, str]:
    return clause_paths(store, [p for r in records for p in texts(r["passages"])[:1]])


def _path(record: dict[str, object], paths: dict[str, str]) -> str | None:
    return next((paths.get(p) for p in texts(record["passages"])), None)


def _text(value: object) -> str | None:
    return None if value in (None, "") else str(value)
