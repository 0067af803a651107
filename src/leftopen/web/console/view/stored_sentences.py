"""Sentences of events that are stored, for somebody who may not see every place. Pure.

Sentences that older versions stored name the other places of a server; they are signed, so that they can be
hidden but not changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from leftopen.model.case import CaseEvent
from leftopen.web.console.view.hosts.hidden_addresses import without_hidden

SENTENCES = ("because", "beside")
_SHOWS = re.compile(r"the same server (still )?shows .*", re.DOTALL)
_PERMISSION = re.compile(r"(Permission\s+for\s+the\s+check:)\s(.*?)(?=\s*\n\s*\n|\s*\Z)", re.DOTALL)
_RECORD = re.compile(r"record\s+(\w+)")
_BEFORE = re.compile(r"(the same server was \w+) at \S+ before")


def without_places(text: str, sees: Callable[[str], bool], instead: str) -> str:
    """The sentence without the places of other cases, and without addresses that the reader may not see."""
    general = _SHOWS.sub("the same server is open at other places", text)
    general = _BEFORE.sub(r"\1 at another place before", general)
    return without_hidden(general, sees, instead)


def without_clause(text: str, authorised: str, otherwise: str) -> str:
    """The text of a notice without the clause that older versions wrote into it, up to the end of its
    paragraph: `authorised` has the place of the record's id, `otherwise` stands where there is none."""

    def sentences(found: re.Match[str]) -> str:
        record = _RECORD.search(found[2])
        return f"{found[1]} {authorised.format(id=record[1]) if record else otherwise}."

    return _PERMISSION.sub(sentences, text)


def mask_sentences(body: Mapping[str, Any], sees: Callable[[str], bool], instead: str) -> dict[str, Any]:
    """The body of an event, each sentence as `without_places` gives it."""
    return {
        name: without_places(value, sees, instead) if name in SENTENCES and isinstance(value, str) else value
        for name, value in body.items()
    }


def names_hidden(events: Iterable[CaseEvent], sees: Callable[[str], bool]) -> bool:
    """Does a sentence name an address that the reader may not see, or one that was cut off?"""
    sentences = (str(event.body.get(name) or "") for event in events for name in SENTENCES)
    return any(without_hidden(text, sees, "") != text or _cut(text) for text in sentences)


def _cut(text: str) -> bool:
    return bool(_SHOWS.search(text)) and not text.endswith(")")
