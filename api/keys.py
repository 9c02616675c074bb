"""API keys: who may read, who may load, and who may see personal fields."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any, Literal, cast, get_args

from fastapi import Request

from graph.errors import ConfigError, InvalidRequest, NotFound
from graph.settings import Settings

Scope = Literal["read", "admin", "restricted"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""`admin` reads and loads; `restricted` reads, personal fields too."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is kept: never itself, only what it is compared with.

    SHA-256 and no slow hash: a key is 256 random bits, so there is nothing to guess that a slow
    hash would protect, and every request pays for it. `created` is an ISO time.
    """

    name: str
    scope: Scope
    salt: str
    digest: str
    created: str


def keys_file(settings: Settings) -> Path:
    """The file of the keys. Raises ConfigError when a served store has none named."""
    if settings.keys is not None:
        return settings.keys
    if settings.is_neo4j:
        raise ConfigError("a served store has no file beside it: set ATLAS_KEYS to a path")
    return Path(settings.store + ".keys")


class Keys:
    """The keys of a file, read anew when it has changed, so that a revocation holds at once."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = Lock()
        self._mark: tuple[int, int, int] | None = None
        self._keys: tuple[Key, ...] = ()

    def asked(self) -> bool:
        """Whether a key is asked for: the file is there, even with no key left in it.

        Raises ConfigError when the file cannot be read.
        """
        return self._path is not None and self._read() is not None

    def all(self) -> tuple[Key, ...]:
        """Every key, in the order of their making. Raises ConfigError."""
        self._read()
        return self._keys

    def of(self, token: str) -> Key | None:
        """The key whose token this is; all are compared, in the same time. Raises ConfigError."""
        found: Key | None = None
        for key in self.all():
            if hmac.compare_digest(_digest(key.salt, token), key.digest):
                found = key
        return found

    def named(self, name: str) -> Key | None:
        """The key of this name. Raises ConfigError."""
        return next((key for key in self.all() if key.name == name), None)

    def create(self, name: str, scope: str) -> str:
        """Make a key and return its token, which is kept nowhere.

        Raises InvalidRequest (name or scope) and ConfigError (the file cannot be written).
        """
        if scope not in SCOPES:
            raise InvalidRequest(f"scope {scope!r} is unknown", parameter="scope", allowed=SCOPES)
        if not _NAME.fullmatch(name):
            raise InvalidRequest(
                f"name {name[:70]!r} is no name of a key; use letters, digits, '.', '_', '-'",
                parameter="name",
            )
        if self.named(name):
            raise InvalidRequest(f"a key {name!r} is there; revoke it first", parameter="name")
        token, salt = "atlas_" + secrets.token_urlsafe(32), secrets.token_hex(16)
        created = datetime.now(UTC).isoformat(timespec="seconds")
        key = Key(name, scope, salt, _digest(salt, token), created)
        self._write((*self._keys, key))
        return token

    def revoke(self, name: str) -> None:
        """Forget a key. Raises NotFound with the names that are there, and ConfigError."""
        if self.named(name) is None:
            raise NotFound("key", name, tuple(key.name for key in self._keys[:3]))
        self._write([key for key in self._keys if key.name != name])

    def _read(self) -> tuple[int, int, int] | None:
        path = cast(Path, self._path)
        with self._lock:
            try:
                found = path.stat()
                mark = (found.st_ino, found.st_mtime_ns, found.st_size)
                if mark != self._mark:
                    kept = json.loads(path.read_text(encoding="utf-8"))["keys"]
                    self._keys = tuple(_key(entry) for entry in kept)
                    self._mark = mark
            except FileNotFoundError:
                self._keys, self._mark = (), None
            except OSError as exc:
                raise ConfigError(f"keys {str(path)!r} cannot be read: {exc.strerror}") from exc
            except (ValueError, TypeError, KeyError) as exc:
                raise ConfigError(
                    f"keys {str(path)!r} is no file of keys; set another ATLAS_KEYS"
                ) from exc
            return self._mark

    def _write(self, keys: Sequence[Key]) -> None:
        path = cast(Path, self._path)
        new = path.with_name(path.name + ".new")
        text = json.dumps({"keys": [asdict(key) for key in keys]}, indent=1)
        try:
            new.unlink(missing_ok=True)
            # The mode is set when the file is made: nobody else can read it at any moment.
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(new, path)
        except OSError as exc:
            raise ConfigError(f"keys {str(path)!r} cannot be written: {exc.strerror}") from exc


def may_read_restricted(request: Request) -> bool:
    """Whether who asks may see personal fields: only with a key made for it, also at home."""
    return getattr(request.state, "scope", None) == "restricted"


def may_load(request: Request) -> bool:
    """Whether who asks may write: with an admin key, or alone on this machine without keys."""
    return getattr(request.state, "scope", None) in {"admin", "open"}


def _key(entry: Mapping[str, Any]) -> Key:
    key = Key(**{name: str(entry[name]) for name in Key.__slots__})  # pyright: ignore[reportArgumentType]
    if key.scope not in SCOPES:
        raise ValueError(key.scope)
    return key


def _digest(salt: str, token: str) -> str:
    return hashlib.sha256(f"{salt}:{token}".encode(errors="surrogatepass")).hexdigest()
