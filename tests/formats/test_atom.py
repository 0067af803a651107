"""Atom feeds, read again by an XML parser."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

from leftopen.formats.atom import AtomEntry, atom_feed

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
PAGE, OWN = "https://leftopen.example.org/changes?kind=gone&q=1", "https://leftopen.example.org/changes.atom"


def entry(number: int, title: str) -> AtomEntry:
    return AtomEntry(
        id=f"change {number}", title=title, link=f"https://leftopen.example.org/host/2001:db8::{number}",
        at=NOON - timedelta(hours=number), category="new-port",
    )  # fmt: skip


def feed(*entries: AtomEntry) -> ElementTree.Element:
    return ElementTree.fromstring(atom_feed("Changes", PAGE, OWN, entries, NOON + timedelta(days=1)))


def test_what_rfc_4287_requires_is_there() -> None:
    made = feed(entry(1, "new-port 192.0.2.1:80: <b>nginx</b> & \N{SNOWMAN}"), entry(2, "gone"))
    assert made.tag == f"{ATOM}feed"
    links = {link.get("rel"): link.get("href") for link in made.findall(f"{ATOM}link")}
    assert links == {"alternate": PAGE, "self": OWN}
    assert made.findtext(f"{ATOM}id") == PAGE
    assert made.findtext(f"{ATOM}updated") == "2026-11-27T11:00:00+00:00"
    assert made.findtext(f"{ATOM}author/{ATOM}name") == "leftopen"
    one, two = made.findall(f"{ATOM}entry")
    title = one.find(f"{ATOM}title")
    assert title is not None
    assert title.text == "new-port 192.0.2.1:80: <b>nginx</b> & \N{SNOWMAN}"
    assert title.get("type", "text") == "text", "a reader must not take what a server said for HTML"
    assert two.findtext(f"{ATOM}updated") == "2026-11-27T10:00:00+00:00"
    category = one.find(f"{ATOM}category")
    assert category is not None
    assert category.get("term") == "new-port"


def test_an_entry_has_the_same_id_for_ever_and_no_other_has_it() -> None:
    ids = [one.findtext(f"{ATOM}id", "") for one in feed(entry(1, "a"), entry(2, "a")).iter(f"{ATOM}entry")]
    again = feed(entry(1, "another title")).findtext(f"{ATOM}entry/{ATOM}id")
    assert ids[0] == again
    assert ids[0] != ids[1]
    assert all(uuid.UUID(id.removeprefix("urn:uuid:")) for id in ids)


def test_a_feed_without_entries_has_a_time() -> None:
    assert feed().findtext(f"{ATOM}updated") == "2026-11-28T12:00:00+00:00"
