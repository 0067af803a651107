"""A calendar with three appointments and an address book with two cards, by CalDAV and CardDAV."""

from __future__ import annotations

import urllib.request
from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind.content import PEOPLE, served
from tests.servers.need import program
from tests.servers.real import Spot

EVENT = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//depot//EN
BEGIN:VEVENT
UID:{n}@depot-example.org
DTSTAMP:20261101T090000Z
DTSTART:202612{day:02}T090000Z
DTEND:202612{day:02}T100000Z
SUMMARY:Interview with {name}
END:VEVENT
END:VCALENDAR
"""
CARD = "BEGIN:VCARD\nVERSION:3.0\nUID:{n}\nFN:{name}\nN:{name};;;;\nEMAIL:{mail}\nTEL:{phone}\nEND:VCARD\n"


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    words = [program("xandikos"), "-d", str(spot.inside("dav")), "--defaults", "-l", LOOPBACK]
    server = served(spot, [*words, "-p", str(spot.port), "--no-detect-systemd"])
    for n, (name, mail, phone, _) in enumerate(PEOPLE[:3]):
        event = EVENT.format(n=n, day=n + 1, name=name).replace("\n", "\r\n")
        _put(spot, f"/user/calendars/calendar/{n}.ics", "text/calendar", event)
        if n < 2:
            card = CARD.format(n=n, name=name, mail=mail, phone=phone).replace("\n", "\r\n")
            _put(spot, f"/user/contacts/addressbook/{n}.vcf", "text/vcard", card)
    return [server]


def _put(spot: Spot, path: str, kind: str, text: str) -> None:
    where = f"http://{LOOPBACK}:{spot.port}{path}"
    request = urllib.request.Request(where, data=text.encode(), method="PUT", headers={"Content-Type": kind})
    with urllib.request.urlopen(request, timeout=20) as answer:
        answer.read()
