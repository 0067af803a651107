"""A service that did not answer at its last look is gone, since the first such look, until it answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from leftopen.model.absence import AbsenceReason, MissedProbe
from leftopen.model.address import Address
from leftopen.model.change import ChangeKind
from leftopen.model.endpoint import Endpoint
from leftopen.model.identity import site_id
from leftopen.model.observation import Observation
from leftopen.store.observations import absences
from tests.store.samples import NOON, Stored, observations, seen

HOUR = timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Stored]:
    with observations(tmp_path) as opened:
        yield opened


def unanswered(o: Observation, at: datetime, reason: AbsenceReason = AbsenceReason.REFUSED) -> MissedProbe:
    return MissedProbe(endpoint=replace(o.endpoint, name=""), at=at, reason=reason, scan="5ca1ab1e")


def at(o: Observation, **changed: object) -> Observation:
    """The same at another endpoint."""
    endpoint = replace(o.endpoint, **changed)  # type: ignore[arg-type]
    return replace(o, endpoint=endpoint, service=site_id(endpoint), id=f"{hash(endpoint) & 2**64 - 1:032x}")


def ports(found: list[Observation]) -> list[int]:
    return sorted(o.endpoint.port for o in found)


def test_what_did_not_answer_is_found_apart_and_marked(store: Stored) -> None:
    web, ssh = seen(port=80), seen(port=22)
    store.add([web, ssh])
    assert store.add_unanswered([unanswered(web, NOON + HOUR)]) == 1
    assert ports(store.search("alive:yes")) == [22]
    assert ports(store.search("alive:no")) == ports(store.search("-alive:true")) == [80]
    assert ports(store.search("alive:true,false")) == ports(store.search("")) == [22, 80]
    assert [store.count(query) for query in ("", "alive:yes", "port:80 alive:yes", "alive:no")] == [
        2,
        1,
        0,
        1,
    ]
    assert store.facets("", [("alive", 5)]) == {"alive": [("false", 1), ("true", 1)]}
    for found in (store.search(""), store.host(web.endpoint.address), list(store.iterate(""))):
        marked = {o.endpoint.port: o.absence for o in found}
        assert marked[22] is None
        assert marked[80] is not None
        assert (marked[80].since, marked[80].reason) == (NOON + HOUR, AbsenceReason.REFUSED)


@pytest.mark.parametrize("most", [1, 2, 5], ids=["one is left out", "as many as there are", "fewer"])
def test_a_host_is_read_with_its_absences(store: Stored, most: int) -> None:
    web, ssh, dns = seen(port=80), seen(port=22), seen(port=53)
    store.add([web, ssh, dns])
    store.add_unanswered([unanswered(web, NOON + HOUR)])
    store.add_unanswered([unanswered(ssh, NOON + 2 * HOUR)])
    found, lately = store.newest_at(web.endpoint.address, 9, most)
    assert {o.endpoint.port: o.absence and o.absence.since for o in found} == {
        80: NOON + HOUR, 22: NOON + 2 * HOUR, 53: None,
    }  # fmt: skip
    assert [one.port for one in lately] == [22, 80][:most]


def test_the_first_look_without_an_answer_is_the_date(store: Stored) -> None:
    web = seen(port=80)
    store.add([web])
    for hours in (1, 2, 3):
        new = store.add_unanswered([unanswered(web, NOON + hours * HOUR)])
        assert new == (hours == 1)
    [absence] = store.absences(web.endpoint.address)
    assert (absence.since, absence.last, absence.ended) == (NOON + HOUR, NOON + 3 * HOUR, None)


def test_an_answer_ends_it_and_the_next_absence_is_another(store: Stored) -> None:
    web = seen(port=80)
    store.add([web])
    store.add_unanswered([unanswered(web, NOON + HOUR)])
    store.add([seen(port=80, at=NOON + 2 * HOUR)])
    assert store.search("alive:no") == []
    assert store.search("")[0].absence is None
    store.add_unanswered([unanswered(web, NOON + 3 * HOUR)])
    assert [(one.since, one.ended) for one in store.absences(web.endpoint.address)] == [
        (NOON + 3 * HOUR, None),
        (NOON + HOUR, NOON + 2 * HOUR),
    ]
    [first] = store.absences(web.endpoint.address, 1, until=NOON + 2 * HOUR)
    assert first.since == NOON + HOUR
    assert store.absences(web.endpoint.address, until=NOON) == []


def test_an_absence_that_ended_does_not_come_back(store: Stored) -> None:
    """A scan that read it before the answer confirms it after that."""
    web = seen(port=80)
    store.add([web])
    store.add_unanswered([unanswered(web, NOON + HOUR)])
    [before] = store.absences(web.endpoint.address)
    store.add([seen(port=80, at=NOON + 2 * HOUR)])
    late = absences._continued(before, unanswered(web, NOON + HOUR))
    store._client.insert("absences", [absences._row(late)], key=None)
    assert store.search("alive:no") == []
    assert store.absences(web.endpoint.address)[0].ended == NOON + 2 * HOUR


def test_after_a_stop_no_more_looks_are_recorded(store: Stored, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(absences, "AT_ONCE", 2)
    some = [seen(port=port) for port in range(80, 85)]
    store.add(some)
    looks = [unanswered(one, NOON + HOUR) for one in some]
    assert store.add_unanswered(looks, lambda: True) == store.count("alive:no") == 2
    assert store.add_unanswered(looks, lambda: False) == 3


def test_an_answer_that_is_learnt_later_counts_at_its_own_time(store: Stored) -> None:
    web = seen(port=80)
    store.add([web])
    store.add_unanswered([unanswered(web, NOON + HOUR)])
    store.add_unanswered([unanswered(web, NOON + 5 * HOUR)])
    store.add([seen(port=80, at=NOON - HOUR, data="before")])
    assert store.absences(web.endpoint.address)[0].since == NOON + HOUR
    store.add([seen(port=80, at=NOON + 3 * HOUR, data="between")])
    newest, past = store.absences(web.endpoint.address)
    assert (newest.since, newest.ended) == (NOON + 5 * HOUR, None)
    assert (past.since, past.ended) == (NOON + HOUR, NOON + 3 * HOUR)


def test_only_what_was_asked_is_gone(store: Stored) -> None:
    """Another port, another address, another realm and UDP were not asked; another name there was."""
    web = seen(port=80)
    others = [
        at(web, port=81), at(web, address=Address.parse("192.0.2.8")), at(web, realm="home"),
        at(web, transport="udp"),
    ]  # fmt: skip
    named = replace(at(web, name="www.example.org"), data="another answer")
    store.add([web, named, *others])
    store.add_unanswered([unanswered(web, NOON + HOUR)])
    assert {o.service for o in store.search("alive:no")} == {web.service, named.service}
    assert {o.service for o in store.search("alive:yes")} == {o.service for o in others}


def test_once_all_have_ended_nothing_is_asked_about_them_any_more(store: Stored) -> None:
    web = seen(port=80)
    store.add([web])
    assert not store.any_gone()
    store.add_unanswered([unanswered(web, NOON + HOUR)])
    assert store.any_gone()
    store.add([seen(port=80, at=NOON + 2 * HOUR)])
    store._client.command("OPTIMIZE TABLE absences FINAL")
    assert not store.any_gone()
    assert store.count("alive:yes") == 1


def test_a_look_before_the_newest_answer_says_nothing(store: Stored) -> None:
    web = seen(port=80)
    store.add([web])
    assert store.add_unanswered([unanswered(web, NOON - HOUR), unanswered(web, NOON)]) == 0
    unknown = MissedProbe(
        endpoint=Endpoint(address=Address.parse("192.0.2.99"), port=80), at=NOON + HOUR,
        reason=AbsenceReason.REFUSED,
    )  # fmt: skip
    assert store.add_unanswered([unknown]) == 0
    assert store.count("alive:no") == 0


def test_a_silent_host_takes_nothing_back(store: Stored) -> None:
    web, ssh = seen(port=80), seen(port=22)
    store.add([web, ssh])
    silent = AbsenceReason.HOST_SILENT
    store.add_unanswered([unanswered(web, NOON + HOUR), unanswered(ssh, NOON + HOUR, silent)])
    store.add_unanswered([unanswered(web, NOON + 2 * HOUR, silent), unanswered(ssh, NOON + 2 * HOUR)])
    assert {one.reason for one in store.absences(web.endpoint.address)} == {AbsenceReason.REFUSED}


def test_a_scanner_that_was_cut_off_hides_nothing(store: Stored) -> None:
    """Every host is silent then. The mark stays, and no service is called gone."""
    web, ssh = seen(port=80), seen(port=22)
    store.add([web, ssh])
    silent = AbsenceReason.HOST_SILENT
    assert store.add_unanswered([unanswered(one, NOON + HOUR, silent) for one in (web, ssh)]) == 0
    assert ports(store.search("alive:yes")) == ports(store.search("-alive:no")) == [22, 80]
    assert (store.search("alive:no"), store.count("alive:yes")) == ([], 2)
    assert store.facets("", [("alive", 5)]) == {"alive": [("true", 2)]}
    assert store.gone([web.service, ssh.service]) == frozenset()
    assert ChangeKind.GONE not in {change.kind for change in store.changes(NOON, limit=10)}
    assert {o.absence.reason for o in store.search("") if o.absence} == {silent}
    assert store.add_unanswered([unanswered(web, NOON + 2 * HOUR)]) == 1
    assert ports(store.search("alive:no")) == [80]
    assert store.gone([web.service, ssh.service]) == {web.service}


def test_the_changes_say_when_it_went(store: Stored) -> None:
    web = seen(port=80)
    store.add([web])
    store.add_unanswered([unanswered(web, NOON + HOUR)])
    [change] = store.changes(NOON + HOUR / 2, limit=10)
    assert (change.kind, change.at, change.port) == (ChangeKind.GONE, NOON + HOUR, 80)
    assert change.service == web.service


def test_neighbours_are_counted_without_what_is_gone(store: Stored) -> None:
    web, ssh, other = seen(port=80), seen(port=22), seen("192.0.2.8", 80)
    store.add([web, ssh, other])
    store.add_unanswered([unanswered(one, NOON + HOUR) for one in (web, other)])
    around = Address.parse("192.0.2.0"), Address.parse("192.0.2.255")
    assert store.neighbours(*around, most=9) == [(web.endpoint.address, 1)]


def test_known_ports_are_those_of_the_ranges(store: Stored) -> None:
    udp = at(seen(port=53), transport="udp")
    store.add([seen(port=80), seen(port=22), seen("192.0.2.8", 80), seen("2001:db8::1", 443), udp])
    first, six = Address.parse("192.0.2.7"), Address.parse("2001:db8::1")
    found = store.known_ports([(first, first), (six, six)], most=9)
    assert found == {first: frozenset((22, 80)), six: frozenset((443,))}
    assert store.known_ports([(first, first), (six, six)], most=1) == {first: frozenset((22,))}
