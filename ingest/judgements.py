"""What people judged: which two ids are one body and which are not, as a log that only grows.

One JSON object a line: left, right, verdict (`same`, `different`, `undo`), by, at, why. A later
line on the same pair wins; `undo` takes back what stands. Nothing is ever rewritten.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from graph.errors import InvalidRequest, SourceError
from graph.schema import label_of
from graph.settings import Settings

Verdict = Literal["same", "different", "undo"]
VERDICTS: tuple[Verdict, ...] = ("same", "different", "undo")
_FIELDS = ("left", "right", "verdict", "by", "at", "why")


@dataclass(frozen=True, slots=True)
class Judgement:
    """One line of the log. `at` is ISO 8601, `line` its 1-based number (0 before it is written)."""

    left: str
    right: str
    verdict: Verdict
    by: str
    at: str
    why: str = ""
    line: int = 0

    @property
    def pair(self) -> tuple[str, str]:
        """Both ids, the lower first."""
        return (self.left, self.right) if self.left <= self.right else (self.right, self.left)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Judgements that cannot all be true: a chain of `same` and one `different` across it.

    The last `same` of the chain is not followed, so that what was judged different stays apart.
    """

    left: str
    right: str
    lines: tuple[int, ...]

    def __str__(self) -> str:
        lines = ", ".join(map(str, self.lines))
        return f"{self.left} and {self.right} are judged one and two: lines {lines}; undo one"


class Judgements:
    """Judgements that stand, and the clusters they make.

    `first` are the ids that come before others when a cluster chooses its name: a plan's.
    """

    def __init__(self, log: Iterable[Judgement] = (), first: Collection[str] = ()) -> None:
        self._first = first
        latest: dict[tuple[str, str], Judgement] = {}
        for judgement in log:
            latest.pop(judgement.pair, None)
            if judgement.verdict != "undo":
                latest[judgement.pair] = judgement
        self._standing: Mapping[tuple[str, str], Judgement] = latest
        self._above: dict[str, str] = {}
        self._members: dict[str, list[str]] = {}
        self._apart: dict[str, dict[str, Judgement]] = {}
        self._edges: dict[str, list[tuple[str, int]]] = {}
        self.conflicts: tuple[Conflict, ...] = tuple(self._cluster())

    def __len__(self) -> int:
        return len(self._standing)

    def _cluster(self) -> Iterable[Conflict]:
        for judgement in self._standing.values():
            if judgement.verdict == "different":
                left, right = judgement.pair
                self._apart.setdefault(left, {})[right] = judgement
                self._apart.setdefault(right, {})[left] = judgement
        for judgement in self._standing.values():
            if judgement.verdict != "same":
                continue
            left, right = self._root(judgement.left), self._root(judgement.right)
            if left == right:
                continue
            if against := self._between(left, right):
                chain = self._chain(against, judgement)
                yield Conflict(*against.pair, tuple(sorted({*chain, against.line})))
                continue
            if len(self._group(left)) < len(self._group(right)):
                left, right = right, left
            self._members[left] = [*self._group(left), *self._group(right)]
            self._members.pop(right, None)
            self._above[right] = left
            # Which clusters are apart is kept at the root, so that each join looks only there.
            self._apart[left] = self._apart.get(left, {}) | self._apart.get(right, {})
            self._edges.setdefault(judgement.left, []).append((judgement.right, judgement.line))
            self._edges.setdefault(judgement.right, []).append((judgement.left, judgement.line))

    def _group(self, root: str) -> list[str]:
        return self._members.get(root, [root])

    def _root(self, id: str) -> str:
        root = id
        while root in self._above:
            root = self._above[root]
        while id != root:
            self._above[id], id = root, self._above[id]
        return root

    def _between(self, left: str, right: str) -> Judgement | None:
        """A `different` between two clusters, by their roots."""
        for other, judgement in self._apart.get(left, {}).items():
            if self._root(other) == right:
                return judgement
        return None

    def _chain(self, against: Judgement, joining: Judgement) -> list[int]:
        """The lines of the `same` judgements that lead from one end of `against` to the other."""
        edges = {id: list(to) for id, to in self._edges.items()}
        edges.setdefault(joining.left, []).append((joining.right, joining.line))
        edges.setdefault(joining.right, []).append((joining.left, joining.line))
        came: dict[str, tuple[str, int]] = {against.left: ("", 0)}
        queue = [against.left]
        for id in queue:
            for to, line in edges.get(id, ()):
                if to not in came:
                    came[to] = (id, line)
                    queue.append(to)
        lines: list[int] = []
        id = against.right
        while id in came and came[id][0]:
            id, line = came[id]
            lines.append(line)
        return lines

    def standing(self, left: str, right: str) -> Judgement | None:
        """The judgement that stands on this very pair."""
        return self._standing.get((left, right) if left <= right else (right, left))

    def verdict(self, left: str, right: str) -> Literal["same", "different"] | None:
        """What is judged of a pair, by itself or through others; None where nothing is."""
        a, b = self._root(left), self._root(right)
        if a == b:
            return "same"
        return "different" if self._between(a, b) or self._between(b, a) else None

    def cluster(self, id: str) -> tuple[str, ...]:
        """Every id judged one with `id`, itself among them, in order."""
        return tuple(sorted(self._group(self._root(id))))

    def canonical(self, id: str) -> str:
        """The id that stands for a cluster: a plan's before a register's, then the lowest."""
        return min(self.cluster(id), key=lambda member: (member not in self._first, member))

    def standing_ones(self) -> Iterable[Judgement]:
        """Every judgement that stands, the latest last."""
        return self._standing.values()


