"""A host as it was known at a time: the newest of each service, what was gone, nothing of later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from leftopen.model.absence import AbsenceReason, MissedProbe
from leftopen.model.address import Address
from leftopen.model.import_record import ImportRecord
from leftopen.model.vantage import Place, Vantage
from leftopen.service.search.host_as_of import host_as_of
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.imports import ImportRecordWriter
from tests.service.office import office
from tests.store.samples import NOON, seen

HOST = Address.parse("192.0.2.7")
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Port 80 changed at 14:00; 6379 came at 13:00 and was gone from 15:00 to 17:00; a file that was imported
    at 18:00 says that 25 answered at 12:00."""
    with office(tmp_path_factory.mktemp("as-of")) as workspace:
        writer = ObservationWriter(workspace.store.client)
        cache = seen(port=6379, at=NOON + HOUR, data="+PONG")
        other = Vantage(place=Place.INTERNET, name="masscan")
        writer.add([seen(data="first"), cache])
        writer.add([seen(data="second", at=NOON + 2 * HOUR)])
        look = MissedProbe(endpoint=cache.endpoint, at=NOON + 3 * HOUR, reason=AbsenceReason.REFUSED)
        writer.add_unanswered([look])
        writer.add([seen(port=6379, at=NOON + 5 * HOUR, data="+PONG")])
        writer.add([replace(seen(port=25, data="220"), scan="late", clause="", vantage=other)])
        ImportRecordWriter(Changes(workspace.store.records)).put(
            ImportRecord(
                id="late", digest="d", file="old.json", size=1, format="masscan", realm="internet",
                place="internet", port=0, started=NOON + 6 * HOUR,
            )
        )  # fmt: skip
        yield workspace


def shown(workspace: Workspace, at: datetime) -> dict[int, str]:
    found = host_as_of(workspace, HOST, at)
    return {o.endpoint.port: o.data + (" gone" if o.absence and o.absence.gone else "") for o in found}


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (-1.0, {}),
        (0.0, {80: "first"}),
        (1.5, {80: "first", 6379: "+PONG"}),
        (2.0, {80: "second", 6379: "+PONG"}),
        (3.5, {80: "second", 6379: "+PONG gone"}),
        (5.5, {80: "second", 6379: "+PONG"}),
        (6.0, {25: "220", 80: "second", 6379: "+PONG"}),
    ],
)
def test_what_was_known_then(known: Workspace, hours: float, expected: dict[int, str]) -> None:
    assert shown(known, NOON + hours * HOUR) == expected


def test_an_absence_ends_with_the_time_that_is_asked_about(known: Workspace) -> None:
    [_, cache] = host_as_of(known, HOST, NOON + 4 * HOUR)
    assert cache.absence is not None
    assert cache.absence.ended is None
    assert cache.absence.last <= NOON + 4 * HOUR


def test_another_address_has_nothing(known: Workspace) -> None:
    assert host_as_of(known, Address.parse("192.0.2.8"), NOON + 9 * HOUR) == []
