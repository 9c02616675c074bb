"""The embedded store's file: opened, copied, locked, and its troubles in our words."""

from __future__ import annotations

import ctypes
import errno
import glob
import os
import re
import shutil
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import ladybug

from graph.errors import StoreError, StoreUnavailable

_UNWRITTEN = (
    "IO exception: Cannot write to file",
    "Transaction committed successfully, but the post-commit checkpoint failed.",
)


def regular_file(path: Path) -> Path:
    """The file that a path names, whether it is there or not; links are followed.

    Raises StoreUnavailable when something else stands there, which a load would replace.
    """
    with file_errors(path):
        found = Path(os.path.realpath(path))
        if found.is_dir():
            raise StoreUnavailable(f"store {path} is a folder; ATLAS_STORE must name a file")
        if found.exists() and not found.is_file():
            raise StoreUnavailable(f"store {path} is no regular file; set another ATLAS_STORE")
    return found


def open_database(path: Path, memory: int, *, read_only: bool) -> ladybug.Database:
    """Open the file with a page cache of `memory` bytes; its folder is made if need be."""
    try:
        with file_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            database = ladybug.Database(str(path), buffer_pool_size=memory, read_only=read_only)
            database.init_database()
    except RuntimeError as exc:
        raise _opening_error(exc, path) from exc
    return database


def copy_file(path: Path, copy: Path) -> None:
    """Copy the store, readable by no more people than the store itself at any moment."""
    copy.touch(mode=0o600)
    shutil.copyfile(path, copy)
    shutil.copymode(path, copy)


def remove_copy(path: Path) -> None:
    """Remove a half-written copy and its logs, as a killed load leaves them.

    A log that stays behind is a loss: the engine replays it into the next copy of that name.
    """
    for leftover in _with_logs(path):
        leftover.unlink(missing_ok=True)


@contextmanager
def rows_file(copy: Path) -> Generator[tuple[Path, str]]:
    """A file beside the copy for rows that the engine writes out: its path, and that as Cypher."""
    path = copy.with_name(copy.name + ".rows.parquet")
    escaped = str(path).replace("\\", "\\\\").replace("'", "\\'")
    try:
        yield path, f"'{escaped}'"
    finally:
        path.unlink(missing_ok=True)


def abandon(database: ladybug.Database, connection: ladybug.Connection, path: Path) -> None:
    """Leave a copy open that could not be written: closing it would end the whole process.

    Ladybug 0.22 writes its log once more when it is closed, and that this fails again is an
    exception in a destructor. The files are cut to nothing, so that they keep no disk space.
    """
    for kept in (database, connection):
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(kept))
    for leftover in _with_logs(path):
        if leftover.exists():
            os.truncate(leftover, 0)


def give_back_memory() -> None:
    """Let the C library return what the engine freed to the system (glibc keeps 80 MB of it)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


@contextmanager
def only_writer(path: Path) -> Generator[None]:
    """Hold the lock of the one process that writes; the system frees it when a process ends."""
    with file_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        stream = path.with_name(path.name + ".lock").open("a+")
    with stream:
        try:
            _lock(stream.fileno())
        except OSError:
            stream.seek(0)
            holder = stream.read().strip()
            raise StoreUnavailable(
                f"store {path} is being written by "
                f"{f'process {holder}' if holder else 'another process'}; wait for it, "
                "or set another ATLAS_STORE"
            ) from None
        stream.truncate(0)
        stream.write(str(os.getpid()))
        stream.flush()
        yield
        stream.truncate(0)


@contextmanager
def file_errors(path: Path) -> Generator[None]:
    """What the system refuses, as one line that names the store."""
    try:
        yield
    except OSError as exc:
        if exc.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise _disk_full(path) from exc
        raise StoreUnavailable(
            f"store {path} cannot be used: {exc.strerror or exc}; set another ATLAS_STORE"
        ) from exc


def statement_error(exc: Exception, path: Path) -> StoreError:
    """An error of the engine while it runs a statement.

    Told by how its text begins: further on it may repeat what the user typed.
    """
    text = " ".join(str(exc).split())
    if text == "Interrupted.":
        return StoreError("the statement took longer than its time limit and was stopped")
    if text.startswith("Buffer manager exception"):
        return StoreError("the engine ran out of page cache; raise ATLAS_MEMORY_MB")
    if text.startswith(_UNWRITTEN):
        return _disk_full(path)
    return StoreError(text[:300])


def unwritten(exc: BaseException | None) -> bool:
    """Whether the engine failed because it could not write its file."""
    return exc is not None and str(exc).startswith(_UNWRITTEN)


def _opening_error(exc: RuntimeError, path: Path) -> StoreError:
    text = " ".join(str(exc).split())
    if "Could not set lock" in text:
        holder = re.search(r"PID (\d+)", text)
        who = f"process {holder[1]}" if holder else "another process"
        return StoreUnavailable(
            f"store {path} is in use by {who}; stop it or set another ATLAS_STORE"
        )
    if version := re.search(r"file version: (\d+), Current build storage version: (\d+)", text):
        return StoreUnavailable(
            f"store {path} has storage version {version[1]}, and Ladybug {ladybug.__version__} "
            f"reads {version[2]}; load it anew under another ATLAS_STORE"
        )
    if text.startswith(_UNWRITTEN):
        return _disk_full(path)
    if refused := re.match(r"IO exception: Cannot open file .*: ([^:]+)$", text):
        return StoreUnavailable(
            f"store {path} cannot be used: {refused[1]}; set another ATLAS_STORE"
        )
    return StoreUnavailable(
        f"{path} is no InnoAtlas store, or a damaged one: {text[:120]}; set another ATLAS_STORE"
    )


def _disk_full(path: Path) -> StoreUnavailable:
    return StoreUnavailable(
        f"store {path} cannot be written: the disk or a quota is full; make room and try again, "
        "the store is as it was"
    )


def _with_logs(path: Path) -> list[Path]:
    # By their beginning: which logs there are is the engine's business, and differs by moment
    # (.wal, .shadow, and while a checkpoint runs .wal.checkpoint).
    return [path, *path.parent.glob(f"{glob.escape(path.name)}.*")]


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
