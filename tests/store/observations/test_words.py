"""The word of a scan about a service is stored with its look, and outlives a look without one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.model.examined import Examined, ExaminedVerdict, UnexaminedKind
from leftopen.model.field_group import EVERYTHING, TALK, FieldGroup
from leftopen.model.observation import Observation
from leftopen.model.vantage import Place, Vantage
from leftopen.model.verdict import ExposureKind, Reason, opened
from tests.store.samples import NOON, Stored, look, observations, seen

REFUSES = Examined(
    verdict=ExaminedVerdict.CLOSED, check="redis_open", reason=Reason.PASSWORD_ASKED, said="no"
)
NO_CHECK = Examined(verdict=ExaminedVerdict.UNEXAMINED, kind=UnexaminedKind.NO_CHECK)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Stored]:
    with observations(tmp_path) as opened_store:
        yield opened_store


def scanned(port: int, word: Examined | None, hours: int = 0) -> Observation:
    o = seen("192.0.2.7", port, NOON + timedelta(hours=hours), f"look {hours}", module="http", sees=TALK)
    return replace(o, clause="authorised", examined=word)


def imported(port: int, hours: int) -> Observation:
    o = replace(scanned(port, None, hours), clause="", sees=EVERYTHING)
    return replace(o, vantage=Vantage(place=Place.INTERNET, name="shodan:x"))


def current(store: Stored, o: Observation) -> Observation:
    found = store.latest(o.service)
    assert found is not None
    return found


def test_words_are_found_and_counted(store: Stored) -> None:
    unclear = Examined(verdict=ExaminedVerdict.UNDETERMINED, check="records", reason=Reason.DATA_READABLE)
    open_one = scanned(4, replace(unclear, verdict=ExaminedVerdict.OPEN))
    store.add([scanned(1, REFUSES), scanned(2, NO_CHECK), scanned(3, unclear), open_one, scanned(5, None)])
    store.add_judged([look(open_one, opened(ExposureKind.DATA))])
    for query, ports in {
        "verdict:closed": [1],
        "verdict:unexamined": [2],
        "unexamined:no_check": [2],
        "unexamined:bug": [],
        "verdict:undetermined": [3],
        "verdict:open": [4],
        "-verdict:open,closed,undetermined,unexamined": [5],
    }.items():
        assert sorted(o.endpoint.port for o in store.search(query)) == ports, query
    counted = store.facets("*", [("verdict", 9), ("unexamined", 9)])
    assert dict(counted["verdict"]) == dict.fromkeys(("closed", "unexamined", "undetermined", "open"), 1)
    assert counted["unexamined"] == [("no_check", 1)]


def test_an_open_word_is_not_found_after_its_case_was_closed(store: Stored) -> None:
    """The verdict of the check is newer."""
    store.add([scanned(1, replace(REFUSES, verdict=ExaminedVerdict.OPEN, reason=Reason.DATA_READABLE))])
    assert store.count("verdict:open") == 0


@pytest.mark.parametrize("later", [lambda: scanned(1, None, 2), lambda: imported(1, 2)])
def test_a_look_without_a_word_leaves_the_word_as_it_was(store: Stored, later: object) -> None:
    first, second = scanned(1, REFUSES), later()  # type: ignore[operator]
    store.add([first])
    store.add([second])
    found = current(store, first)
    assert (found.id, found.data, found.examined) == (second.id, second.data, REFUSES)
    assert [origin.group for origin in found.origins] == [FieldGroup.EXAMINED]
    assert store.count("verdict:closed") == 1


def test_the_newest_word_counts_and_another_server_ends_it(store: Stored) -> None:
    store.add([scanned(1, REFUSES)])
    store.add([scanned(1, NO_CHECK, 1)])
    assert current(store, scanned(1, None)).examined == NO_CHECK
    store.add([replace(scanned(1, None, 2), module="ssh")])
    assert current(store, scanned(1, None)).examined is None
