"""Which park runs a body: 甲高新区运营的乙, 乙由甲高新区负责运营, 建设乙，建成后由其运营."""

from __future__ import annotations

import re

from ingest.draft import Span
from ingest.ends import leading_park, parks_in
from ingest.enumeration import segments
from ingest.gazetteer import park_pattern
from ingest.reading import Reading, Subject

_RUN = r"(?:(?:具体|牵头|统一|全面|自主|自行|日常|独立|共同|联合)*(?:负责|承担)?(?:其)?(?:日常|后续|具体)?(?:建设和|建设并|筹建并|建设、|管理和|管理、)?(?:运营|管理运营|运营管理|管理|经营|运作))"
_BY = re.compile(
    r"(?:：[^，；。：]{0,10}，)?(?:由[^，；。：]{2,24}?(?:筹建|建设|设立|新建)，)?[^，；。：、]{0,8}?[”）]?(?:（[^）]*）)?(?:项目|载体|平台)?，?(?:[该此](?:中心|孵化器|平台|载体|加速器|空间|基地))?(?:并|分别|依次|建成后|投用后|投运后|目前|现|统一|均|具体|也|已|将)*(?:交)?由"
    rf"(?P<park>[^，；。：]{{1,24}}?){_RUN}(?=[^\u4e00-\u9fff“A-Za-z]|$|并|且|的)"
)
_NEXT = re.compile(
    r"[”。]{1,2}(?:[^，；。：]{0,16}，)?(?:统一|均|现|目前|建成后)?(?:交)?由"
    rf"(?P<park>[^，；。：]{{1,24}}?){_RUN}"
)
_BUSY = re.compile(r"[，；：]|运营|建设|设立|由|支持")
_ITSELF = re.compile(
    rf"[^，；。：]{{0,6}}[，]?(?:建成后|投用后)?(?:并|且)(?:在?(?:建成|投用|投运)后)?(?:由其)?{_RUN}"
)
_THAT_PARK = re.compile(r"该(?:高新区|经开区|开发区|园区?|区|功能区|新区|示范区)")
_SELF = {"其", "该区", "园区", "该园区", "本区", "自身"}


def operators_after(
    reading: Reading, sentence: Span, end: int, subject: Subject
) -> tuple[list[Span], int]:
    """The parks that the words after a body name as its operator, and where those words end.

    `end` is where the body's name ends in the sentence.
    """
    text = sentence.text
    by = _BY.match(text, end) or _said_next(sentence, end)
    if by is None:
        own = _ITSELF.match(text, end)
        return (speaker(reading, sentence, end, subject), own.end()) if own else ([], end)
    if by["park"] in _SELF or _THAT_PARK.fullmatch(by["park"]):
        return speaker(reading, sentence, end, subject), by.end()
    named = Span(
        sentence.clause, sentence.start + by.start("park"), sentence.start + by.end("park")
    )
    return parks_in(reading, named), by.end()


def _said_next(sentence: Span, end: int) -> re.Match[str] | None:
    """The operator in the sentence after one that is a body's name: 乙孵化器。由甲高新区运营。"""
    if sentence.text[end:].strip("”。") or _BUSY.search(sentence.text[:end]):
        return None
    after = Span(sentence.clause, sentence.start, len(sentence.clause.normal.text))
    return _NEXT.match(after.text, end)


def speaker(reading: Reading, sentence: Span, end: int, subject: Subject) -> list[Span]:
    """The park that the words before speak of: the last that a segment begins with."""
    found = subject.parks[:1]
    for segment in segments(Span(sentence.clause, sentence.start, sentence.start + end)):
        if park_pattern().search(segment.text) is None:
            continue
        if parks := parks_in(reading, segment):
            found = parks[:1]
        elif first := leading_park(reading, segment):
            found = [first]
    return found
