"""A graph as the files that Neo4j's offline importer reads: the fast way into an empty server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.errors import StoreError
from graph.schema import (
    NODE_TYPES,
    RELATIONSHIP_TYPES,
    Property,
    node_properties,
    relationship_properties,
)
from graph.store import Reader

ROWS = 20_000
"""Rows that are read and held at once."""

_TYPES = {
    "string": "string", "number": "double", "integer": "long", "boolean": "boolean",
    "date": "string", "strings": "string[]",
}  # fmt: skip
_BETWEEN = "\x1f"
"""Between the items of a list: a sign that no name or text has."""

ARGUMENTS = "import.args"
README = "README.txt"

_OPTIONS = (
    "--id-type=string", "--multiline-fields=true", "--array-delimiter=U+001F",
    "--overwrite-destination",
)  # fmt: skip

_TEXT = """\
把本文件夹导入 Neo4j（5 或更高版本），用它自带的离线导入工具。目标数据库会被整个替换；先停止服务器。

    neo4j-admin database import full neo4j @{arguments}

然后启动服务器，把 ATLAS_STORE 指向它；InnoAtlas 首次载入时补上约束和索引。
本文件夹移动过的话，改 {name} 里的路径。

Bring this folder into Neo4j (5 or later) with its own offline importer. The database is replaced
as a whole; stop the server first, run the command above, start the server and point ATLAS_STORE at
it. The first load of InnoAtlas adds its constraints and indexes. If the folder has been moved,
mend the paths in {name}.

{nodes} 个节点 nodes, {relationships} 条关系 relationships
"""


@dataclass(frozen=True, slots=True)
class Import:
    """What was written: the files with data, and how many nodes and relationships they hold.

    `arguments` is the file that `neo4j-admin database import full neo4j @…` takes.
    """

    arguments: Path
    files: tuple[Path, ...]
    nodes: int
    relationships: int


def write_import(store: Reader, folder: Path) -> Import:
    """Write one CSV a label and one a type, the importer's arguments, and how to run it.

    Rows are read and written by the batch. Raises StoreError when the folder cannot be written,
    and what `Reader.read` raises.
    """
    folder = folder.absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _written(store, folder)
    except OSError as exc:
        raise StoreError(
            f"{folder} cannot be written: {exc.strerror or exc}; choose another folder"
        ) from exc


def _written(store: Reader, folder: Path) -> Import:
    files: list[Path] = []
    arguments: list[str] = [*_OPTIONS]
    counts: dict[str, int] = {}
    for option, tables in (("nodes", _node_tables()), ("relationships", _relationship_tables())):
        counts[option] = 0
        for name, header, pages in tables:
            file = folder / f"{option}-{name}.csv"
            count = _write_table(file, header, pages(store))
            counts[option] += count
            if count:
                files.append(file)
                arguments.append(f"--{option}={name}={file}")
            else:
                file.unlink()
    listing = folder / ARGUMENTS
    listing.write_text("".join(f'"{a}"\n' for a in arguments), encoding="utf-8")
    (folder / README).write_text(
        _TEXT.format(arguments=listing, name=ARGUMENTS, **counts), encoding="utf-8"
    )
    return Import(listing, tuple(files), counts["nodes"], counts["relationships"])


Row = Sequence[object]
Pages = Callable[[Reader], Iterator[Sequence[Row]]]
_Table = tuple[str, str, Pages]


def _node_tables() -> Iterator[_Table]:
    for node in NODE_TYPES:
        own = node_properties(node.label)
        header = ",".join("id:ID" if p.name == "id" else _column(p) for p in own)
        columns = ", ".join(f"n.{p.name} AS {p.name}" for p in own)
        cypher = f"MATCH (n:{node.label}) WHERE n.id > $after RETURN {columns} ORDER BY n.id"
        yield node.label, header, _pages((cypher,), [p.name for p in own].index("id"))


def _relationship_tables() -> Iterator[_Table]:
    for relation in RELATIONSHIP_TYPES:
        own = relationship_properties(relation.name)
        header = ",".join((":START_ID", ":END_ID", *(_column(p) for p in own)))
        columns = ", ".join(
            ("a.id AS start_id", "b.id AS end_id", *(f"r.{p.name} AS {p.name}" for p in own))
        )
        cyphers = tuple(
            f"MATCH (a:{start})-[r:{relation.name}]->(b:{end}) WHERE r.id > $after "
            f"RETURN {columns} ORDER BY r.id"
            for start, end in relation.ends
        )
        yield relation.name, header, _pages(cyphers, 2 + [p.name for p in own].index("id"))


def _column(prop: Property) -> str:
    return f"{prop.name}:{_TYPES[prop.type]}"


def _pages(cyphers: tuple[str, ...], id: int) -> Pages:
    """The rows of statements, a page at a time; `id` is the column by which they are ordered."""

    def pages(store: Reader) -> Iterator[Sequence[Row]]:
        for cypher in cyphers:
            after = ""
            while rows := store.read(f"{cypher} LIMIT {ROWS}", {"after": after}).rows:
                yield rows
                after = str(rows[-1][id])

    return pages


def _write_table(file: Path, header: str, pages: Iterator[Sequence[Row]]) -> int:
    count = 0
    with file.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(header + "\n")
        for rows in pages:
            stream.writelines(",".join(map(_field, row)) + "\n" for row in rows)
            count += len(rows)
    return count


def _field(value: object) -> str:
    """A value as a field: nothing is null, a quoted nothing an empty text."""
    if value is None or value == []:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    text = _BETWEEN.join(map(str, value)) if isinstance(value, list) else str(value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    return '"' + text.replace('"', '""') + '"'
