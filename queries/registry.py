"""The questions: each a Cypher file and a function; asked by name with checked parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any, Literal, TypeVar, cast

from graph.errors import InvalidRequest, NotFound
from graph.schema import label_of
from graph.store import Reader

Row = TypeVar("Row")

ParamType = Literal["string", "integer"]
State = Literal["stated", "derived", "not_stated"]


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter of a question. Those without a default are required."""

    name: str
    type: ParamType = "string"
    required: bool = False
    default: str | int | None = None


PLAN = Param("plan")
"""Asks one plan (policy id); without it all plans are asked together."""


@dataclass(frozen=True, slots=True)
class Question:
    """A named question. `zh` and `en` are its words, the first two lines of its Cypher file."""

    name: str
    params: tuple[Param, ...]
    row: type[Any]
    run: Callable[..., Sequence[Any]]

    @property
    def cypher(self) -> str:
        """The text that runs, as it stands in its file."""
        return statement(self.name)

    @property
    def en(self) -> str:
        """The question in English."""
        return self.cypher.splitlines()[0].removeprefix("// ")

    @property
    def zh(self) -> str:
        """The question in Chinese."""
        return self.cypher.splitlines()[1].removeprefix("// ")


QUESTIONS: dict[str, Question] = {}
"""Every question by name, in the order of the modules below."""

LONGEST_VALUE = 300
"""Characters of a parameter's value: an id, a name, a path."""

_MODULES = (
    "coverage", "bodies", "cooperation", "targets", "elements", "evidence", "proposals", "takers",
    "functions", "covers", "changes",
)  # fmt: skip


@cache
def statement(name: str) -> str:
    """The Cypher of a question."""
    return (files("queries") / "cypher" / f"{name}.cypher").read_text(encoding="utf-8")


Asker = TypeVar("Asker", bound=Callable[..., Sequence[Any]])


def question(row: type[Any], *params: Param, name: str | None = None) -> Callable[[Asker], Asker]:
    """Register a function as the question of its name."""

    def register(run: Asker) -> Asker:
        key = name or run.__name__
        QUESTIONS[key] = Question(key, params, row, run)
        return run

    return register


def ask(store: Reader, name: str, params: Mapping[str, object] | None = None) -> list[Any]:
    """The rows of a question.

    Raises NotFound (no such question, node or passage) and InvalidRequest (a parameter that the
    question does not take, misses, or cannot read).
    """
    asked = find(name)
    return list(asked.run(store, **_checked(asked, params or {})))


def find(name: str) -> Question:
    """A question by name. Raises NotFound with near names."""
    if name not in QUESTIONS:
        raise NotFound("question (问题)", name, _near(name, list(QUESTIONS)))
    return QUESTIONS[name]


def _checked(asked: Question, given: Mapping[str, object]) -> dict[str, object]:
    known = {p.name: p for p in asked.params}
    for name in given:
        if name not in known:
            raise InvalidRequest(
                f"question {asked.name!r} takes no parameter {name!r}",
                parameter=name, allowed=tuple(known) or ("none",),
            )  # fmt: skip
    out: dict[str, object] = {}
    for param in asked.params:
        value = given.get(param.name, param.default)
        if param.required and value in (None, ""):
            raise InvalidRequest(
                f"question {asked.name!r} needs {param.name!r}; pass {param.name}=…",
                parameter=param.name,
            )
        if isinstance(value, str) and len(value) > LONGEST_VALUE:
            raise InvalidRequest(
                f"{param.name} has {len(value):,} characters; at most {LONGEST_VALUE}",
                parameter=param.name,
            )
        if param.type == "integer" and value is not None:
            try:
                value = int(cast(Any, value))
            except (TypeError, ValueError):
                raise InvalidRequest(
                    f"{param.name}={value!r} is no whole number", parameter=param.name
                ) from None
            if not 0 <= value <= 1_000_000:
                raise InvalidRequest(
                    f"{param.name}={value} is out of range",
                    parameter=param.name, allowed=("0 to 1000000",),
                )  # fmt: skip
        out[param.name] = value
    return out


