"""Does a list go on beyond this answer? By the links of a page that lead further, or by what JSON says of the
rest. Pure and bounded."""

from __future__ import annotations

import re
from collections.abc import Mapping

from leftopen.model.facts import Json
from leftopen.model.web_page import Answer, Page

LINKS, KEYS = 1000, 100
_FURTHER = re.compile(
    r"(?:next|older|(?:(?:load|show) )?more|suivante?s?|weiter|nächste|siguiente|próxim[ao]|successiv[ao]|"
    r"volgende)"
    r"(?: page)?\s?[›»→>]{0,2}|[›»→]|>{1,2}",
    re.IGNORECASE,
)
_PAGED = re.compile(r"[?&;](?:page|p|pg|offset|start|from|skip|cursor|after|marker)=[1-9]", re.IGNORECASE)
_NUMBERED = re.compile(r"[2-9]|[1-9]\d{1,5}")
_REST = frozenset({
    "next", "nextpage", "nexttoken", "nextcursor", "nextlink", "nexturl", "nextmarker",
    "nextcontinuationtoken", "hasmore", "hasnext", "hasnextpage", "more",
    "istruncated", "truncated", "continuationtoken", "cursor",
})  # fmt: skip
_PAGES = frozenset({"pages", "totalpages", "pagecount", "lastpage", "numpages"})
_PLAIN = re.compile(r"[^a-z]")


def goes_on(answer: Answer) -> bool:
    """May there be more entries than this answer holds?"""
    if answer.reply.cut:
        return True
    if answer.page is not None:
        return "next" in answer.page.rels or _leads_further(answer.page)
    return isinstance(answer.data, dict) and _says_more(answer.data, deepest=2)


def _leads_further(page: Page) -> bool:
    """A link that says so, or one with a page's number as its text and in its address."""
    return any(
        _FURTHER.fullmatch(text) or (_NUMBERED.fullmatch(text) and _PAGED.search(link.href))
        for link in page.links[:LINKS]
        if (text := link.text.strip()) and len(text) <= 20
    )


def _says_more(data: Mapping[str, Json], *, deepest: int) -> bool:
    for key, value in list(data.items())[:KEYS]:
        name = _PLAIN.sub("", key[:40].lower())
        if name in _REST and value not in (None, False, "", 0):
            return True
        if name in _PAGES and isinstance(value, int) and value > 1:
            return True
        if deepest and isinstance(value, dict) and _says_more(value, deepest=deepest - 1):
            return True
    return False
