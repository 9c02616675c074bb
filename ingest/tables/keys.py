"""YAML with the line of every key, so that an error can name it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

import yaml

from graph.errors import SourceError


class Keys:
    """A mapping of a YAML text, read key by key; what is asked for and not fitting is an error."""

    def __init__(self, node: yaml.MappingNode | None, file: str, path: str, line: int) -> None:
        self._file, self._path, self._line = file, path, line
        self._nodes: dict[str, yaml.Node] = {}
        self._lines: dict[str, int] = {}
        for key, value in node.value if node else ():
            name = str(key.value)
            row = key.start_mark.line + 1
            if name in self._nodes:
                raise SourceError(f"{path}{name} is given twice; keep one", file=file, row=row)
            self._nodes[name] = value
            self._lines[name] = row

    def __iter__(self) -> Iterator[str]:
        return iter(self._nodes)

    def error(self, key: str, message: str) -> SourceError:
        """An error at a key: file, line, key, what is wrong."""
        row = self._lines.get(key, self._line)
        return SourceError(f"{self._path}{key}: {message}", file=self._file, row=row)

    def only(self, *allowed: str) -> None:
        """Refuse any other key."""
        for key in self._nodes:
            if key not in allowed:
                raise self.error(key, f"unknown key; allowed: {', '.join(allowed)}")

    def one_of(self, key: str, value: str, allowed: tuple[str, ...]) -> None:
        """Refuse a value that is not allowed."""
        if value not in allowed:
            raise self.error(key, f"is {value!r}; allowed: {', '.join(allowed)}")

    def has(self, key: str) -> bool:
        """Whether a key is given."""
        return key in self._nodes

    def is_map(self, key: str) -> bool:
        """Whether the value of a key is a mapping."""
        return isinstance(self._nodes.get(key), yaml.MappingNode)

    def map(self, key: str) -> Keys:
        """The mapping under a key; an empty one where the key is absent."""
        node = self._nodes.get(key)
        if node is not None and not isinstance(node, yaml.MappingNode):
            raise self.error(key, "is no mapping (key: value)")
        line = self._lines.get(key, self._line)
        return Keys(node, self._file, f"{self._path}{key}.", line)

    def items(self, key: str) -> list[Keys]:
        """The mappings of the list under a key."""
        node = self._nodes.get(key)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            raise self.error(key, "is no list (- …)")
        found: list[Keys] = []
        for i, item in enumerate(cast(list[yaml.Node], node.value)):
            line = item.start_mark.line + 1
            if not isinstance(item, yaml.MappingNode):
                raise SourceError(
                    f"{self._path}{key}[{i}]: is no mapping", file=self._file, row=line
                )
            found.append(Keys(item, self._file, f"{self._path}{key}[{i}].", line))
        return found

    def value(self, key: str) -> object:
        """The plain value of a key, typed as YAML types it; None where it is absent."""
        node = self._nodes.get(key)
        if node is None:
            return None
        if not isinstance(node, yaml.ScalarNode):
            raise self.error(key, "is no single value")
        return _typed(node)

    def text(self, key: str) -> str | None:
        """The text of a key as it is written, so that `0102` keeps its zero."""
        node = self._nodes.get(key)
        if node is None:
            return None
        if not isinstance(node, yaml.ScalarNode) or not str(node.value).strip():
            raise self.error(key, "is no text")
        return str(node.value).strip()

    def needed(self, key: str) -> str:
        """The text of a key that must be there."""
        found = self.text(key)
        if found is None:
            raise self.error(key, "is missing")
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of a list, or one text."""
        node = self._nodes.get(key)
        if node is None:
            return ()
        if isinstance(node, yaml.ScalarNode):
            return (self.needed(key),)
        items = cast(list[yaml.Node], node.value)
        if not isinstance(node, yaml.SequenceNode) or not all(
            isinstance(i, yaml.ScalarNode) for i in items
        ):
            raise self.error(key, "is no list of texts")
        return tuple(str(i.value) for i in items)

    def integer(self, key: str) -> int | None:
        """The positive whole number of a key."""
        value = self.value(key)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.error(key, f"is {value!r}; allowed: a whole number from 1")
        return value

    def flag(self, key: str) -> bool:
        """The yes or no of a key; absent is no."""
        value = self.value(key)
        if value is not None and not isinstance(value, bool):
            raise self.error(key, f"is {value!r}; allowed: true, false")
        return bool(value)


def _typed(node: yaml.ScalarNode) -> object:
    text = str(node.value)
    for type in _TYPES.get(node.tag, ()):
        try:
            return type(text)
        except (ValueError, KeyError):
            continue
    return text


_BOOLEANS = {"true": True, "yes": True, "false": False, "no": False}
_TYPES: dict[str, tuple[Callable[[str], object], ...]] = {
    "tag:yaml.org,2002:bool": (lambda text: _BOOLEANS[text.lower()],),
    "tag:yaml.org,2002:int": (int,),
    "tag:yaml.org,2002:float": (float,),
}


def read_keys(text: str, file: str) -> Keys:
    """The keys of a YAML text. Raises SourceError with the line."""
    try:
        node: object = cast(Any, yaml).compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as exc:
        mark = exc.problem_mark
        raise SourceError(
            f"is no YAML: {exc.problem}; check the indentation", file=file,
            row=mark.line + 1 if mark else None,
        ) from exc  # fmt: skip
    except yaml.YAMLError as exc:
        raise SourceError(f"is no YAML: {' '.join(str(exc).split())}", file=file) from exc
    if not isinstance(node, yaml.MappingNode):
        raise SourceError("is no mapping; it begins with `nodes:`", file=file, row=1)
    return Keys(node, file, "", 1)
