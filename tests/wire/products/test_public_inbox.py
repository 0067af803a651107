"""public-inbox's pages in recorded shape; made-up mails."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire.products import public_inbox
from tests.scripted import page

FOOT = (
    b"</pre><hr><pre>This is a listing of public inboxes, see the `mirror' link of each inbox\n"
    b"for instructions on how to mirror all the data and code on this site.</pre></body></html>"
)
LISTING = page(
    200,
    b"<html><head><title>public-inbox listing</title></head><body><pre>"
    b'* 2014-01-04 10:00 - <a\nhref="http://192.0.2.7:8080/unit">http://192.0.2.7:8080/unit</a>\n  mail\n\n'
    b'* 2016-01-04 10:00 - <a\nhref="other/">other</a>\n  mail\n' + FOOT,
)
NONE_LISTED = page(
    404, b"<html><head><title>public-inbox listing</title></head><body><pre>no inboxes, yet" + FOOT
)
ENTRY = {"description": "d", "fingerprint": "33", "reference": None, "owner": None, "modified": 1388829600}
MANIFEST = page(200, gzip.compress(json.dumps({"/unit/git/0.git": ENTRY, "/unit/git/1.git": ENTRY}).encode()))
NO_MANIFEST = page(200, gzip.compress(b"{}"))
HEAD = (
    b'<html><head><title>unit</title></head><body><form\naction="./"><pre><b>unit</b>\n<a\nid=mirror\n'
    b'href="_/text/mirror/">mirror</a></pre></form><pre>'
)
INDEX = page(
    200,
    HEAD + b'<a\nhref="pi4@unit.example/T/#u">pi note &amp; 4</a>\n 2014-01-04 10:00 UTC  (3+ messages)\n\n'
    b'<a\nhref="pi%2F3@unit.example/T/#t">pi note 3</a>\n 2013-01-03 10:00 UTC \n\n'
    b'<a\nhref="a/b/T/#u">another place</a>\n 2012-01-03 10:00 UTC \n</pre>',
)
EMPTY = page(404, HEAD + b"[No topics in range]</pre>")


def test_inboxes_are_named_by_the_page_and_by_the_manifest() -> None:
    assert [inbox.path for inbox in public_inbox.inboxes(LISTING)] == ["/other/", "/unit/"]
    listed = public_inbox.inboxes(MANIFEST)
    assert [inbox.path for inbox in listed] == ["/unit/"]
    assert listed[0].modified == datetime(2014, 1, 4, 10, tzinfo=UTC)
    assert public_inbox.inboxes(NONE_LISTED) == public_inbox.inboxes(NO_MANIFEST) == ()
    assert public_inbox.is_listing(NONE_LISTED)


def test_topics_give_dates_counts_and_paths_of_the_same_inbox_only() -> None:
    topics = public_inbox.topics(INDEX)
    assert [(topic.path, topic.subject, topic.messages) for topic in topics] == [
        ("pi4@unit.example", "pi note & 4", 3),
        ("pi%2F3@unit.example", "pi note 3", 1),
    ]
    assert topics[0].at == datetime(2014, 1, 4, 10, tzinfo=UTC)
    assert public_inbox.items(INDEX, "/unit/")[0].key == "/unit/pi4@unit.example/raw"
    assert public_inbox.is_index(EMPTY)
    assert public_inbox.topics(EMPTY) == ()


def test_hours_before_ten_have_a_space_and_no_nought() -> None:
    """public-inbox writes them with `%k`: what changed before ten in the morning is named all the same."""
    early = page(200, LISTING.body.replace(b"2016-01-04 10:00", b"2016-01-04  0:48"))
    assert [inbox.path for inbox in public_inbox.inboxes(early)] == ["/other/", "/unit/"]
    assert public_inbox.inboxes(early)[0].modified == datetime(2016, 1, 4, 0, 48, tzinfo=UTC)
    topics = public_inbox.topics(page(200, INDEX.body.replace(b"2014-01-04 10:00", b"2014-01-04  9:05")))
    assert [topic.path for topic in topics] == ["pi4@unit.example", "pi%2F3@unit.example"]
    assert topics[0].at == datetime(2014, 1, 4, 9, 5, tzinfo=UTC)


def test_a_raw_mail_loses_its_mbox_line() -> None:
    raw = page(200, b"From mboxrd@z Thu Jan  1 00:00:00 1970\nFrom: a@unit.example\n\nhello\n")
    assert public_inbox.mail(raw) == b"From: a@unit.example\n\nhello\n"
    assert public_inbox.mail(page(404, b"Not Found")) == b""


def test_a_manifest_that_unpacks_to_gigabytes_is_not_unpacked() -> None:
    bomb = gzip.compress(b'{"/unit": "' + b"x" * 20_000_000 + b'"}')
    assert public_inbox.inboxes(page(200, bomb)) == ()


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(raw: bytes) -> None:
    for body in (raw, gzip.compress(raw), b"\x1f\x8b" + raw, HEAD + raw, LISTING.body[:100] + raw + FOOT):
        reply = page(200, body)
        public_inbox.inboxes(reply)
        public_inbox.topics(reply)
        public_inbox.mail(reply)
        public_inbox.has_more(reply)
