"""What every command shares: the store it reads, its formats, its spinner, the version."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from graph.errors import InvalidRequest
from graph.settings import settings_from_environment

if TYPE_CHECKING:
    from graph.store import Store

Format = Annotated[str, typer.Option("--format", help="table, json or csv.")]
Params = Annotated[list[str] | None, typer.Option("--param", "-p", help="NAME=VALUE, repeatable.")]
FORMATS = ("table", "json", "csv")


@contextmanager
def reading_store() -> Generator[Store]:
    from graph.connection import open_store

    store = open_store(settings_from_environment(), read_only=True)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def working(what: str) -> Generator[None]:
    """A spinner on a terminal; nothing in a pipe, where it would only be noise."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.markup import escape

    with Console(stderr=True).status(escape(what)):
        yield


def check_format(format: str) -> None:
    if format not in FORMATS:
        raise InvalidRequest(f"format {format!r} is unknown", parameter="format", allowed=FORMATS)


def program_version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("innoatlas")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "0"
