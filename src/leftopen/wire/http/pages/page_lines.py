"""The lines of an answer's text: of plain text as they are, of a page as a visitor sees them. Pure and
bounded."""

from __future__ import annotations

import html
import re

from leftopen.model.web_page import Answer

TEXT, LINE, MOST = 128 * 1024, 1000, 2000
_HIDDEN = re.compile(r"<(script|style|head)\b[^<>]{0,1000}>", re.IGNORECASE)
_BREAK = re.compile(
    r"<(?:br|/?(?:p|div|li|tr|pre|h[1-6]|table|ul|section|article|option))\b[^<>]{0,1000}>", re.IGNORECASE
)
_TAG = re.compile(r"</?[a-zA-Z!][^<>]{0,1000}>")


def lines(answer: Answer) -> list[str]:
    """The lines that are not blank, at most 2,000 of at most 1,000 characters; without the last one where the
    answer was cut."""
    text = answer.text[:TEXT]
    if text.lstrip("\ufeff \t\r\n")[:1] == "<" and answer.page is not None:
        text = html.unescape(_TAG.sub(" ", _BREAK.sub("\n", _visible(text))))
    found = text.split("\n")
    if (answer.reply.cut or len(answer.text) > TEXT) and len(found) > 1:
        found.pop()
    return [line[:LINE].rstrip() for line in found[: 2 * MOST] if line and not line.isspace()][:MOST]


def is_markup(answer: Answer) -> bool:
    """Does the text begin as HTML or XML does? (A dump may hold tags further down.)"""
    return answer.text[:200].lstrip("\ufeff \t\r\n")[:1] == "<"


def _visible(text: str) -> str:
    """Without scripts, styles and the head."""
    pieces, at = [], 0
    for found in _HIDDEN.finditer(text):
        if found.start() < at:
            continue
        pieces.append(text[at : found.start()])
        end = text.find(f"</{found[1]}", found.end())
        at = len(text) if end < 0 else end
    return "".join((*pieces, text[at:]))
