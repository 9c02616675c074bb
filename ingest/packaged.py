"""The sources that come with InnoAtlas; `ingest/sources/README.md` tells where each is from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from ingest.tables.keys import read_keys
from ingest.tables.mapping import TableMapping, read_mapping
from ingest.tables.register import Register, register_of


@dataclass(frozen=True, slots=True)
class PackagedRegister:
    """A packaged table: its file, its mapping by name, and what is told of it."""

    name: str
    path: Path
    mapping: str
    register: Register


def _folder() -> Path:
    return Path(str(files("ingest"))) / "sources"


def packaged_sources() -> dict[str, Path]:
    """Packaged plans by name."""
    return {p.stem: p for p in sorted(_folder().glob("*.txt"))}


@cache
def packaged_registers() -> dict[str, PackagedRegister]:
    """Packaged registers by name, in the order of loading: places first."""
    path = _folder() / "registers.yaml"
    keys = read_keys(path.read_text(encoding="utf-8"), path.name)
    found: dict[str, PackagedRegister] = {}
    for name in keys:
        told = keys.map(name)
        told.only("file", "mapping", "source", "license", "date", "publisher", "origin", "caution")
        register = register_of(
            source=told.needed("source"), license=told.needed("license"),
            date=told.needed("date"), publisher=told.text("publisher"),
            origin=told.text("origin"), caution=told.text("caution"),
        )  # fmt: skip
        found[name] = PackagedRegister(
            name, _folder() / told.needed("file"), told.needed("mapping"), register
        )
    return found


def ready_mappings() -> dict[str, Path]:
    """Ready mappings by name."""
    folder = Path(str(files("ingest"))) / "tables" / "mappings"
    return {p.stem: p for p in sorted(folder.glob("*.yaml"))}


@cache
def ready_mapping(name: str) -> TableMapping:
    """A ready mapping; raises KeyError."""
    return read_mapping(ready_mappings()[name])
