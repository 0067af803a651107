"""`webdav_open`: which servers are asked, what is opened first, a table of verdicts, and any bytes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.webdav_open import check
from leftopen.model.channel import Reply
from leftopen.model.check import CheckReplies
from leftopen.model.mail import MailKind
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import ExposureKind, Reason, State
from tests.observed import observed
from tests.scripted import Scripted, finish, page
from tests.wire.test_dav import ROOT, answer, response

SEEN = observed(module="http", product="WsgiDAV")


def look(
    pages: dict[str, Reply | tuple[Reply, Reply]], level: ReadLevel = ReadLevel.SAMPLE
) -> tuple[CheckReplies, Scripted]:
    """`/` may have two answers: the one to depth 0 and the one to depth 1."""
    channel = Deepening(pages, level)
    return finish(check.run(SEEN, channel)), channel


class Deepening(Scripted):
    """PROPFIND's answer by depth."""

    def __init__(self, pages: dict[str, Reply | tuple[Reply, Reply]], level: ReadLevel) -> None:
        super().__init__(budget=check.requests, level=level)
        self._given = pages

    async def get(
        self,
        path: str,
        *,
        at: ReadLevel = ReadLevel.METADATA,
        limit: int = 65536,
        method: str = "GET",
        depth: int = 0,
        body: bytes = b"",
        accept: str = "*/*",
        cookie: str = "",
        span: tuple[int, int] | None = None,
    ) -> Reply:
        asked = path if method == "GET" else f"{method} {path}"
        found = self._given.get(asked, page(404))
        self._pages[asked] = found[depth] if isinstance(found, tuple) else found
        return await super().get(path, at=at, limit=limit, method=method, depth=depth, body=body)


FRONT = answer(ROOT)
LISTED = answer(
    ROOT,
    response("/notes.txt", 20),
    response("/old/", folder=True),
    response("/Maildir/", folder=True),
)
MAILDIR = answer(response("/Maildir/", folder=True), response("/Maildir/cur/", folder=True))
CUR = answer(response("/Maildir/cur/", folder=True), response("/Maildir/cur/1546300800.M1P1.canary,S=20", 25))
OLD = answer(response("/old/", folder=True), response("/old/canary.csv", 900))
PAGES: dict[str, Reply | tuple[Reply, Reply]] = {
    "PROPFIND /": (FRONT, LISTED),
    "PROPFIND /Maildir/": MAILDIR,
    "PROPFIND /Maildir/cur/": CUR,
    "PROPFIND /old/": OLD,
    "/notes.txt": page(200, b"made up"),
    "/old/canary.csv": page(200, b"made,up"),
}


def test_files_are_data_with_number_bytes_and_dates_and_mail_is_opened_first() -> None:
    reading, channel = look(PAGES, ReadLevel.LISTING)
    verdict = check.judge(reading.replies)
    assert (verdict.state, verdict.seen) == (State.OPEN, ExposureKind.DATA)
    assert verdict.said == "3 files and 3 folders in 4 responses"
    size = check.measure(reading.replies)
    assert (size.records, size.bytes, size.at_least) == (3, 945, False)
    assert size.oldest is not None
    (mail,) = check.mail(reading.replies)
    assert (mail.kind, mail.files, mail.bytes) == (MailKind.MAILDIR, 1, 20)
    folders = ["/", "/", "/Maildir/", "/Maildir/cur/", "/old/"]
    assert channel.heard == [f"PROPFIND {path}" for path in folders]
    assert len(reading.sample) == 0


def test_files_are_read_at_the_sample_level_and_lose_their_names() -> None:
    reading, _ = look(PAGES)
    assert sorted(name for name, _, _ in reading.sample) == ["file.csv", "file.txt"]


def test_no_name_is_asked_for_at_the_level_of_metadata() -> None:
    reading, channel = look(PAGES, ReadLevel.METADATA)
    assert channel.heard == ["PROPFIND /"]
    assert check.judge(reading.replies).seen is ExposureKind.METADATA
    assert check.measure(reading.replies).records is None


