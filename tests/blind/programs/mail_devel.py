"""A catcher of mail whose page talks by WebSocket: four mails."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import letters, served
from tests.servers.real import Spot


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    words = [*installed.script("mail-devel", "mail_devel"), "--host", LOOPBACK]
    words += ["--user", "office@depot-example.org", "--password", spot.password]
    words += ["--http-port", str(spot.port), "--smtp-port", str(spot.ports[1])]
    words += ["--imap-port", str(spot.ports[2]), "--smtps-port", str(spot.ports[3])]
    program = served(spot, words, ports=3)
    with smtplib.SMTP(LOOPBACK, spot.ports[1], timeout=20) as line:
        for letter in letters():
            line.send_message(letter)
    return [program]
