"""Pages of the explorer: a template, a language, and links that keep both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import cast
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from graph import schema
from viz.words import Language, catalogue, column_parts


@dataclass(frozen=True, slots=True)
class Page:
    """Where a reader is: the language, the path and the query without `lang`.

    `query` has the last value of each name, `pairs` every one in order.
    """

    language: Language
    path: str
    query: Mapping[str, str]
    pairs: tuple[tuple[str, str], ...] = ()

    def say(self, key: str, **values: object) -> str:
        """The catalogue's text for a key, with values put in."""
        text = catalogue(self.language)[key]
        return text.format(**values) if values else text

    def href(self, path: str, fragment: str = "", **query: str | Sequence[str]) -> str:
        """A link to a page of ours in the reader's language and plan; a list repeats its name."""
        if plan := self.query.get("plan"):
            query.setdefault("plan", plan)
        if self.language != "zh":
            query["lang"] = self.language
        tail = f"?{urlencode(query, doseq=True, safe=':')}" if query else ""
        anchor = f"#{quote(fragment, safe=':')}" if fragment else ""
        return quote(path, safe="/:") + tail + anchor

    def home(self, id: str) -> str:
        """A link to the page that says most about a node."""
        place = {"Park": "parks", "Industry": "industries"}.get(schema.label_of(id) or "", "nodes")
        return self.href(f"/{place}/{id}")

    def source(self, id: str) -> str:
        """A link to a document, or to what is known of a register."""
        return self.href(f"/{'sources' if id.startswith('policy:') else 'nodes'}/{id}")

    def words(self, source: str | None, passages: Sequence[str], quote: str | None) -> str | None:
        """A link to words in their clause or row, or None where none is cited."""
        if not source or not passages:
            return None
        if not source.startswith("policy:"):
            # A register is too long to be read as a whole: its row has a page.
            return self.href(f"/nodes/{passages[0]}")
        query = {"quote": quote} if quote else {}
        return self.href(f"/sources/{source}", passages[0], **query)

    def cited(self, name: str, number: str | None) -> str:
        """A document as a headline cites it: 《name》（number）."""
        quoted = name if name.startswith("《") else f"《{name}》"
        return f"{quoted}（{number}）" if number else quoted

    def rule(self, name: str | None) -> str:
        """A rule of derivation in words; a pattern of the grammar has none."""
        return catalogue(self.language).get(f"rule.{name}", "")

    def clause(self, path: str | None) -> str:
        """How a clause is cited: its path; what stands before the first heading has path 0."""
        return self.say("sources.front") if path == "0" else path or self.say("proof.clause_link")

    def other(self) -> str:
        """This very page in the other language."""
        query = list(self.pairs or self.query.items())
        if self.language == "zh":
            query.append(("lang", "en"))
        tail = f"?{urlencode(query, safe=':')}" if query else ""
        return quote(self.path, safe="/:") + tail

    def column_name(self, column: str) -> str:
        """The heading of an answer's column in the reader's language."""
        return catalogue(self.language).get(f"columns.{column}", column)

    def named(self, name: str, name_en: str | None = None) -> str:
        """A name in the reader's language, or marked as Chinese where only that is known."""
        if self.language == "zh" or name.isascii():
            return escape(name)
        if name_en:
            return escape(name_en)
        return Markup('<span lang="zh-CN">{}</span>').format(name)

    def plain(self, name: str, name_en: str | None = None) -> str:
        """A name in the reader's language, for places that take no markup."""
        return name_en if self.language == "en" and name_en else name

    def column(self, name: str, name_en: str | None = None) -> str:
        """A column head that breaks where a word ends."""
        parts = column_parts(self.plain(name, name_en))
        broken = Markup("<br>").join(parts)
        if self.language == "zh" or name_en:
            return broken
        return Markup('<span lang="zh-CN">{}</span>').format(broken)

    def value(self, value: object) -> str:
        """A property's or a cell's value in words."""
        if isinstance(value, bool):
            return self.say("site.yes" if value else "site.no")
        if isinstance(value, float):
            return f"{value:g}" if abs(value) < 1e6 else f"{value:.0f}"
        if isinstance(value, list | tuple):
            return ("、" if self.language == "zh" else ", ").join(
                self.value(item) for item in cast("Sequence[object]", value)
            )
        return "" if value is None else str(value)

    def kind(self, type: str) -> str:
        """The display name of a label or a relationship type."""
        declared = schema.NODES.get(type) or schema.RELATIONSHIPS.get(type)
        if declared is None:
            return type
        return declared.zh if self.language == "zh" else declared.en

    def labels(self) -> dict[str, str]:
        """The display names of all labels."""
        return {label: self.kind(label) for label in schema.NODES}

    def property(self, label: str, name: str) -> str:
        """The display name of a node's property."""
        for declared in schema.node_properties(label):
            if declared.name == name:
                return declared.zh if self.language == "zh" else declared.en
        return name

    def pattern(self, name: str) -> str:
        """The phrasing or the rule by which a fact was read, in words."""
        return self.rule(name) or catalogue(self.language).get(f"pattern.{name}") or name

    def term(self, group: str, value: str | None) -> str:
        """A coded value (a status, a method, a kind of gap) in words.

        A relationship type has its declared name; what no one has named stands as it is.
        """
        return catalogue(self.language).get(f"{group}.{value}") or self.kind(value or "")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("viz"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment


def render(page: Page, template: str, **values: object) -> str:
    """A page as HTML."""
    return _environment().get_template(template).render(page=page, say=page.say, **values)


def render_error(page: Page, *, status: HTTPStatus, detail: str) -> str:
    """An error in the look of every other page."""
    return render(page, "error.html", status=status.value, detail=detail)
