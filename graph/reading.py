"""How a node's names are read: the text that a search looks in.

One line a form, each closed by a newline: the name and its aliases as written (without upper
case), then for those in Chinese their pinyin as 'SHEN'YANG and their initials as .S.Y. Capitals
keep the sounds apart from the words: what is typed in lower case never meets them by chance.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import product

LONGEST = 200
"""Characters of a name that are read; a longer one is no name."""

_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_LATIN = re.compile(r"[a-z0-9]+")
_KEPT = frozenset("'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
# Characters that names read otherwise than sentences do (长春, 成都); phrases say the rest.
_IN_NAMES = {ord("长"): "'CHANG", ord("都"): "'DU"}
_FINALS = (
    "a ai an ang ao e ei en eng er i ia ian iang iao ie in ing iong iu o ong ou "
    "u ua uai uan uang ue ui un uo v ve"
).split()
_INITIALS = ["", *"zh ch sh b p m f d t n l g k h j q x r z c s y w".split()]
_SYLLABLES = frozenset(a + b for a, b in product(_INITIALS, _FINALS))
_PARTS = frozenset(s[:n] for s in _SYLLABLES for n in range(1, len(s) + 1))


def folded(text: str) -> str:
    """A text as it is compared: compatible forms made one, no upper case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def reading_of(name: str, aliases: Sequence[str]) -> str:
    """What a search looks in for a node of this name: its names, their pinyin and initials.

    The first line is the name. The same names give the same text on every machine.
    """
    forms = list(dict.fromkeys(f for a in (name, *aliases) if (f := folded(a[:LONGEST]))))
    sounds: list[str] = []
    for form in forms:
        if _CHINESE.search(form) and (spelled := _spelled(form)):
            sounds += (spelled, "." + ".".join([s[0] for s in spelled[1:].split("'")]))
    return "\n".join([*forms, *dict.fromkeys(sounds), ""])


def spellings(typed: str, most: int = 4) -> tuple[str, ...]:
    """The pinyin that a typed text (folded) can mean, as a reading has it; fewest syllables first.

    The last syllable may be cut short: `shenya` means 'SHEN'YA, `xian` both 'XIAN and 'XI'AN.
    """
    letters = typed.replace(" ", "").replace("'", "").replace("ü", "v")
    if not letters.isascii() or not letters.isalpha() or len(letters) > LONGEST:
        return ()
    # ways[n]: the best ways to divide the first n letters into whole syllables.
    ways: list[list[tuple[str, ...]]] = [[()]]
    for end in range(1, len(letters) + 1):
        ways.append(_ways(ways, letters, end, _SYLLABLES)[:most])
    whole = ways[-1] or _ways(ways, letters, len(letters), _PARTS)[:most]
    return tuple("'" + "'".join(way).upper() for way in whole)


def _ways(
    ways: list[list[tuple[str, ...]]], letters: str, end: int, known: frozenset[str]
) -> list[tuple[str, ...]]:
    found = [
        (*way, part)
        for start in range(max(0, end - 6), end)
        if (part := letters[start:end]) in known
        for way in ways[start]
    ]
    return sorted(found, key=lambda way: (len(way), way))


def initials(typed: str) -> str | None:
    """The initials that a typed text (folded) can mean, as a reading has them."""
    if not typed.isascii() or not typed.isalnum() or len(typed) > LONGEST:
        return None
    return "." + ".".join(typed.upper())


def _spelled(form: str) -> str:
    """The sounds of a Chinese text in capitals; Latin words and numbers in it stand whole."""
    text = _LATIN.sub(lambda found: "'" + found[0].upper(), form.replace("'", " "))
    phrases, turning = _phrases()
    if turning.search(text):
        text = _with_phrases(text, phrases)
    return text.translate(_sounds())


def _with_phrases(text: str, phrases: Mapping[str, list[tuple[str, str]]]) -> str:
    place = 0
    while place < len(text):
        for phrase, sound in phrases.get(text[place : place + 2], ()):
            if text.startswith(phrase, place):
                text = text[:place] + sound + text[place + len(phrase) :]
                place += len(sound) - 1
                break
        place += 1
    return text


class _Sounds(dict[int, str]):
    def __missing__(self, code: int) -> str:
        letter = chr(code)
        return letter if letter in _KEPT else ""


@cache
def _sounds() -> _Sounds:
    """The first sound of every character, without its tone; what has no sound is left out."""
    # Imported here: only who writes names needs these tables.
    from pypinyin.pinyin_dict import pinyin_dict

    plain = cache(_without_tone)
    sounds = {code: plain(s.partition(",")[0]) for code, s in pinyin_dict.items()}
    return _Sounds((code, s) for code, s in (sounds | _IN_NAMES).items() if len(s) > 1)


@cache
def _phrases() -> tuple[dict[str, list[tuple[str, str]]], re.Pattern[str]]:
    """The phrases that are read otherwise than character by character, by their first two.

    With them the characters that a phrase turns: a name that has none needs no look at phrases.
    """
    from pypinyin.phrases_dict import phrases_dict

    plain, sounds = cache(_without_tone), _sounds()
    found: dict[str, list[tuple[str, str]]] = {}
    turned: set[str] = set()
    for phrase, readings in phrases_dict.items():
        # Two readings decide nothing (朝阳): the characters' own stand.
        if any(len(r) > 1 for r in readings):
            continue
        said = [plain(r[0]) for r in readings]
        if turns := {c for c, s in zip(phrase, said, strict=False) if s != sounds[ord(c)]}:
            found.setdefault(phrase[:2], []).append((phrase, "".join(said)))
            turned |= turns
    for group in found.values():
        group.sort(key=lambda entry: (-len(entry[0]), entry[0]))
    return found, re.compile("[" + re.escape("".join(sorted(turned))) + "]")


def _without_tone(sound: str) -> str:
    marks = unicodedata.normalize("NFD", sound).replace("u\u0308", "v")
    return "'" + "".join(c for c in marks if "a" <= c <= "z").upper()