def rows(
    store: Reader, row: type[Row], name: str, parameters: Mapping[str, object] | None = None
) -> list[Row]:
    """Run a question's Cypher and make its rows; lists become tuples.

    A row's `path` is filled from its passages: the clause that a reader would cite.
    """
    table = store.read(statement(name), parameters or {})
    records = [
        {k: tuple(cast(list[str], v)) if isinstance(v, list) else v for k, v in record.items()}
        for record in table.records()
    ]
    if "path" in _fields(row) and "path" not in table.columns:
        first = [cast(tuple[str, ...], r.get("passages") or ("",))[0] for r in records]
        paths = clause_paths(store, first)
        for record, passage in zip(records, first, strict=True):
            record["path"] = paths.get(passage)
    return [row(**record) for record in records]


@cache
def _fields(row: type[Any]) -> frozenset[str]:
    return frozenset(f.name for f in fields(row))


def texts(value: object) -> tuple[str, ...]:
    """A list of texts as it came from a store, null as none."""
    return tuple(str(item) for item in cast(list[object], value or []))


def state_of(method: str | None) -> State:
    """How a fact answers a question of coverage; a prediction is never shown as stated."""
    if method is None:
        return "not_stated"
    return "derived" if method in {"derived", "predicted"} else "stated"


def clause_paths(store: Reader, passages: Sequence[str]) -> dict[str, str]:
    """The outline paths (二/（三）/3) of passages by id."""
    wanted = sorted({p for p in passages if p})
    if not wanted:
        return {}
    # A read of its own: joined to the question's own pattern it took four times as long.
    table = store.read(
        "UNWIND $ids AS id MATCH (p:Passage {id: id}) RETURN p.id AS id, p.path AS path",
        {"ids": wanted},
    )
    return {str(id): str(path) for id, path in table.rows}


def plans(store: Reader, plan: object) -> dict[str, list[str]]:
    """The `$plans` of a question: one plan, or all that are loaded.

    Raises NotFound when the plan is not loaded.
    """
    if plan in (None, ""):
        loaded = store.read("MATCH (p:Policy) RETURN p.id AS id").rows
        return {"plans": sorted(str(id) for (id,) in loaded) or [""]}
    table = store.read("MATCH (p:Policy) RETURN p.id AS id, p.name AS name, p.number AS number")
    found = [str(r[0]) for r in table.rows if plan in r]
    if not found:
        raise NotFound("plan (政策)", str(plan), tuple(str(r[0]) for r in table.rows[:3]))
    return {"plans": found}


def resolve(store: Reader, text: object, *labels: str) -> str:
    """The id of a node that is named by id, name or alias; an id wins over a name over an alias.

    Raises NotFound with the nearest names of these labels, and InvalidRequest with the ids when
    several nodes have the name.
    """
    if label_of(str(text)) in labels:  # by its key, without a look at all names
        by_key = f"MATCH (n:{label_of(str(text))} {{id: $text}}) RETURN n.id AS id"
        if store.read(by_key, {"text": text}).rows:
            return str(text)
    pattern = "|".join(labels)
    table = store.read(
        f"MATCH (n:{pattern}) WHERE n.id = $text OR n.name = $text OR $text IN n.aliases "
        "RETURN n.id AS id, n.name AS name ORDER BY id",
        {"text": str(text)},
    )
    found = [(str(id), str(name)) for id, name in table.rows]
    ids = [id for id, _ in found]
    if text in ids:
        return str(text)
    best = [id for id, name in found if name == text] or ids
    if len(best) > 1:
        raise InvalidRequest(f"{text!r} names {len(best)} nodes; pass an id", allowed=tuple(best))
    if best:
        return best[0]
    names = store.read(f"MATCH (n:{pattern}) RETURN DISTINCT n.name AS name ORDER BY name").rows
    raise NotFound(" or ".join(labels), str(text), _near(str(text), [str(n) for (n,) in names]))


def _near(text: str, names: Sequence[str]) -> tuple[str, ...]:
    """At most three names: those that hold the text or are held by it, then the most alike."""
    # Imported here: only an answer that fails needs it.
    from rapidfuzz import fuzz, process

    holding = [name for name in names if text and (text in name or name in text)]
    alike = process.extract(text, names, scorer=fuzz.ratio, limit=3, score_cutoff=40)
    return tuple(dict.fromkeys([*holding, *(name for name, _, _ in alike)]))[:3]


def load_questions() -> None:
    """Import every module of questions, so that the registry is whole."""
    for module in _MODULES:
        import_module(f"queries.{module}")
