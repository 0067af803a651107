"""Dovecot's IMAP, open by the mechanism `anonymous`, closed by leaving it out; also behind STARTTLS."""

from __future__ import annotations

from tests.servers import dovecot, maildir
from tests.servers.mailbag import COUNT
from tests.servers.real import EMPTY, OPEN, PASSWORD, RealServer, Running, Spot


def start(spot: Spot, mode: str) -> Running:
    return dovecot.serve(
        spot,
        maildir.empty if mode == "empty" else maildir.make,
        mechanisms="plain" if mode.startswith("closed") else "plain anonymous",
        tls=mode.endswith("starttls"),
    )


server = RealServer(
    name="dovecot_imap",
    module="imap",
    product="Dovecot imapd",
    check="imap_anonymous",
    modes={
        "open": OPEN,
        "closed": PASSWORD,
        "closed_starttls": PASSWORD,
        "starttls": OPEN,
        "empty": EMPTY,
    },
    missing=dovecot.lacking,
    start=start,
    records=COUNT,
    ports=2,
)
