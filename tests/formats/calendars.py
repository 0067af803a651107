"""iCalendar files of tests, made up."""

from __future__ import annotations

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example//test//EN\r\n"
END = "END:VCALENDAR\r\n"


def calendar(*events: str, rest: str = "") -> bytes:
    """A calendar of such events, each the lines between BEGIN and END."""
    bodies = (f"BEGIN:VEVENT\r\n{event.strip()}\r\nEND:VEVENT\r\n" for event in events)
    return (HEAD + rest + "".join(bodies).replace("\r\n", "\n").replace("\n", "\r\n") + END).encode()


def shift(who: str, start: str, end: str, *more: str) -> str:
    """A shift of one person; the times as iCalendar writes them."""
    lines = (f"UID:{who}-{start}", f"SUMMARY:On call: {who}", f"DTSTART:{start}", f"DTEND:{end}", *more)
    return "\n".join(lines)


DAY = ("20261128T000000Z", "20261129T000000Z")
HOSTILE = {
    "a rule that never matches": shift("a@example.org", *DAY, "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
    "a rule of every second": shift("a@example.org", *DAY, "RRULE:FREQ=SECONDLY"),
    "a rule of every second that began long ago": shift(
        "a@example.org", "19700101T000000Z", "19700101T000001Z", "RRULE:FREQ=SECONDLY;INTERVAL=7"
    ),
    "a rule that counts to a billion": shift(
        "a@example.org", "19000101T000000Z", "19000101T000100Z", "RRULE:FREQ=MINUTELY;COUNT=1000000000"
    ),
    "an event of thirty years, every day": (
        "UID:1\nSUMMARY:a@example.org\nDTSTART:19900101T000000Z\nDURATION:P12000D\nRRULE:FREQ=DAILY"
    ),
    "every second of every day by name": shift(
        "a@example.org", *DAY, "RRULE:FREQ=YEARLY;BYHOUR=" + ",".join(map(str, range(24))) + ";BYMINUTE="
        + ",".join(map(str, range(60))) + ";BYSECOND=" + ",".join(map(str, range(60)))
    ),
}  # fmt: skip
"""Each is a calendar of one shift, which asks for endless work, or for none that ends."""
