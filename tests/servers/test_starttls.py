"""The certificate that a server shows only after STARTTLS is in the observation, and is its identity."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.servers.book import Wire
from tests.servers.looking import looking_desk, of, scanned
from tests.servers.need import require
from tests.servers.programs import dovecot_imap, dovecot_pop3, nats, smtp
from tests.servers.real import RealServer, Spot, running

pytestmark = pytest.mark.real
Place = Callable[[RealServer], Spot]


@pytest.mark.parametrize(
    ("program", "mode"),
    [
        pytest.param(smtp.server, "starttls", id="smtp"),
        pytest.param(dovecot_imap.server, "starttls", id="imap"),
        pytest.param(dovecot_pop3.server, "starttls", id="pop3"),
        pytest.param(nats.server, "tls", id="nats"),
    ],
)
def test_the_certificate_inside_is_seen(program: RealServer, mode: str, place: Place, wire: Wire) -> None:
    require(program.missing())
    spot = place(program)
    with looking_desk(spot.inside("desk")) as workspace:
        with running(program, spot, mode) as server, wire.relay(server.port) as relay:
            (observation,) = of(scanned(workspace, relay.port), "observation")
        with running(program, spot, "open") as server:
            (without,) = of(scanned(workspace, server.port), "observation")
    assert observation["_shodan"]["module"] == program.module  # type: ignore[index, call-overload]
    assert observation["ssl"]["cert"]["subject"] == {"CN": "mail.jltc-example.mil"}  # type: ignore[index, call-overload]
    assert str(observation["identity"]).startswith("tls-key:")
    assert observation["tls"] is False
    assert "starttls" in observation["tags"]  # type: ignore[operator]
    assert "mail.jltc-example.mil" in observation["hostnames"]  # type: ignore[operator]
    assert "ssl" not in without
    assert without["identity"] == ""
