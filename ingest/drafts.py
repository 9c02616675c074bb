"""Drafts: a source that waits for a person's review before it is loaded.

A draft is a folder named after its source: a copy of the file, a note of what it is, what a model
proposed, and `corrections.jsonl`, where every decision is kept. Decisions name facts by their
ends, so they hold when the file is read again, by a newer grammar or from a newer text.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from graph.errors import InvalidRequest, NotFound, SourceError
from graph.schema import RELATIONSHIPS, Method, Status
from graph.settings import Settings
from graph.store import Node, Relationship
from ingest.corrections import apply_corrections
from ingest.facts import Facts, read_facts, write_facts
from ingest.plan import open_source

Decision = Literal["accept", "reject", "open"]
DECISIONS: tuple[Decision, ...] = ("accept", "reject", "open")
_PROPOSED = "proposed.jsonl"
_CORRECTIONS = "corrections.jsonl"


@dataclass(frozen=True, slots=True)
class DraftFact:
    """A fact of a draft and what was decided about it."""

    fact: Relationship
    decision: Decision


def drafts_folder(settings: Settings) -> Path:
    """Where drafts are kept: ATLAS_DRAFTS, else beside an embedded store, else here."""
    if settings.drafts is not None:
        return settings.drafts
    return Path("drafts") if settings.is_neo4j else Path(settings.store + ".drafts")


class Drafts:
    """The drafts of a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, path: Path) -> Draft:
        """Keep a source as a draft; a source that is one already is read anew under its decisions.

        Raises SourceError.
        """
        facts = open_source(path)
        folder = self._folder / facts.source.partition(":")[2]
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("source.*"):
            old.unlink()
        shutil.copyfile(path, folder / f"source{path.suffix.lower() or '.txt'}")
        (folder / "draft.json").write_text(
            json.dumps({"file": path.name, "name": facts.policy.properties["name"]},
                       ensure_ascii=False),
            encoding="utf-8",
        )  # fmt: skip
        return Draft(folder)

    def all(self) -> list[Draft]:
        """Every draft, by its source's id."""
        return [Draft(p.parent) for p in sorted(self._folder.glob("*/draft.json"))]

    def find(self, name: str) -> Draft:
        """A draft by its source's id. Raises NotFound with those that there are."""
        known = {draft.source: draft for draft in self.all()}
        if name not in known:
            raise NotFound("draft (草稿)", name, tuple(known)[:3])
        return known[name]


