"""Who is to do it: 牵头单位, 责任单位, 配合单位 of a task or a programme."""

from __future__ import annotations

import re

from graph.schema import Status
from ingest.draft import Span
from ingest.enumeration import members, segments
from ingest.reading import Reading

ROLES = {
    "牵头": "lead", "主办": "lead", "责任": "responsible", "配合": "support", "参加": "support",
    "协办": "support",
}  # fmt: skip
"""What a plan calls the part that a body takes, and its name in the graph."""

_STATED = re.compile(
    r"(?P<role>牵头|主办|责任|配合|参加|协办)(?:单位|部门)?：(?P<names>[^；。）\n]+)"
)
_AFTER = re.compile(
    r"（(?P<lead>[^（）：]{3,60}?)牵头(?:[，、；](?P<support>[^（）：]{3,80}?)(?:配合|参与|协同|按职责分工负责))?）"
)
_AGENCY = re.compile(
    r"[\u4e00-\u9fff]{2,20}(?:厅|局|委|办|部|处|政府|委员会|办公室|管委会|集团|公司|中心|银行|院|会|署|社)$"
)


def read_responsible(reading: Reading, sentence: Span) -> None:
    """Add the bodies that a line in brackets makes responsible for the task it closes."""
    target = (
        reading.task_of(sentence.clause)
        or reading.program_of(sentence.clause)
        or reading.draft.policy
    )
    for match in _STATED.finditer(sentence.text):
        names = Span(
            sentence.clause, sentence.start + match.start("names"),
            sentence.start + match.end("names"),
        )  # fmt: skip
        words = Span(sentence.clause, sentence.start + match.start(), sentence.start + match.end())
        read_lead(reading, names, ROLES[match["role"]], target, words)

    for match in _AFTER.finditer(sentence.text):
        words = Span(sentence.clause, sentence.start + match.start(), sentence.start + match.end())
        for part in ("lead", "support"):
            if match[part]:
                names = Span(
                    sentence.clause,
                    sentence.start + match.start(part),
                    sentence.start + match.end(part),
                )
                read_lead(reading, names, part, target, words)


def read_lead(reading: Reading, names: Span, role: str, target: str | None, words: Span) -> None:
    """Add the bodies of an enumeration as responsible for a task, a programme or the policy."""
    listed = (
        part
        for piece in segments(names, "，")
        for part in members(piece, lambda t: _AGENCY.fullmatch(t) is not None)
    )
    for part in listed:
        if target is None or not _AGENCY.fullmatch(part.text):
            continue
        agency = reading.draft.node("Agency", part.text)
        reading.draft.mention(agency, part, rule="responsible")
        reading.draft.relate(
            "RESPONSIBLE_FOR", agency, target, words, focus=part, rule="responsible",
            status=Status.DESIGNATED, role=role,
        )  # fmt: skip
