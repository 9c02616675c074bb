"""The sources that come with InnoAtlas; `ingest/sources/README.md` tells where each is from."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def packaged_sources() -> dict[str, Path]:
    """Packaged plans by name."""
    folder = Path(str(files("ingest"))) / "sources"
    return {p.stem: p for p in sorted(folder.glob("*.txt"))}
