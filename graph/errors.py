"""Every error that leaves InnoAtlas.

AtlasError
├── ConfigError          a setting is missing or cannot be used
├── SourceError          a file that is read cannot be used; names file and row
├── NotFound             no node, question or passage of that name
├── InvalidRequest       a parameter that the question does not take
└── StoreError           the store refused or failed
    └── StoreUnavailable the store cannot be reached, or another process holds it

No HTTP status and no exit code is bound here; `api.errors` maps them in one place.
"""

from __future__ import annotations


class AtlasError(Exception):
    """Base of every error that InnoAtlas raises on purpose.

    The text is one line: what failed, with what value, what to do.
    """


class ConfigError(AtlasError):
    """A setting is missing or cannot be used."""


class SourceError(AtlasError):
    """A source file cannot be used.

    `file` is the name as the user gave it; `row` is the 1-based line or clause where known.
    """

    def __init__(self, message: str, *, file: str, row: str | int | None = None) -> None:
        where = file if row is None else f"{file}, line {row}"
        super().__init__(f"{where}: {message}")
        self.file = file
        self.row = row


class NotFound(AtlasError):
    """Nothing in the graph has this name or id; `near` holds close matches."""

    def __init__(self, what: str, value: str, near: tuple[str, ...] = ()) -> None:
        hint = f"; near: {', '.join(near)}" if near else ""
        super().__init__(f"no {what} {value!r}{hint}")
        self.what = what
        self.value = value
        self.near = near


class InvalidRequest(AtlasError):
    """A parameter is unknown, missing or outside its allowed values."""

    def __init__(
        self, message: str, *, parameter: str | None = None, allowed: tuple[str, ...] = ()
    ) -> None:
        hint = f"; allowed: {', '.join(allowed)}" if allowed else ""
        super().__init__(message + hint)
        self.parameter = parameter
        self.allowed = allowed


class StoreError(AtlasError):
    """The store refused a statement or failed while running it."""


class StoreUnavailable(StoreError):
    """The store cannot be reached, refuses the login, or is held by another process."""
