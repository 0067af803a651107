"""The size that is said of a Mosquitto, against the truth."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.servers import mqtt_client
from tests.servers.looking import looking_desk, of, scanned
from tests.servers.need import require
from tests.servers.programs import mosquitto
from tests.servers.real import RealServer, Spot, running

pytestmark = pytest.mark.real
Place = Callable[[RealServer], Spot]
EACH = len("made-up value 000000")


@pytest.mark.parametrize(
    "count",
    [
        10,
        pytest.param(10_000, marks=pytest.mark.full),
        pytest.param(1_000_000, marks=[pytest.mark.slow, pytest.mark.full]),
    ],
)
def test_the_kept_messages_are_counted_without_the_brokers_own(count: int, place: Place) -> None:
    require(mosquitto.server.missing())
    spot = place(mosquitto.server)
    with running(mosquitto.server, spot, "empty"), looking_desk(spot.inside("desk")) as workspace:
        mqtt_client.keep(spot.port, spot.password, count)
        mqtt_client.settled(spot.port, spot.password, count)
        (finding,) = of(scanned(workspace, spot.port), "finding", check="mqtt_open")
    size = finding["size"]
    assert size["records"] == count  # type: ignore[index, call-overload]
    assert abs(size["bytes"] - EACH * count) <= EACH * count / 20  # type: ignore[index, call-overload, operator]
