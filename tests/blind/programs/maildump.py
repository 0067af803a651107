"""A catcher of mail with its web page: four mails; its own password file closes it."""

from __future__ import annotations

import base64
import hashlib
import smtplib
from collections.abc import Sequence
from email.message import EmailMessage

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, served
from tests.servers.real import Spot


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    words = [
        *installed.script("maildump"),
        "-f",
        "--http-port",
        str(spot.port),
        "--smtp-port",
        str(spot.ports[1]),
    ]
    if closed:
        digest = base64.b64encode(hashlib.sha1(spot.password.encode()).digest()).decode()
        words += ["--htpasswd", str(spot.private("htpasswd", f"keeper:{{SHA}}{digest}\n"))]
    program = served(spot, [*words, "--db", str(spot.folder / "mails.sqlite")], ports=2)
    with smtplib.SMTP(LOOPBACK, spot.ports[1], timeout=20) as line:
        for name, mail, phone, city in PEOPLE:
            letter = EmailMessage()
            letter["From"] = "rota@depot-example.org"
            letter["To"] = f"{name} <{mail}>"
            letter["Subject"] = f"Your shifts in {city}"
            letter.set_content(f"Dear {name},\n\nwe will call you on {phone}.\n")
            line.send_message(letter)
    return [program]