class Draft:
    """One source under review."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.source = f"policy:{folder.name}"
        self._read: Facts | None = None

    @property
    def file(self) -> str:
        """The name of the file that was given."""
        return str(self._note()["file"])

    @property
    def name(self) -> str:
        """The document's own name."""
        return str(self._note()["name"])

    def _note(self) -> dict[str, Any]:
        text = (self._folder / "draft.json").read_text(encoding="utf-8")
        return cast("dict[str, Any]", json.loads(text))

    @property
    def corrections(self) -> Path:
        """The file of decisions and corrections."""
        return self._folder / _CORRECTIONS

    def read(self) -> Facts:
        """What the file says and a model proposed, before any decision; read once.

        Raises SourceError.
        """
        if self._read is None:
            self._read = self._read_source()
        return self._read

    def _read_source(self) -> Facts:
        source = next(self._folder.glob("source.*"))
        facts = open_source(source)
        policy = Node("Policy", facts.source, {**facts.policy.properties, "file": self.file})
        facts = Facts(
            policy, tuple(policy if n.id == policy.id else n for n in facts.nodes),
            facts.relationships,
        )  # fmt: skip
        proposed = self._folder / _PROPOSED
        return _joined(facts, read_facts(proposed)) if proposed.exists() else facts

    def propose(self, facts: Facts) -> None:
        """Keep what a model proposes for this source, beside what was read."""
        with (self._folder / _PROPOSED).open("w", encoding="utf-8") as stream:
            write_facts(facts, stream)
        self._read = None

    def facts(self) -> list[DraftFact]:
        """Every fact with its decision, in the order of the text."""
        facts = self.read()
        decided = self._decided()
        order = {
            n.id: cast("int", n.properties["ordinal"]) for n in facts.nodes if n.label == "Passage"
        }
        found = [
            DraftFact(r, decided.get(_key(r), "open"))
            for r in facts.relationships
            if r.type not in {"MENTIONED_IN", "PART_OF"}
        ]
        return sorted(found, key=lambda f: (order.get(_cited(f.fact), 0), f.fact.type, f.fact.id))

    def decide(self, ids: Iterable[str], decision: str, *, why: str = "") -> int:
        """Keep a decision on facts by id; return their number.

        Raises InvalidRequest for another word than accept, reject or open, or an unknown fact.
        """
        if decision not in DECISIONS:
            raise InvalidRequest(
                f"decision {decision!r} is unknown", parameter="decision", allowed=DECISIONS
            )
        known = {f.fact.id: f.fact for f in self.facts()}
        wanted = list(dict.fromkeys(ids))
        for id in wanted:
            if id not in known:
                raise InvalidRequest(f"no fact {id!r} in {self.source}", parameter="fact")
        keys = {_key(known[id]) for id in wanted}
        kept = [line for line in self._lines() if _decided_key(line) not in keys]
        if decision != "open":
            for id in wanted:
                type, start, end, *other = _key(known[id])
                line: dict[str, object] = {decision: type, "start": start, "end": end}
                if other[0]:
                    line[str(RELATIONSHIPS[type].key)] = other[0]
                kept.append(line | ({"why": why} if why else {}))
        self._keep(kept)
        return len(wanted)

    def change(self, id: str, status: str) -> None:
        """Correct the status of a fact.

        Raises InvalidRequest for an unknown fact or status.
        """
        allowed = tuple(Status)
        if status not in allowed:
            raise InvalidRequest(
                f"status {status!r} is unknown", parameter="status", allowed=allowed
            )
        fact = next((f.fact for f in self.facts() if f.fact.id == id), None)
        if fact is None:
            raise InvalidRequest(f"no fact {id!r} in {self.source}", parameter="fact")
        change: dict[str, object] = {"change": fact.type, "start": fact.start, "end": fact.end}
        kept = [line for line in self._lines() if {**line, "status": 0} != {**change, "status": 0}]
        self._keep([*kept, change | {"status": status}])

    def accepted(self) -> Facts:
        """The facts to load: what was read less what was rejected; a model's only if accepted.

        Corrections that name a fact which is read no more are passed over: they wait for it.
        """
        facts = self.read()
        decided = self._decided()
        chosen: list[Relationship] = []
        for fact in facts.relationships:
            decision = decided.get(_key(fact), "open")
            if decision == "reject":
                continue
            if fact.properties.get("method") == Method.PREDICTED:
                if decision != "accept":
                    continue
                fact = Relationship(
                    fact.type, fact.id, fact.start, fact.end,
                    {**fact.properties, "method": Method.MANUAL, "confidence": 1.0},
                )  # fmt: skip
            chosen.append(fact)
        supported = {r.end for r in chosen if r.type == "SUPPORTS"}
        # What was derived from a fact falls with it.
        chosen = [
            r for r in chosen
            if r.properties.get("rule") != "assigned_by_support" or r.end in supported
        ]  # fmt: skip
        left = Facts(facts.policy, facts.nodes, tuple(chosen))
        ids: set[object] = {n.id for n in left.nodes}
        ids |= {(r.type, r.start, r.end) for r in chosen}
        changes = [
            line
            for line in self._lines()
            if not {"accept", "reject"} & line.keys() and _holds(line, ids)
        ]
        if not changes:
            return _named(left)
        scratch = self._folder / "changes.jsonl"
        scratch.write_text(_written(changes), encoding="utf-8")
        try:
            return _named(apply_corrections(left, scratch))
        finally:
            scratch.unlink()

    def discard(self) -> None:
        """Remove the draft with its decisions."""
        shutil.rmtree(self._folder)

    def _lines(self) -> list[dict[str, object]]:
        if not self.corrections.exists():
            return []
        lines: list[dict[str, object]] = []
        for row, line in enumerate(self.corrections.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip() and not line.startswith("#"):
                try:
                    parsed: object = json.loads(line)
                except json.JSONDecodeError as exc:
                    raise SourceError(
                        f"is no JSON: {exc.msg}", file=str(self.corrections), row=row
                    ) from exc
                if not isinstance(parsed, dict):
                    raise SourceError("is no JSON object", file=str(self.corrections), row=row)
                lines.append(cast("dict[str, object]", parsed))
        return lines

    def _keep(self, lines: list[dict[str, object]]) -> None:
        scratch = self.corrections.with_suffix(".writing")
        scratch.write_text(_written(lines), encoding="utf-8")
        scratch.replace(self.corrections)

    def _decided(self) -> dict[tuple[str, ...], Decision]:
        found: dict[tuple[str, ...], Decision] = {}
        for line in self._lines():
            if key := _decided_key(line):
                found[key] = "accept" if "accept" in line else "reject"
        return found


def _holds(line: dict[str, object], ids: set[object]) -> bool:
    """Whether what a correction changes was read this time."""
    if "change" not in line:
        return True
    return line["change"] in ids or (line["change"], line.get("start"), line.get("end")) in ids


def _written(lines: Iterable[dict[str, object]]) -> str:
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _key(fact: Relationship) -> tuple[str, ...]:
    key = RELATIONSHIPS[fact.type].key
    other = str(fact.properties.get(key) or "") if key else ""
    return (fact.type, fact.start, fact.end, other)


def _decided_key(line: dict[str, object]) -> tuple[str, ...] | None:
    type = line.get("accept") or line.get("reject")
    if not isinstance(type, str) or type not in RELATIONSHIPS:
        return None
    key = RELATIONSHIPS[type].key
    return (
        type,
        str(line.get("start")),
        str(line.get("end")),
        str(line.get(key) or "") if key else "",
    )


def _cited(fact: Relationship) -> str:
    cited = fact.properties.get("passages")
    return cited[0] if isinstance(cited, list) and cited else ""


def _joined(facts: Facts, more: Facts) -> Facts:
    nodes = {n.id: n for n in (*more.nodes, *facts.nodes)}
    relations = {r.id: r for r in (*more.relationships, *facts.relationships)}
    return Facts(nodes[facts.source], tuple(nodes.values()), tuple(relations.values()))


def _named(facts: Facts) -> Facts:
    """Without the nodes that only a rejected fact named."""
    plumbing = {"Policy", "Passage", "Program", "Task", "Element", "Target", "Agency", "Region"}
    told = {
        end for r in facts.relationships if r.type != "MENTIONED_IN" for end in (r.start, r.end)
    }
    mentioned = {r.start for r in facts.relationships if r.type == "MENTIONED_IN"}
    kept = tuple(n for n in facts.nodes if n.label in plumbing or n.id in told or n.id in mentioned)
    ids = {n.id for n in kept}
    return Facts(
        facts.policy, kept,
        tuple(r for r in facts.relationships if r.start in ids and r.end in ids),
    )  # fmt: skip
