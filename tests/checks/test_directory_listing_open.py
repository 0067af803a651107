"""`directory_listing_open`: listings, what is none, the budget, and names that must not get out."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.directory_listing_open import check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.mail import MailKind
from leftopen.model.read_level import ReadLevel
from leftopen.model.shape import Intent
from leftopen.model.verdict import ExposureKind, Reason, State, too_deep
from tests.observed import observed
from tests.scripted import Scripted, finish, page

SEEN = observed(module="http", product="nginx")


def listed(*lines: tuple[str, int | None]) -> Reply:
    """As nginx prints it: (href, size or None for a folder)."""
    rows = "".join(
        f'<a href="{href}">x</a>  24-Nov-2019 16:45  {"-" if size is None else size}\r\n'
        for href, size in lines
    )
    top = "<html><head><title>Index of /</title></head><body><h1>Index of /</h1><hr><pre>"
    body = f'{top}<a href="../">../</a>\r\n{rows}</pre>'
    return page(200, body.encode())


FRONT = listed(("canary-name.pdf", 4000), ("notes.txt", 20), ("sub/", None))
SUB = listed(("roster.csv", 900))
FILE = page(200, b"made up")
PAGES = {"/": FRONT, "/sub/": SUB, "/canary-name.pdf": FILE, "/notes.txt": FILE, "/sub/roster.csv": FILE}


def test_a_listing_is_open_with_number_bytes_and_dates() -> None:
    channel = Scripted(pages=PAGES, level=ReadLevel.LISTING, budget=check.requests)
    reading = finish(check.run(SEEN, channel))
    verdict = check.judge(reading.replies)
    assert (verdict.state, verdict.seen, verdict.said) == (
        State.OPEN,
        ExposureKind.DATA,
        "3 files and 1 folder on 2 pages",
    )
    size = check.measure(reading.replies)
    assert (size.records, size.bytes, size.at_least) == (3, 4920, False)
    assert size.oldest is not None
    assert size.oldest.year == 2019
    assert channel.heard == ["/", "/sub/"]
    assert len(reading.sample) == 0


def test_files_are_read_at_the_sample_level_and_lose_their_names() -> None:
    reading = finish(check.run(SEEN, Scripted(pages=PAGES, budget=check.requests)))
    pieces = list(reading.sample)
    assert sorted(name for name, _, _ in pieces) == ["file.csv", "file.pdf", "file.txt"]
    assert ("file.pdf", "application/pdf", b"made up") in pieces
    assert "canary" not in check.judge(reading.replies).said


@pytest.mark.hostile("H27")
def test_a_folder_that_holds_itself_ends_at_the_budget() -> None:
    names = [(f"d{number}/", None) for number in range(5)] + [(f"f{number}.txt", 5) for number in range(50)]
    deep = listed(*names)
    pages = {"/": deep} | {
        path: deep for one in range(5) for path in [f"/d{one}/", *(f"/d{one}/d{two}/" for two in range(5))]
    }
    channel = Scripted(pages=pages | {f"/f{n}.txt": FILE for n in range(50)}, budget=check.requests)
    reading = finish(check.run(SEEN, channel))
    assert 8 < channel.requests <= check.requests
    assert channel.left > 0
    size = check.measure(reading.replies)
    assert size.at_least


def test_it_goes_three_folders_deep_and_no_deeper() -> None:
    chain = {"/" + "aa/" * depth: listed(("aa/", None)) for depth in range(9)}
    channel = Scripted(pages=chain, level=ReadLevel.LISTING, budget=check.requests)
    finish(check.run(SEEN, channel))
    assert channel.heard == ["/", "/aa/", "/aa/aa/", "/aa/aa/aa/"]


@pytest.mark.parametrize(
    ("front", "state", "seen", "reason"),
    [
        (listed(), State.OPEN, ExposureKind.EMPTY, Reason.EMPTY_READABLE),
        (listed(("sub/", None)), State.OPEN, ExposureKind.METADATA, Reason.METADATA_READABLE),
        (page(401), State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        (page(403, b"<title>403 Forbidden</title>"), State.CLOSED, ExposureKind.NONE, Reason.FORBIDDEN),
        (page(302, location="/login"), State.CLOSED, ExposureKind.NONE, Reason.PASSWORD_ASKED),
        (page(200, b"<title>Welcome</title>"), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (page(404, b"Not Found"), State.CLOSED, ExposureKind.NONE, Reason.NOT_SERVED),
        (
            page(200, b"<title>Index of /</title> a page about listings"),
            State.UNKNOWN,
            ExposureKind.NONE,
            Reason.NOT_UNDERSTOOD,
        ),
        (
            page(301, location="https://elsewhere.example/"),
            State.UNKNOWN,
            ExposureKind.NONE,
            Reason.NOT_UNDERSTOOD,
        ),
        (page(500), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
        (
            Reply(status=200, body=b"<title>Ind", cut=True),
            State.UNKNOWN,
            ExposureKind.NONE,
            Reason.NOT_UNDERSTOOD,
        ),
        (page(200, b""), State.UNKNOWN, ExposureKind.NONE, Reason.NOT_UNDERSTOOD),
    ],
)
def test_each_front_page_has_its_verdict(
    front: Reply, state: State, seen: ExposureKind, reason: Reason
) -> None:
    verdict = check.judge(
        finish(check.run(SEEN, Scripted(pages={"/": front}, level=ReadLevel.LISTING))).replies
    )
    assert (verdict.state, verdict.seen, verdict.reason) == (state, seen, reason)


def test_names_are_not_asked_for_below_the_listing_level() -> None:
    channel = Scripted(pages=PAGES, level=ReadLevel.METADATA)
    with pytest.raises(TalkEnded) as ended:
        finish(check.run(SEEN, channel))
    assert ended.value.reason is too_deep(check.level)
    assert channel.requests == 0


def test_sizes_that_the_server_does_not_print_are_not_invented() -> None:
    top = b"<title>Directory listing for /</title><h1>Directory listing for /</h1>"
    body = top + b'<ul><li><a href="a">a</a></li></ul>'
    size = check.measure((page(200, body),))
    assert (size.records, size.bytes, size.oldest) == (1, None, None)


def test_mail_is_looked_for_first_and_told_by_names_and_sizes() -> None:
    others = [(f"a{number:02d}/", None) for number in range(30)]
    pages = {
        "/": listed(*others, ("backup/", None), ("mail/", None), ("Archive.pst", 5000)),
        "/mail/": listed(("jane/", None), ("old.mbox", 700)),
        "/mail/jane/": listed(("Maildir/", None)),
        "/mail/jane/Maildir/": listed(("cur/", None), ("new/", None), ("tmp/", None)),
        "/mail/jane/Maildir/cur/": listed(
            ("1546300800.M1P1.host%2CS=2048%3A2%2CS", 2048), ("1577836800.M2P1.host,S=10", 10)
        ),
        "/mail/jane/Maildir/new/": listed(("1609459200.M3P1.host", 300)),
    }
    for path in list(pages):
        pages[path] = titled(pages[path], path)
    channel = Scripted(pages=pages, level=ReadLevel.LISTING, budget=check.requests)
    reading = finish(check.run(SEEN, channel))
    assert channel.heard[1:4] == ["/mail/", "/mail/jane/", "/mail/jane/Maildir/"]
    found = {each.kind: each for each in check.mail(reading.replies)}
    assert (found[MailKind.MAILDIR].files, found[MailKind.MAILDIR].bytes) == (3, 2358)
    assert found[MailKind.MAILDIR].oldest == datetime(2019, 1, 1, tzinfo=UTC)
    assert found[MailKind.MAILDIR].newest == datetime(2021, 1, 1, tzinfo=UTC)
    assert (found[MailKind.MBOX].files, found[MailKind.PST].bytes) == (1, 5000)


def titled(reply: Reply, path: str) -> Reply:
    return replace(reply, body=reply.body.replace(b"Index of /", f"Index of {path}".encode()))


def test_a_page_is_cut_at_sixteen_kib_and_its_last_line_is_not_trusted() -> None:
    front = listed(*[(f"file{number:05d}.txt", 123456) for number in range(2000)])
    channel = Scripted(pages={"/": front}, level=ReadLevel.LISTING, budget=check.requests)
    reading = finish(check.run(SEEN, channel))
    assert channel.left > 65536 - 17 * 1024
    size = check.measure(reading.replies)
    assert size.at_least
    assert size.records is not None
    assert 200 < size.records < 2000
    assert size.bytes == size.records * 123456


def test_files_are_chosen_by_what_is_left_of_the_allowance() -> None:
    names = [(f"roster_{letter}.csv", 20_000) for letter in "abcdefgh"] + [("big.pdf", 10**9)]
    pages = {"/": listed(*names)} | {f"/{name}": page(200, b"x" * 20_000) for name, _ in names}
    channel = Scripted(pages=pages, budget=check.requests)
    reading = finish(check.run(SEEN, channel))
    assert "/big.pdf" not in channel.heard
    assert len(reading.sample) == 3
    assert channel.left > 0
    assert all(len(content) == 20_000 for _, _, content in reading.sample)


@pytest.mark.parametrize("size", [300_000, None])
def test_a_mail_store_does_not_use_up_what_the_table_needs(size: int | None) -> None:
    """Also on a server that lists no sizes, as Python's."""
    lines = [("archive.pst", 300_000), ("staff.csv", 4_000)]
    front = listed(*lines)
    if size is None:
        front = replace(front, body=re.sub(rb"24-Nov-2019 16:45  \d+", b"", front.body))
    table = b"name,birth\n" * 300
    pages = {"/": front, "/archive.pst": page(200, b"!BDN" * 75_000), "/staff.csv": page(200, table)}
    channel = Scripted(pages=pages, budget=check.requests)
    reading = finish(check.run(SEEN, channel))
    assert ("file.csv", "text/csv", table) in list(reading.sample)
    assert reading.sample.cut == 1


@given(st.lists(st.tuples(st.sampled_from([200, 401, 404]), st.binary(max_size=80)), max_size=4))
def test_no_bytes_raise_or_look_open(answer: list[tuple[int, bytes]]) -> None:
    replies = tuple(Reply(status=status, body=body) for status, body in answer)
    assert check.judge(replies).state is not State.OPEN
    check.judge((FRONT, *replies))
    check.measure((FRONT, *replies))
    check.mail((FRONT, *replies))
    assert check.judge((b"raw",)).state is State.UNKNOWN


@pytest.mark.parametrize(
    ("names", "path", "told"),
    [
        (("one.tif", "two.tif"), "/", Intent.UNDETERMINED),
        (("one.tif", "two.tif"), "/home/someone", Intent.LEFT_OPEN),
        (("one.tif", "customers.sql"), "/", Intent.LEFT_OPEN),
        (("a-1.0.tar.gz", "a-1.0.tar.gz.asc"), "/", Intent.PUBLISHED),
    ],
)
def test_a_listing_is_judged_by_its_names(names: tuple[str, ...], path: str, told: Intent) -> None:
    front = titled(listed(*[(name, 12) for name in names]), path)
    assert check.intent((front,))[0] is told
