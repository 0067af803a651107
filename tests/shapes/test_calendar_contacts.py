"""Cards, calendars and DAV lists: persons, meetings, holidays, and texts that only speak of them."""

from __future__ import annotations

import pytest

from leftopen.model.shape import Intent
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer
from leftopen.shapes.calendar_contacts import judge
from tests.shapes.made_up import answer, page


def cards(count: int, reach: str = "TEL;TYPE=cell:+1 555 0100") -> str:
    return "".join(
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann {n}\r\n{reach}\r\nEND:VCARD\r\n" for n in range(count)
    )


def calendar(count: int, head: str = "", event: str = "", when: str = "DTSTART:20230208T100000Z") -> str:
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}\r\n{when}\r\n{event}SUMMARY:x\r\nEND:VEVENT\r\n" for n in range(count)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{head}{events}END:VCALENDAR\r\n"


def multistatus(*responses: str, space: str = "urn:ietf:params:xml:ns:caldav") -> Answer:
    return answer(
        f'<?xml version="1.0"?><d:multistatus xmlns:d="DAV:" xmlns:c="{space}">'
        + "".join(f"<d:response>{one}</d:response>" for one in responses)
        + "</d:multistatus>",
        "application/xml",
        status=207,
    )


@pytest.mark.parametrize(
    "reach", ["TEL:1", "EMAIL;TYPE=work:a@example.org", "item1.ADR:;;x", "BDAY:1990-01-01"]
)
def test_contacts_of_persons_were_left_open(reach: str) -> None:
    found = judge(answer(cards(12, reach), "text/vcard"))
    assert found is not None
    assert (found.intent, found.said) == (Intent.LEFT_OPEN, "12 contacts")
    assert len(found.sample) == 8
    assert all(data.startswith(b"BEGIN:VCARD") for _, _, data in found.sample)
    assert "Ann" not in found.said + found.why


def test_one_card_or_cards_that_reach_nobody_are_undetermined() -> None:
    for text in (cards(1), cards(5, "NOTE:x")):
        found = judge(answer(text))
        assert found is not None
        assert found.intent is Intent.UNDETERMINED


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        (calendar(3, event="ATTENDEE;CN=Ann:mailto:ann@example.org\r\n"), Intent.LEFT_OPEN),
        (calendar(3, event="CLASS:PRIVATE\r\n"), Intent.LEFT_OPEN),
        (
            calendar(3, "METHOD:PUBLISH\r\n", "ATTENDEE:mailto:ann@example.org\r\nURL:https://x\r\n"),
            Intent.LEFT_OPEN,
        ),
        (calendar(3), Intent.UNDETERMINED),
        (calendar(3, "METHOD:PUBLISH\r\n"), Intent.UNDETERMINED),
        (calendar(9, "METHOD:PUBLISH\r\nX-PUBLISHED-TTL:PT1H\r\n", "CLASS:PUBLIC\r\n"), Intent.UNDETERMINED),
        (
            calendar(9, "X-WR-CALNAME:Holiday planning\r\n", when="DTSTART;VALUE=DATE:20230208"),
            Intent.UNDETERMINED,
        ),
        (
            calendar(12, "X-WR-CALNAME:Public holidays\r\n", when="DTSTART;VALUE=DATE:20230208"),
            Intent.PUBLISHED,
        ),
        (calendar(12, "X-WR-CALNAME:Gesetzliche Feiertage\r\nX-PUBLISHED-TTL:PT1H\r\n"), Intent.PUBLISHED),
        (calendar(9, "X-WR-CALNAME:Jours fériés\r\nMETHOD:PUBLISH\r\n"), Intent.PUBLISHED),
        (
            calendar(9, "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n", "URL:https://example.org\r\n"),
            Intent.PUBLISHED,
        ),
    ],
)
def test_the_entries_of_a_calendar_tell(text: str, intent: Intent) -> None:
    found = judge(answer(text, "text/calendar"))
    assert found is not None
    assert found.intent is intent
    assert found.kind is ExposureKind.DATA


def test_a_calendar_without_entries_is_empty_and_a_cut_one_is_a_lower_bound() -> None:
    empty = judge(answer(calendar(0)))
    assert empty is not None
    assert empty.kind is ExposureKind.EMPTY
    cut = judge(answer(calendar(4), cut=True))
    assert cut is not None
    assert (cut.size.records, cut.size.at_least) == (4, True)


def test_a_dav_server_lists_files_or_folders() -> None:
    files = judge(
        multistatus("<d:href>/ann/</d:href>", "<d:href>/ann/1.ics</d:href>", "<d:href>/ann/2.ics</d:href>")
    )
    assert files is not None
    assert (files.kind, files.intent, files.size.records) == (ExposureKind.DATA, Intent.LEFT_OPEN, 2)
    folder = "<d:href>/ann/x/</d:href><d:resourcetype><d:collection/><c:addressbook/></d:resourcetype>"
    folders = judge(multistatus("<d:href>/ann/</d:href>", folder, space="urn:ietf:params:xml:ns:carddav"))
    assert folders is not None
    assert (folders.kind, folders.said) == (ExposureKind.METADATA, "1 calendar or address book listed")


@pytest.mark.parametrize(
    "seen",
    [
        multistatus("<d:href>/</d:href>"),
        multistatus("<d:href>/</d:href>", "<d:href>/principals/</d:href>"),
        multistatus("<d:href>/</d:href>", "<d:href>/a.ics</d:href>", space="urn:x"),
        answer(cards(3), status=401),
        answer("Dear all,\n" + cards(3)),
        page(f"<pre>{cards(3)}</pre>"),
    ],
)
def test_what_is_no_calendar_and_no_contacts(seen: Answer) -> None:
    assert judge(seen) is None