def judgements_path(settings: Settings) -> Path:
    """Where the log is: ATLAS_JUDGEMENTS, else beside an embedded store, else here."""
    if settings.judgements is not None:
        return settings.judgements
    if settings.is_neo4j:
        return Path("judgements.jsonl")
    return Path(settings.store + ".judgements.jsonl")


def read_log(path: Path) -> list[Judgement]:
    """The lines of a log; none where there is no file.

    Raises SourceError naming the line that is no judgement.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return []
    except UnicodeDecodeError as exc:
        raise SourceError(f"byte {exc.start} is not UTF-8; save as UTF-8", file=str(path)) from exc
    except OSError as exc:
        raise SourceError(f"cannot be read: {exc.strerror}", file=str(path)) from exc
    return [
        _judgement(line, str(path), row)
        for row, line in enumerate(text.split("\n"), 1)
        if line.strip()
    ]


def _judgement(line: str, file: str, row: int) -> Judgement:
    try:
        record: object = json.loads(line)
    except ValueError as exc:
        raise SourceError("is no JSON; mend or remove the line", file=file, row=row) from exc
    if not isinstance(record, dict):
        raise SourceError("is no JSON object; a line is {…}", file=file, row=row)
    values = cast("dict[str, object]", record)
    for key in _FIELDS:
        if not isinstance(values.get(key, "" if key == "why" else None), str):
            raise SourceError(f"{key!r} is {values.get(key)!r}, not a text", file=file, row=row)
    if values["verdict"] not in VERDICTS:
        raise SourceError(
            f"verdict {values['verdict']!r} is unknown; allowed: {', '.join(VERDICTS)}",
            file=file, row=row,
        )  # fmt: skip
    return Judgement(**{k: values[k] for k in _FIELDS if k in values}, line=row)  # pyright: ignore[reportArgumentType]


def check(judgement: Judgement) -> None:
    """Raise InvalidRequest where a pair cannot be judged: one id twice, or two labels."""
    left, right = label_of(judgement.left), label_of(judgement.right)
    for id, label in ((judgement.left, left), (judgement.right, right)):
        if label is None:
            raise InvalidRequest(f"{id!r} is no id of a node (park:…)", parameter="id")
    if judgement.left == judgement.right:
        raise InvalidRequest(f"{judgement.left!r} is given twice; name two ids", parameter="id")
    if judgement.verdict == "same" and left != right:
        raise InvalidRequest(
            f"{judgement.left} is a {left} and {judgement.right} a {right}; two labels are never one",
            parameter="verdict",
        )


def append(path: Path, judgement: Judgement) -> None:
    """Add a line to the log, on disk when this returns.

    Raises InvalidRequest (see `check`), SourceError where the file cannot be written.
    """
    check(judgement)
    record = {key: getattr(judgement, key) for key in _FIELDS}
    line = json.dumps(record, ensure_ascii=False) + "\n"
    try:
        with path.open("a+b") as stream:
            # A line that a power cut left open must not swallow this one.
            if stream.tell():
                stream.seek(-1, os.SEEK_END)
                line = line if stream.read(1) == b"\n" else "\n" + line
            stream.write(line.encode())
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as exc:
        raise SourceError(f"cannot be written: {exc.strerror}", file=str(path)) from exc


def judgements_of(settings: Settings) -> Judgements:
    """The judgements that stand in the log of these settings. Raises SourceError, ConfigError."""
    return Judgements(read_log(judgements_path(settings)))
