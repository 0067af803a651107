"""What happened at a host: joined by the hour where one scan found it, in order, on a line from 0 to 100."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from leftopen.model.absence import Absence, AbsenceReason
from leftopen.model.address import Address
from leftopen.model.endpoint import Endpoint
from leftopen.model.identity import site_id
from leftopen.web.console.view.hosts.host_events import MOST, host_events, marks
from tests.store.samples import NOON, seen

ADDRESS = "198.51.100.3"
HOUR = timedelta(hours=1)


def absence(reason: AbsenceReason, port: int = 53, transport: str = "udp") -> Absence:
    endpoint = Endpoint(address=Address.parse(ADDRESS), port=port, transport=transport)
    return Absence(
        service=site_id(endpoint), address=ADDRESS, port=port, transport=transport, since=NOON + HOUR,
        last=NOON + HOUR, ended=NOON + 3 * HOUR, reason=reason,
    )  # fmt: skip


def test_ports_of_one_scan_are_one_event_in_the_order_of_their_numbers() -> None:
    found = [seen(ADDRESS, port, NOON) for port in (443, 22, 8080)]
    [event] = host_events(found, [], [])
    assert (event.kind, event.ports) == ("first", ("22", "443", "8080"))


def test_two_changes_of_one_hour_stay_two() -> None:
    found = [seen(ADDRESS, 80, NOON + timedelta(minutes=n), f"answer {n}", hash=n) for n in range(3)]
    assert [event.kind for event in host_events(found, [], [])] == ["changed", "changed", "first"]


def test_an_absence_begins_and_ends_and_names_its_transport() -> None:
    for reason, kind in ((AbsenceReason.REFUSED, "gone"), (AbsenceReason.HOST_SILENT, "silent")):
        events = host_events([], [absence(reason)], [])
        assert [(event.kind, event.ports) for event in events] == [("back", ("53/udp",)), (kind, ("53/udp",))]


def test_what_came_later_takes_no_place_of_what_was_known_at_a_time() -> None:
    later = [
        replace(absence(AbsenceReason.REFUSED), since=NOON + n * HOUR, ended=None) for n in range(3, MOST + 9)
    ]
    ended = absence(AbsenceReason.REFUSED)
    events = host_events([], [*later, ended], [], until=NOON + 2 * HOUR)
    assert [(event.kind, event.at) for event in events] == [("gone", NOON + HOUR)]
    assert ("gone", NOON + HOUR) not in [(e.kind, e.at) for e in host_events([], [*later, ended], [])]


def test_marks_go_from_the_oldest_event_to_now() -> None:
    events = host_events([seen(ADDRESS, 80, NOON)], [absence(AbsenceReason.REFUSED)], [])
    found = marks(events, NOON + 4 * HOUR)
    assert [mark.event.kind for mark in found] == ["first", "gone", "back"]
    assert [mark.x for mark in found] == [0, 24.75, 74.25]
    assert marks([], NOON) == []
