"""Dovecot's POP3, with STLS and without: recognised, never judged, never logged in to."""

from __future__ import annotations

from dataclasses import replace

from tests.servers import dovecot, maildir
from tests.servers.real import RealServer, Running, Spot


def start(spot: Spot, mode: str) -> Running:
    """The spot's first port is the one to look at, and IMAP is Dovecot's first."""
    turned = replace(spot, ports=spot.ports[::-1])
    running = dovecot.serve(turned, maildir.make, mechanisms="plain", tls=mode == "starttls")
    return replace(running, port=spot.port)


server = RealServer(
    name="dovecot_pop3",
    module="pop3",
    product="Dovecot pop3d",
    modes={"open": None, "starttls": None},
    missing=dovecot.lacking,
    start=start,
    ports=2,
)
