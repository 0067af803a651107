"""The French impact report says everything in French."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from leftopen import catalogue
from leftopen.impact import respond
from leftopen.impact.logs import limit_sentences
from leftopen.impact.logs.formats import log_formats
from leftopen.impact.respond.questions import laws
from leftopen.impact.respond.reports import report_page
from leftopen.impact.respond.reports.report import METHOD
from leftopen.impact.respond.reports.report_text import WORDS, report_words
from leftopen.model.access_logs import ClientGroup, GroupCount, LogFile, StandingKind
from leftopen.model.response import Word
from leftopen.service.access_logs import messages, saved
from leftopen.service.access_logs.read import ONLY_CHECKED
from leftopen.service.respond import log, report
from leftopen.service.respond.state import load
from leftopen.translate import Message
from tests.service.office import office
from tests.service.respond.incident import CASE
from tests.service.respond.test_report import prepared
from tests.service.respond.test_standing import ACCESS

WHY = (
    *(limit_sentences.UNKNOWN_FORMAT, limit_sentences.EMPTY, limit_sentences.BROKEN_FILE),
    *(limit_sentences.BROKEN_WHOLLY, limit_sentences.LONG_LINE, limit_sentences.MANY_COLUMNS),
    *(limit_sentences.PIPE, limit_sentences.SOCKET, limit_sentences.DEVICE, limit_sentences.DEAD_LINK),
    *(limit_sentences.LINK, limit_sentences.NO_FILE, limit_sentences.CLOSED_FOLDER),
)
FILE = LogFile(path="/l", log="l", format="", state="unread")
ENGLISH = re.compile(
    r"\b(the|of|and|was|were|is|are|has|have|that|which|with|from|not|its|than|what|who|may|for|by|to)\b"
)
"""Small words that French does not have."""


def limits() -> list[Message]:
    """Every limit that a reading may have."""
    read = [
        *limit_sentences.of_files([replace(FILE, why=why, state=state) for why in map(str, WHY)
                                   for state in ("unread", "cut")]),
        *limit_sentences.of_left_out([replace(FILE, why="it is a socket")] * (limit_sentences.LISTED + 1)),
        *limit_sentences.own_proxies(["192.0.2.1"] * (limit_sentences.OWN + 2)),
        messages.EARLIER, messages.NO_IDS, messages.TOO_MANY,
        *messages.limits(messages.Messages(places={}, unnamed=1234)),
    ]  # fmt: skip
    of_formats = [one for format_ in log_formats().values() for one in format_.limits]
    return [*of_formats, *read, limit_sentences.COMPLETE, limit_sentences.SAMPLED, ONLY_CHECKED]


def held_messages(found: object, seen: set[int]) -> Iterator[Message]:
    """Every message that a module holds."""
    if id(found) in seen:
        return
    seen.add(id(found))
    if isinstance(found, Message):
        yield found
    elif isinstance(found, dict):
        for one in found.values():
            yield from held_messages(one, seen)
    elif isinstance(found, list | tuple):
        for one in found:
            yield from held_messages(one, seen)
    elif is_dataclass(found) and not isinstance(found, type):
        for one in fields(found):
            yield from held_messages(getattr(found, one.name), seen)


def english_texts() -> set[str]:
    """The catalogue: every English text that the report has a French one for."""
    seen: set[int] = set()
    texts = {str(one) for one in (*METHOD, *WORDS.values())} | {str(one) for one in limits()}
    for module in pkgutil.walk_packages(respond.__path__, f"{respond.__name__}."):
        held = vars(importlib.import_module(module.name))
        texts |= {str(one) for value in list(held.values()) for one in held_messages(value, seen)}
    texts |= {str(catalogue.detector_label(name)) for name in catalogue.detectors()}
    texts |= {catalogue.exposure_words(name, "en").title for name in catalogue.checks()}
    return {text for text in texts if len(text.split()) > 2}


@pytest.fixture(scope="module")
def french(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The body of a French report that has some of everything, as JSON has it."""
    root = tmp_path_factory.mktemp("french")
    answer = limits()
    with office(root / "it") as workspace:
        prepared(workspace, root)
        reading = saved.load(workspace, CASE)
        assert reading is not None
        groups = tuple(
            GroupCount(group=one, clients=2, readers=1, requests=1, bytes=1) for one in ClientGroup
        )
        saved.save(workspace, replace(
            reading, standing=ACCESS, exports=tuple(StandingKind), groups=groups,
            limits=tuple(answer),
        ))  # fmt: skip
        for law in laws():
            log.answer(workspace, CASE, law, Word.YES, "", by="maria")
        body = report.body(workspace, load(workspace, CASE), "fr")
    made: dict[str, Any] = json.loads(json.dumps(body))
    made["assessment"]["others"] = ["bbbbbbbbbbbb (triage)"]
    return made


def test_no_english_sentence_of_the_catalogue_is_in_it(french: dict[str, Any]) -> None:
    page = re.sub(r"\s+", " ", report_page.page(french).decode())
    texts = english_texts()
    assert len(texts) > 300
    assert [text for text in sorted(texts) if text in page] == []


def test_no_text_of_it_has_english_words(french: dict[str, Any]) -> None:
    """Also of what no catalogue holds, such as a sentence that is made where it is needed."""
    facts = [fact for one in french["answers"] for fact in one["facts"]]
    answer = [
        *(fact[key] for fact in facts for key in ("said", "counted")),
        *(one["title"] for one in french["answers"]),
        *french["limits"],
        *french["method"],
        *(clock[key] for clock in french["clocks"] for key in ("law", "title", "source", "checked")),
        *(kind["label"] for kind in french["assessment"]["kinds"]),
        *(one["title"] for one in french["people_served"]),
        *report_words("fr").values(),
    ]
    # What a rule is called, and a name that a law has in English only.
    plain = [re.sub(r"\([^)]*rule \d\)|odd words", "", text) for text in answer]
    assert [text for text in plain if ENGLISH.search(text)] == []


def test_every_limit_and_every_kind_of_data_has_its_own_french() -> None:
    for one in limits():
        assert one.text("fr") != str(one)
        assert not ENGLISH.search(one.text("fr").replace("/l", ""))
    known = catalogue.detectors()
    for name, detector in known.items():
        assert str(catalogue.detector_label(name)) == detector.label
