"""Radicale: open to visitors without a name by its rights file, closed by a password file."""

from __future__ import annotations

import os
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing_venv, venv_program
from tests.servers.real import EMPTY, OPEN, PASSWORD, RealServer, Running, Spot
from tests.servers.rest import Client

USER = "custodian"
EVENTS = 5
CONTACTS = 3
BOOK = (
    b'<?xml version="1.0"?><mkcol xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><set><prop>'
    b"<resourcetype><collection/><C:addressbook/></resourcetype></prop></set></mkcol>"
)


def start(spot: Spot, mode: str, events: int = EVENTS) -> Running:
    folder = spot.inside("empty" if mode == "empty" else "full")
    fresh = not any(folder.iterdir())
    config = spot.private("radicale.conf", _config(spot, folder, mode))
    command = [venv_program("radicale"), "--config", str(config)]
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "radicale.log", env=_environ(spot))
    server.start()
    try:
        if fresh and mode != "empty":
            _fill(spot, mode, events)
    except BaseException:
        server.stop()
        raise
    return Running(port=spot.port, programs=(server,), digest=lambda: _digest(folder))


def _environ(spot: Spot) -> dict[str, str]:
    return os.environ | {"HOME": str(spot.folder)}


def _config(spot: Spot, folder: Path, mode: str) -> str:
    users = spot.private("users", f"{USER}:{spot.password}\n")
    whose = ".+" if mode == "closed" else ".*"
    rights = spot.private("rights", f"[all]\nuser: {whose}\ncollection: .*\npermissions: RrWw\n")
    auth = (
        f"htpasswd\nhtpasswd_filename = {users}\nhtpasswd_encryption = plain" if mode == "closed" else "none"
    )
    # It waits a second after each refusal, for those who guess.
    return f"""
[server]
hosts = {LOOPBACK}:{spot.port}
[auth]
type = {auth}
delay = 0
[rights]
type = from_file
file = {rights}
[storage]
filesystem_folder = {folder}
[logging]
level = warning
"""


def _fill(spot: Spot, mode: str, events: int) -> None:
    client = Client(port=spot.port, user=USER if mode == "closed" else "", password=spot.password)
    if mode == "closed":
        # Whoever logs in has a folder from then on.
        client.ask("PROPFIND", "/")
    else:
        client.ask("MKCOL", f"/{USER}/")
    client.ask("MKCALENDAR", f"/{USER}/made-up-days/")
    client.ask("MKCOL", f"/{USER}/made-up-people/", BOOK, kind="text/xml")
    for number in range(events):
        client.ask("PUT", f"/{USER}/made-up-days/{number}.ics", event(number), kind="text/calendar")
    for number in range(CONTACTS):
        client.ask("PUT", f"/{USER}/made-up-people/{number}.vcf", _contact(number), kind="text/vcard")


def event(number: int) -> bytes:
    """One day in a calendar."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:made up", "BEGIN:VEVENT", f"UID:{number}"]
    lines += ["DTSTAMP:20210101T000000Z", "DTSTART:20210102T090000Z", f"SUMMARY:made up {number}"]
    return "\r\n".join([*lines, "END:VEVENT", "END:VCALENDAR", ""]).encode()


def _contact(number: int) -> bytes:
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"UID:{number}",
        f"FN:Made Up {number}",
        "N:Up;Made;;;",
        "END:VCARD",
    ]
    return "\r\n".join([*lines, ""]).encode()


def _digest(folder: Path) -> str:
    """Every entry as it was written; what it keeps for its own speed (`.Radicale.cache`) comes by reading."""
    files = [path for path in sorted(folder.rglob("*")) if ".Radicale" not in str(path.relative_to(folder))]
    return (
        "\n".join(
            f"{path.relative_to(folder)} {entry.st_size} {entry.st_mtime_ns}"
            for path in files
            if path.is_file()
            for entry in (path.stat(),)
        )
        or "nothing"
    )


server = RealServer(
    name="radicale",
    module="http",
    product="Radicale",
    check="caldav_open",
    modes={"open": OPEN, "closed": PASSWORD, "empty": EMPTY},
    missing=lambda: missing_venv("radicale"),
    start=start,
    records=EVENTS + CONTACTS,
    also=("webdav_open",),
)
