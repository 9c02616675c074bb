"""What a document says of itself: title, number, issuers, dates; its programmes and tasks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.schema import Status
from ingest.draft import Draft, Span
from ingest.enumeration import segments
from ingest.gazetteer import Place, cities, city_pattern, regions
from ingest.naming import path_slug, policy_id
from ingest.outline import Clause
from ingest.reader import normalise, simplified
from ingest.reading import Reading

_GENRE = r"(?:实施方案|行动方案|工作方案|方案|发展规划|规划|行动计划|计划|实施意见|意见|办法|通知|纲要|措施|条例|政策|报告|公报|规定|细则)"
_TITLE = re.compile(rf"^(?!关于印发|.*：$).{{4,80}}{_GENRE}(?:（[^）]*）)?$")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,12}[〔\[（]\d{4}[〕\]）]第?\d+号")
_DATE = re.compile(r"(20\d\d|19\d\d)年(\d{1,2})月(\d{1,2})日")
_ISSUER = re.compile(
    r"^[\u4e00-\u9fff]{4,40}(?:办公室|人民政府|委员会|厅|局|管委会|领导小组|工作组|部|委|院)$"
)
_PROGRAM = re.compile(
    r"“?(?P<name>[\u4e00-\u9fffA-Za-z0-9—]{2,24}?(?:工程|行动计划|行动|专项|计划))”?$"
)
_NOT_TASK = re.compile(
    r"总体要求|指导思想|基本原则|发展目标|总体目标|总体思路|发展基础|形势|保障|组织实施|附则|总则|背景|现状"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """The policy's own data. Dates are ISO strings."""

    name: str
    number: str | None
    issued: str | None
    period: tuple[int | None, int | None]
    issuers: tuple[Span, ...]
    home: Place | None


def heading(clauses: list[Clause], fallback: str) -> Heading:
    """Read the front matter; `fallback` names a document that has no title."""
    front = clauses[0]
    lines = list(_lines(front)) if front.depth == 0 else []
    whole = [line for clause in clauses for line in _lines(clause)]
    texts = [line.text for line in lines]
    titles = [t for t in texts if _TITLE.match(t)]
    name = _plain(
        titles[0] if titles else _quoted_title(texts) or (texts[0] if texts else fallback)
    )
    number = next((m[0] for t in texts for m in [_NUMBER.search(t)] if m), None)
    issuers: dict[str, Span] = {}
    for line in lines:
        if _ISSUER.match(line.text):
            issuers.setdefault(line.text, line)
    dated = next((m for t in texts for m in [_DATE.fullmatch(t.strip("（）"))] if m), None)
    dated = dated or next((m for t in texts for m in [_DATE.search(t)] if m), None)
    dated = dated or next(
        (m for line in reversed(whole) if "印发" in line.text or _DATE.fullmatch(line.text)
         for m in [_DATE.search(line.text)] if m), None)  # fmt: skip
    issued = f"{dated[1]}-{int(dated[2]):02}-{int(dated[3]):02}" if dated else None
    return Heading(
        name, number, issued, _period(name, whole), tuple(issuers.values()),
        _home(name, texts, clauses),
    )  # fmt: skip


def is_statute_or_report(name: str) -> bool:
    """Whether a document rules or reports rather than plans (条例, 办法, 公报)."""
    return (
        re.search(r"(?:条例|规定|办法|细则|公报|报告|通报|统计)(?:（[^）]*）)?$", name) is not None
    )


def _lines(clause: Clause) -> list[Span]:
    text = clause.normal.text
    return list(segments(Span(clause, 0, len(text)), "\n"))


def _plain(title: str) -> str:
    return re.sub(r"^#+|^《(.*)》$", r"\1", title).strip()


def _quoted_title(texts: list[str]) -> str | None:
    return next((m[1] for t in texts for m in [re.search(r"《([^《》]{6,80})》", t)] if m), None)