def test_a_folder_that_holds_itself_ends_at_the_budget() -> None:
    class Endless(dict[str, Reply | tuple[Reply, Reply]]):
        def get(self, asked: str, default: object = None) -> Reply:
            path = asked.removeprefix("PROPFIND ")
            below = [response(f"{path}d{number}/", folder=True) for number in range(9)]
            return answer(response(path, folder=True), response(f"{path}f.txt", 5), *below)

    reading, channel = look(Endless())
    assert 8 < channel.requests <= check.requests
    assert check.measure(reading.replies).at_least


def test_an_answer_about_another_folder_is_not_gone_into() -> None:
    elsewhere = answer(response("/b/", folder=True), response("/b/c/", folder=True), response("/b/d", 4))
    reading, channel = look({"PROPFIND /": (FRONT, elsewhere)})
    assert channel.heard == ["PROPFIND /", "PROPFIND /"]
    assert check.measure(reading.replies).at_least


@pytest.mark.parametrize(
    ("front", "listed", "state", "seen", "reason"),
    [
        (FRONT, FRONT, State.OPEN, ExposureKind.EMPTY, Reason.EMPTY_READABLE),
        (FRONT, page(403), State.OPEN, ExposureKind.METADATA, Reason.METADATA_READABLE),
        (FRONT, answer(ROOT, response("/a/", folder=True)),
         State.OPEN, ExposureKind.METADATA, Reason.METADATA_READABLE),
        (page(401), page(401), State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        (page(403), page(403), State.CLOSED, ExposureKind.NONE, Reason.FORBIDDEN),
        (page(405), page(405), State.CLOSED, ExposureKind.NONE, Reason.NOT_SERVED),
        (page(501), page(501), State.CLOSED, ExposureKind.NONE, Reason.NOT_SERVED),
        (page(200, b"<html>"), page(404), State.CLOSED, ExposureKind.NONE, Reason.NOT_SERVED),
        (page(207, b"<html>"), page(404), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (page(500), page(500), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
    ],
)  # fmt: skip
def test_each_conversation_has_its_verdict(
    front: Reply, listed: Reply, state: State, seen: ExposureKind, reason: Reason
) -> None:
    reading, _ = look({"PROPFIND /": (front, listed)})
    verdict = check.judge(reading.replies)
    assert (verdict.state, verdict.seen, verdict.reason) == (state, seen, reason)


@pytest.mark.parametrize(
    "head",
    [
        "DAV: 1, 2",
        "Server: Apache\nMS-Author-Via: DAV",
        "allow: OPTIONS, GET, PROPFIND",
        "Server: Apache/2.2.14 (Unix) DAV/2",
        'WWW-Authenticate: Basic realm="WebDAV"',
        "X-Sabre-Version: 4.1.0",
    ],
)
def test_a_server_that_speaks_of_webdav_is_asked(head: str) -> None:
    assert check.applies(replace(observed(module="https"), data=f"HTTP/1.1 200 OK\n{head}\n"))


@pytest.mark.parametrize("head", ["Server: nginx/1.26.3", "X-Note: see dav: below", "Allow: GET, HEAD", ""])
def test_an_ordinary_server_is_not_asked(head: str) -> None:
    assert not check.applies(replace(observed(module="http"), data=f"HTTP/1.1 200 OK\n{head}\n"))
    assert not check.applies(observed(module="ssh", product="rclone"))
    assert check.control


@given(st.lists(st.binary(max_size=120), max_size=3), st.sampled_from([200, 207, 302, 401, 500]))
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int) -> None:
    replies = tuple(page(status, body) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    for heard in (replies, (FRONT, *replies), tuple(bodies)):
        check.judge(heard)
        check.measure(heard)
        check.mail(heard)
