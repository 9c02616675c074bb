"""Records of the Research Organization Registry, schema v1 or v2, as one kind of row.

Source: the schema of ROR, versions 1.0 and 2.x (ror.readme.io).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

COLUMNS = (
    "id", "name", "name_en", "aliases", "types", "city", "subdivision", "country_code",
    "established", "status", "parents",
)  # fmt: skip


def is_ror(record: Mapping[str, object]) -> bool:
    """Whether a record is one of ROR."""
    return str(record.get("id", "")).startswith("https://ror.org/") and "types" in record


def ror_cells(record: Mapping[str, object]) -> dict[str, str]:
    """A record's values by column, lists parted by ；; absent ones are "".

    `name` is the Chinese label where there is one, `name_en` the name that ROR displays.
    """
    cells = _v2(record) if "names" in record else _v1(record)
    cells["id"] = str(record["id"])
    cells["types"] = _list(t.lower() for t in _texts(record.get("types")))
    cells["established"] = str(record.get("established") or "")
    cells["status"] = str(record.get("status") or "")
    parents = [
        r for r in _dicts(record.get("relationships")) if str(r.get("type")).lower() == "parent"
    ]
    cells["parents"] = _list(str(r.get("id")) for r in parents)
    return {column: cells.get(column, "") for column in COLUMNS}


def _v1(record: Mapping[str, object]) -> dict[str, str]:
    place = _first(_dicts(record.get("addresses")))
    admin = _dict(_dict(place.get("geonames_city")).get("geonames_admin1"))
    state = admin.get("name") or place.get("state")
    country = _dict(record.get("country"))
    zh = [str(x.get("label")) for x in _dicts(record.get("labels")) if x.get("iso639") == "zh"]
    others = [
        *zh[1:], *_texts(record.get("aliases")), *_texts(record.get("acronyms")),
        *(str(x.get("label")) for x in _dicts(record.get("labels")) if x.get("iso639") != "zh"),
    ]  # fmt: skip
    return {
        "name": zh[0] if zh else str(record.get("name") or ""),
        "name_en": str(record.get("name") or ""),
        "aliases": _list(others), "city": str(place.get("city") or ""),
        "subdivision": str(state or ""), "country_code": str(country.get("country_code") or ""),
    }  # fmt: skip


def _v2(record: Mapping[str, object]) -> dict[str, str]:
    names = _dicts(record.get("names"))
    shown = _first(n for n in names if "ror_display" in _texts(n.get("types")))
    chinese = [n for n in names if n.get("lang") == "zh"]
    zh = _first(n for n in chinese if "label" in _texts(n.get("types")))
    zh = zh or _first(n for n in chinese if _is_han(n))
    place = _dict(_first(_dicts(record.get("locations"))).get("geonames_details"))
    main = {str(shown.get("value")), str(zh.get("value"))}
    return {
        "name": str(zh.get("value") or shown.get("value") or ""),
        "name_en": str(shown.get("value") or ""),
        "aliases": _list(v for n in names if (v := str(n.get("value"))) not in main),
        "city": str(place.get("name") or ""),
        "subdivision": str(place.get("country_subdivision_name") or ""),
        "country_code": str(place.get("country_code") or ""),
    }  # fmt: skip


def _is_han(name: Mapping[str, object]) -> bool:
    return any("\u4e00" <= c <= "\u9fff" for c in str(name.get("value")))


def _first(found: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return next(iter(found), dict[str, Any]())


def _dict(value: object) -> dict[str, Any]:
    return cast(dict[str, Any], value) if isinstance(value, dict) else {}


def _dicts(value: object) -> list[dict[str, Any]]:
    items = cast(list[object], value) if isinstance(value, list) else []
    return [cast(dict[str, Any], v) for v in items if isinstance(v, dict)]


def _texts(value: object) -> list[str]:
    return [str(v) for v in cast(list[object], value)] if isinstance(value, list) else []


def _list(values: Iterable[str]) -> str:
    return "；".join(dict.fromkeys(v for v in values if v))