def _period(name: str, lines: list[Span]) -> tuple[int | None, int | None]:
    pattern = re.compile(r"(?:从)?(20\d\d)(?:年)?(?:到|至|—)(20\d\d)年")
    for text in (name, *(line.text for line in lines)):
        if match := pattern.search(text):
            return int(match[1]), int(match[2])
    if five := re.search("十([三四五六])五", name):
        start = 2016 + 5 * "三四五六".index(five[1])
        return start, start + 4
    return None, None


def _home(name: str, front: list[str], clauses: list[Clause]) -> Place | None:
    """The province that the document is about: the first region its front matter names."""
    body = "".join(c.text for c in clauses)[:5000]
    for text in (name, *front, body):
        if match := city_pattern().search(text):
            place = cities()[match[0]]
            return regions().get(place.code[:2] + "0000", place)
    return None


def policy_node(draft: Draft, found: Heading, file: str, digest: str) -> None:
    """Add the policy itself."""
    draft.node(
        "Policy", found.name, id=draft.policy, number=found.number, issued=found.issued,
        period_start=found.period[0], period_end=found.period[1], file=file, digest=digest,
    )  # fmt: skip


def policy_of(found: Heading) -> str:
    """The policy's id."""
    return policy_id(found.number, found.name)


def read_structure(reading: Reading, clauses: list[Clause], found: Heading) -> None:
    """Add passages, issuers, programmes and tasks, so that facts can hang on them."""
    draft = reading.draft
    for clause in clauses:
        title = clause.path if clause.depth else "正文前"
        name = f"{title} {clause.title}".strip()[:60]
        id = draft.node(
            "Passage", name, id=draft.passage(clause), policy_id=draft.policy, path=clause.path,
            ordinal=clause.ordinal, text=clause.text,
        )  # fmt: skip
        whole = Span(clause, 0, max(1, len(clause.normal.text.split("\n", 1)[0])))
        draft.relate("PART_OF", id, draft.policy, whole, rule="outline")
        reading.titles[clause.path] = simplified(clause.title)
    for issuer in found.issuers:
        agency = draft.node("Agency", issuer.text)
        draft.mention(agency, issuer, rule="issuer")
        draft.relate("ISSUED_BY", draft.policy, agency, issuer, rule="issuer")
    stem = draft.policy.partition(":")[2]
    ordinal = 0
    for clause in clauses:
        span = _title_span(clause)
        if span is None:
            continue
        program = _PROGRAM.search(_bare(clause.title))
        if (
            program
            and "，" not in clause.title
            and 2 <= clause.depth <= 3
            and not reading.program_of(clause)
        ):
            ordinal += 1
            id = draft.node("Program", program["name"], id=f"program:{stem}:{ordinal}",
                            ordinal=ordinal, status=Status.PLANNED)  # fmt: skip
            reading.programs[clause.path] = id
            draft.mention(id, span, rule="outline")
            draft.relate("PART_OF", id, draft.policy, span, rule="outline")
        elif clause.depth >= 2 and not _NOT_TASK.search(reading.titles_of(clause)):
            id = draft.node("Task", _bare(clause.title)[:60] or clause.path,
                            id=f"task:{stem}:{path_slug(clause.path)}", ordinal=clause.number,
                            status=Status.PLANNED)  # fmt: skip
            reading.tasks[clause.path] = id
            draft.mention(id, span, rule="outline")
            whole = reading.program_of(clause) or draft.policy
            draft.relate("PART_OF", id, whole, span, rule="outline")


def _bare(title: str) -> str:
    return re.sub(r"^[*#\s]+|[*：:\s]+$", "", normalise(title).text)


def _title_span(clause: Clause) -> Span | None:
    if not clause.depth:
        return None
    text = clause.normal.text
    end = min((i for i in (text.find("。"), text.find("\n")) if i > 0), default=len(text))
    return Span(clause, 0, end)
