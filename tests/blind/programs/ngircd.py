"""A chat server with three standing channels and their topics; closed by the server's password."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind.content import served
from tests.servers.need import program
from tests.servers.real import Spot

CHANNELS = {
    "#duty": "Night shift: Okarin, call 0104",
    "#stock": "Count on Friday",
    "#incidents": "Gate 4 is broken",
}


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    channels = "".join(f"[Channel]\nName = {name}\nTopic = {topic}\n" for name, topic in CHANNELS.items())
    password = f"Password = {spot.password}\n" if closed else ""
    config = spot.private(
        "ngircd.conf",
        f"""[Global]
Name = irc.depot-example.org
Info = Depot chat
Listen = {LOOPBACK}
Ports = {spot.port}
{password}[Options]
PAM = no
DNS = no
Ident = no
{channels}""",
    )
    return [served(spot, [program("ngircd"), "-n", "-f", str(config)])]
