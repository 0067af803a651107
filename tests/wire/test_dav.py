"""WebDAV's answers: entries one step below the folder, and nothing that climbs or lies elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.wire import dav
from tests.scripted import page

DATE = "Tue, 01 Jan 2019 10:00:00 GMT"


def response(href: str, size: int | None = None, *, folder: bool = False, holds: str = "") -> str:
    kind = ("<D:collection/>" if folder else "") + (f'<C:{holds} xmlns:C="urn:c"/>' if holds else "")
    length = "" if size is None else f"<D:getcontentlength>{size}</D:getcontentlength>"
    lacking = (
        "<D:propstat><D:prop><D:getcontentlength/></D:prop><D:status>HTTP/1.1 404</D:status></D:propstat>"
    )
    known = f"<D:resourcetype>{kind}</D:resourcetype>{length}<D:getlastmodified>{DATE}</D:getlastmodified>"
    prop = f"<D:propstat><D:prop>{known}</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>"
    return f"<D:response><D:href>{href}</D:href>{prop}{lacking if folder else ''}</D:response>"


def answer(*responses: str, end: str = "</D:multistatus>", status: int = 207) -> Reply:
    body = f'<?xml version="1.0"?><D:multistatus xmlns:D="DAV:">{"".join(responses)}{end}'
    return page(status, body.encode())


ROOT = response("/", folder=True)


def test_an_entry_has_its_path_size_and_date() -> None:
    reply = answer(ROOT, response("/a%20b.txt", 5), response("/mail/", folder=True))
    file, folder = dav.entries(reply)
    assert (file.path, file.name, file.folder, file.size) == ("/a%20b.txt", "a b.txt", False, 5)
    assert file.modified == datetime(2019, 1, 1, 10, tzinfo=UTC)
    assert (folder.path, folder.folder, folder.size) == ("/mail/", True, None)
    assert dav.is_answer(reply)
    assert dav.folder(reply) == "/"
    assert not dav.is_cut(reply)


def test_the_folder_is_the_one_above_all_others_also_where_it_comes_last() -> None:
    reply = answer(response("/a/b.txt", 1), response("/a/c", folder=True), response("/a", folder=True))
    assert dav.folder(reply) == "/a/"
    assert [entry.path for entry in dav.entries(reply)] == ["/a/b.txt", "/a/c/"]


def test_a_whole_address_and_letters_that_nobody_encoded_are_understood() -> None:
    reply = answer(response("http://192.0.2.1:80/"), response("http://192.0.2.1:80/é a.txt", 1))
    assert [entry.path for entry in dav.entries(reply)] == ["/%C3%A9%20a.txt"]


@pytest.mark.parametrize(
    "href", ["/../etc/", "/%2e%2e/", "/a%2Fb", "/a%0d%0ab", "/a/b", "/", "", "/./", "//", "/%00"]
)
def test_what_is_not_one_step_below_is_no_entry(href: str) -> None:
    assert dav.entries(answer(ROOT, response(href, 1))) == ()


def test_a_calendar_and_an_address_book_say_so() -> None:
    kinds = (
        response("/c/", folder=True, holds="calendar"),
        response("/b/", folder=True, holds="addressbook"),
    )
    assert [entry.holds for entry in dav.entries(answer(ROOT, *kinds))] == ["calendar", "addressbook"]


def test_an_answer_that_was_cut_keeps_what_came_whole() -> None:
    reply = answer(ROOT, response("/a", 1), response("/b", 2)[:40], end="")
    assert [entry.path for entry in dav.entries(reply)] == ["/a"]
    assert dav.is_cut(reply)


@pytest.mark.parametrize(
    "reply",
    [
        answer(ROOT, status=200),
        answer(),
        page(207, b"<html><response><href>/</href></response></html>"),
        page(207, b"<!DOCTYPE a><multistatus><response><href>/</href></response></multistatus>"),
        page(207, b"<multistatus><response><status>x</status></response></multistatus>"),
        page(207),
    ],
)
def test_what_is_no_multistatus_is_no_answer(reply: Reply) -> None:
    assert not dav.is_answer(reply)
    assert dav.entries(reply) == ()


@given(st.binary(max_size=300), st.text(max_size=60))
def test_no_bytes_raise(body: bytes, href: str) -> None:
    for reply in (page(207, body), page(207, answer(ROOT).body[:-18] + body), answer(response(href, 1))):
        dav.is_answer(reply)
        dav.folder(reply)
        for entry in dav.entries(reply):
            assert entry.path.isascii()
            assert not {".", ".."} & set(entry.path.split("/"))
