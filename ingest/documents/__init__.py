"""A plan's file → its text: plain text, Markdown, HTML, Word and PDF.

Whatever the format, the text has one line a paragraph, `# ` before a heading that has no number
of its own, `- ` before an entry of a list, `| a | b |` for the row of a table, and a form feed
between the pages of a PDF.
"""

from __future__ import annotations

from pathlib import Path

from graph.errors import SourceError
from ingest.reader import decode, read_bytes

_WEB = {".html", ".htm", ".xhtml"}


def text_of(path: Path) -> str:
    """The text of a document, by its first bytes and, for HTML, its ending.

    Raises SourceError: no such file, empty, too large, damaged, a scan without text, an old Word
    file, or bytes that are no text.
    """
    name = str(path)
    data = read_bytes(path)
    if data.startswith(b"%PDF"):
        from ingest.documents.pdf import pdf_text

        text = pdf_text(data, name)
    elif data.startswith(b"PK\x03\x04"):
        from ingest.documents.word import word_text

        text = word_text(data, name)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        raise SourceError("is an old Word file (.doc); save it as .docx and load that", file=name)
    elif path.suffix.lower() in _WEB:
        from ingest.documents.html import html_text

        text = html_text(data, name)
    else:
        text = decode(data, name)
    if not text.strip():
        raise SourceError("holds no text; nothing was read", file=name)
    return text
