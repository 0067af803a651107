"""The text of slides, comments and shapes."""

from __future__ import annotations

from leftopen.formats.office_text import plain_xml, token_pattern, written
from leftopen.formats.office_xml import Events, read_xml

TEXTS = frozenset({"t", "text"})
LINES = frozenset({"p", "comment", "threadedComment", "si"})
TOKENS = token_pattern("t|text", "p|comment|threadedComment|si", "(?!)")


def runs(raw: bytes, whole: bool) -> tuple[str, bool]:
    """The text of `t` elements, a line for each paragraph, comment or string; and whether it was read
    whole."""
    plain = plain_xml(raw, whole)
    text = written(plain, TOKENS, {}) if plain is not None else None
    return (text, True) if text is not None else run_events(raw, whole)


def run_events(raw: bytes, whole: bool) -> tuple[str, bool]:
    """The same for any file."""
    pieces: list[str] = []
    inside: list[str] = []

    def end(name: str) -> None:
        inside.pop()
        if name in LINES:
            pieces.append("\n")

    def text(found: str) -> None:
        if inside and inside[-1] in TEXTS:
            pieces.append(found)

    events = Events(start=lambda name, attributes: inside.append(name), end=end, text=text)
    read = read_xml(raw, whole, events)
    return "".join(pieces), read
