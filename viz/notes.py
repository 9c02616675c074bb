"""What an answer knows and does not know, in words."""

from __future__ import annotations

from queries.partners import Note
from viz.words import Language, catalogue


def note_text(language: Language, note: Note) -> str:
    """A note in a language; the functions it names are put in words too."""
    words = catalogue(language)
    values = dict(note.values)
    if "functions" in values:
        names = [words[f"functions.{name}"] for name in values["functions"].split()]
        values["functions"] = ("、" if language == "zh" else ", ").join(names)
    return words[f"partners.note_{note.code}"].format(**values)
