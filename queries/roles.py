"""What an industry or a park needs bodies for, and which kinds of body are taken as such."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from graph.errors import InvalidRequest
from graph.schema import NODES

FunctionName = Literal[
    "lead_firm", "rd", "carrier", "offshore", "talent", "fund", "policy", "event"
]

FUNCTIONS: dict[FunctionName, tuple[str, ...]] = {
    "lead_firm": ("Enterprise",),
    "rd": ("Institute",),
    "carrier": ("Incubator",),
    "offshore": ("OffshoreCenter",),
    "talent": ("TalentProgram", "Talent", "University"),
    "fund": ("Fund",),
    "policy": ("Policy",),
    "event": ("Event",),
}
"""The functions, and the labels whose nodes have them by what they are."""

_NAMES: dict[FunctionName, str] = {
    "lead_firm": "龙头企业", "rd": "研发", "carrier": "载体", "offshore": "离岸", "talent": "人才",
    "fund": "基金", "policy": "政策", "event": "活动",
}  # fmt: skip

CANDIDATES = (
    "Park", "Institute", "University", "OffshoreCenter", "TalentProgram", "Enterprise",
    "Incubator", "Fund", "ServiceOrg", "Event",
)  # fmt: skip
"""Labels of what can be a partner."""


def functions_of(label: str | None) -> tuple[FunctionName, ...]:
    """The functions that a node of this label has by what it is."""
    return tuple(name for name, labels in FUNCTIONS.items() if label in labels)


@dataclass(frozen=True, slots=True)
class Need:
    """What a reader looks for: functions, and labels whose nodes answer by what they are."""

    text: str
    functions: tuple[FunctionName, ...]
    labels: tuple[str, ...]


def needed(text: str) -> Need:
    """A need from its words: a function or a label, by its code, Chinese or English name.

    Raises InvalidRequest with what can be needed.
    """
    wanted = text.strip().casefold()
    for name in FUNCTIONS:
        if wanted in (name, name.replace("_", " "), name.replace("_", "-"), _NAMES[name]):
            return Need(text, (name,), tuple(x for x in FUNCTIONS[name] if x in CANDIDATES))
    for label in CANDIDATES:
        declared = NODES[label]
        if wanted in (label.casefold(), declared.zh, declared.en.casefold()):
            return Need(text, functions_of(label), (label,))
    raise InvalidRequest(
        f"need {text!r} is neither a function nor a kind of partner",
        parameter="need",
        allowed=(*FUNCTIONS, *CANDIDATES),
    )
