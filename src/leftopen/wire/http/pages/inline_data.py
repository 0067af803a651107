"""Finds the data that stands in a page itself, from which its script draws what a visitor reads: what a
script assigns (`var messages = […]`), scripts of JSON, and attributes that hold JSON. Pure and bounded.

A page with the marks of a publisher prints its data on purpose, and that of a login page is its settings: of
these, nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from leftopen.model.facts import Json
from leftopen.model.web_page import Answer, Page
from leftopen.wire.http.pages.public_marks import why_published
from leftopen.wire.http.pages.script_literal import literal

SHORTEST, MOST, EXAMINED = 40, 8, 40
_ASSIGNED = re.compile(
    r"[\w$\]]\s{0,4}(?:(?<![=!<>])=|:)\s{0,4}(?=\[\s{0,40}[\[{])|"
    r"(?:\b(?:var|let|const)\s{1,4}|\b(?:window|self|globalThis|this|exports)\.|^\s{0,20}|;\s{0,20})[\w$]{1,60}\s{0,4}"
    r"=\s{0,4}(?=\{\s{0,40}[\"'\w]|JSON\.parse\()|\bJSON\.parse\(\s{0,4}(?=[\"'`][\[{])",
    re.MULTILINE,
)


def inline_answers(answer: Answer) -> tuple[Answer, ...]:
    """Each piece of data as an answer of its own, the longest first, at most eight."""
    page = answer.page
    if page is None or answer.reply.status != 200 or page.password or why_published(answer):
        return ()
    found = {text: value for value in islice(_values(page), EXAMINED) if (text := _dumped(value))}
    longest = sorted(found, key=len, reverse=True)[:MOST]
    return tuple(_answer(answer, text, found[text]) for text in longest)


def _dumped(value: Json) -> str:
    """As JSON; '' for what is too short to be data, or nests too deep."""
    try:
        text = json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return ""
    return text if len(text) >= SHORTEST else ""


def _answer(answer: Answer, text: str, value: Json) -> Answer:
    headers = (("Content-Type", "application/json"),)
    reply = replace(answer.reply, headers=headers, body=text.encode("utf-8", "replace"))
    return replace(answer, reply=reply, text=text, page=None, data=value)


def _values(page: Page) -> Iterator[Json]:
    for piece in page.embedded:
        yield literal(piece.strip())
    at = 0
    for _ in range(EXAMINED):
        found = _ASSIGNED.search(page.inline, at)
        if found is None:
            return
        at = found.end()
        yield literal(page.inline, at - len("JSON.parse(") if found[0].endswith("(") else at)
