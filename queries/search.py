"""Search: nodes by a piece of a name, an alias, English, pinyin or initials, best first."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from graph.errors import InvalidRequest
from graph.reading import folded, initials, spellings
from graph.schema import NODES, label_of
from graph.store import Reader
from queries.registry import statement, texts

SHORTEST, LONGEST = 2, 200
"""Characters of a text that is searched for."""

MOST_HITS = 200
"""Hits on a page."""

FEW = 1_000
"""Nodes that are found before the store sorts and counts them."""

Match = Literal["name", "start", "alias", "part", "reading"]
_MATCHES: tuple[Match, ...] = ("name", "start", "alias", "part", "reading")

_FOUND = "n.reading CONTAINS $text"
_APART = frozenset({"Passage", "Load", "Redirect"})
LABELS = tuple(label for label in NODES if label not in _APART)
"""Labels that are searched when none is asked for: no clauses, and nothing internal."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A node that was found. `match` tells where: its whole name, the start of it, an alias, a
    part of a name, or its pinyin or initials; `alias` is the alias that holds the text."""

    id: str
    label: str
    name: str
    name_en: str | None
    summary: str | None
    match: Match
    alias: str | None


@dataclass(frozen=True, slots=True)
class Facet:
    """How many nodes of a label were found."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of hits, best first.

    `facets` counts by label whatever labels were asked for; `total` counts those asked for, and
    `left` what comes after this page. `next` is the cursor of the page that follows, or None.
    """

    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    total: int
    left: int
    next: str | None


def search(
    store: Reader, text: str, *, labels: Sequence[str] = (), limit: int = 20, cursor: str = ""
) -> SearchPage:
    """Nodes whose name, alias, English name, pinyin or initials hold `text`, best first.

    The whole name comes before its start, an alias, a part, and a reading; then the shorter name.
    Clauses are searched, by their text, only when the label Passage is asked for.
    Raises InvalidRequest: a text too short or long, an unknown label, a cursor of another search.
    """
    for label in labels:
        if label not in NODES:
            raise InvalidRequest(
                f"label {label!r} is unknown", parameter="label", allowed=tuple(NODES)
            )
    if not 1 <= limit <= MOST_HITS:
        raise InvalidRequest(
            f"limit {limit} is out of range", parameter="limit", allowed=(f"1 to {MOST_HITS}",)
        )
    sought = _sought(text)
    wanted = tuple(dict.fromkeys(labels)) or LABELS
    key = hashlib.sha256(json.dumps([sought, sorted(wanted)]).encode()).hexdigest()[:12]
    *begin, seen = _place(cursor, key)
    everywhere = tuple(dict.fromkeys((*LABELS, *wanted)))
    # Few are sorted and counted here, after a single look at the names; many by the store.
    cypher, parameters = _narrowed(statement("search_any"), everywhere, sought, text)
    found = store.read(cypher, parameters | _marks(sought) | {"limit": FEW + 1}).records()
    if len(found) <= FEW:
        facets = _counted([(_label(place["id"]), 1) for place in found])
        found.sort(key=_order)
        places = [p for p in found if _label(p["id"]) in wanted and _order(p) > begin]
    else:
        facets = _facets(store, everywhere, sought, text)
        cypher, parameters = _narrowed(statement("search"), wanted, sought, text)
        start = dict(zip(("rank", "length", "after"), begin, strict=True))
        parameters |= _marks(sought) | start | {"limit": limit + 1}
        places = store.read(cypher, parameters).records()
    page = places[:limit]
    total = sum(f.count for f in facets if f.label in wanted)
    seen += len(page)
    return SearchPage(
        _hits(store, page, sought), facets, total, max(0, total - seen),
        _cursor(page[-1], key, seen) if len(places) > limit else None,
    )  # fmt: skip


def _marks(sought: str) -> dict[str, object]:
    """What tells a whole name, and the start of an alias, in a reading."""
    return {"whole": f"{sought}\n", "alias": f"\n{sought}"}


def _order(place: Mapping[str, object]) -> list[Any]:
    return [place["rank"], place["length"], place["id"]]


def _sought(text: str) -> str:
    sought = folded(text)
    if not SHORTEST <= len(sought) <= LONGEST:
        raise InvalidRequest(
            f"q={text[:40]!r} has {len(sought)} characters; search for {SHORTEST} to {LONGEST}",
            parameter="q",
        )
    if "\x00" in sought:
        raise InvalidRequest("q holds a NUL character", parameter="q")
    return sought


def _narrowed(
    cypher: str, labels: Sequence[str], sought: str, text: str
) -> tuple[str, dict[str, object]]:
    """A statement on these labels, that also looks for what the text may be read as."""
    sounds = [*spellings(sought), initials(sought)]
    parameters: dict[str, object] = {f"sound{n}": s for n, s in enumerate(sounds) if s}
    found = [_FOUND, *(f"n.reading CONTAINS ${name}" for name in parameters)]
    if "Passage" in labels:
        found.append("n.text CONTAINS $typed")
        parameters["typed"] = text
    cypher = cypher.replace("(n)", f"(n:{'|'.join(labels)})", 1)
    cypher = cypher.replace(f"WHERE {_FOUND}", f"WHERE {' OR '.join(found)}", 1)
    return cypher, parameters | {"text": sought}


def _facets(store: Reader, labels: Sequence[str], sought: str, text: str) -> tuple[Facet, ...]:
    table = store.read(*_narrowed(statement("search_facets"), labels, sought, text))
    return _counted([(_label(f"{prefix}:"), int(cast("int", n))) for prefix, n in table.rows])


def _counted(found: Iterable[tuple[str, int]]) -> tuple[Facet, ...]:
    counts: Counter[str] = Counter()
    for label, count in found:
        counts[label] += count
    return tuple(Facet(*entry) for entry in sorted(counts.items(), key=lambda e: (-e[1], e[0])))


def _label(id: object) -> str:
    return label_of(str(id)) or ""


def _hits(store: Reader, page: Sequence[Mapping[str, object]], sought: str) -> tuple[Hit, ...]:
    by_label: dict[str, list[str]] = {}
    for place in page:
        by_label.setdefault(_label(place["id"]), []).append(str(place["id"]))
    found: dict[str, dict[str, object]] = {}
    for label, ids in by_label.items():
        cypher = statement("search_hits").replace("(n {", f"(n:{label} {{", 1)
        found |= {str(r["id"]): r for r in store.read(cypher, {"ids": ids}).records()}
    # A load may have taken a node away between the two reads.
    return tuple(_hit(p, found[id], sought) for p in page if (id := str(p["id"])) in found)


def _hit(place: Mapping[str, object], row: Mapping[str, object], sought: str) -> Hit:
    name_en, summary = row["name_en"], row["summary"]
    return Hit(
        str(row["id"]),
        _label(row["id"]),
        str(row["name"]),
        None if name_en is None else str(name_en),
        None if summary is None else str(summary),
        _MATCHES[int(cast("int", place["rank"]))],
        next((alias for alias in texts(row["aliases"]) if sought in folded(alias)), None),
    )


def _cursor(row: Mapping[str, object], key: str, seen: int) -> str:
    place = json.dumps([key, row["rank"], row["length"], row["id"], seen])
    return urlsafe_b64encode(place.encode()).decode()


def _place(cursor: str, key: str) -> tuple[int, int, str, int]:
    """Where a page begins: after this rank, length and id, and so many hits."""
    if not cursor:
        return -1, -1, "", 0
    try:
        of, rank, length, after, seen = json.loads(urlsafe_b64decode(cursor.encode()))
        numbers = (rank, length, seen)
        if of == key and type(after) is str and all(type(n) is int for n in numbers):
            if all(0 <= n < 2**31 for n in numbers):
                return rank, length, after, seen
    except (ValueError, TypeError, RecursionError):
        pass
    raise InvalidRequest(
        f"cursor {cursor[:40]!r} is none of this search: pass `next` of the page before",
        parameter="cursor",
    )
