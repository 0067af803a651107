"""An anonymous session: what is said, in which order, and what a refusal does to it."""

from __future__ import annotations

from datetime import date

from leftopen.wire.ftp_session import Session
from tests.scripted import Scripted, finish

DAY = date(2026, 11, 24)
PASSIVE = (b"EPSV\r\n", b"229 Entering (|||6001|)\r\n")
BINARY = (b"TYPE I\r\n", b"200 ok\r\n")


def test_a_file_that_is_refused_is_nothing_and_the_talk_goes_on() -> None:
    script = [
        BINARY,
        PASSIVE,
        (b"RETR /a\r\n", b"550 No.\r\n"),
        PASSIVE,
        (b"RETR /b\r\n", b"150 x\r\n226 y\r\n"),
    ]
    session = Session(Scripted(script, beside={6001: b"made up"}), DAY, machine=False)
    assert finish(session.fetched("/a", 100)) == b""
    assert finish(session.fetched("/b", 4)) == b"made"
    assert all(turn.command != "RETR" for turn in session.turns)


def test_a_server_without_the_extended_form_is_asked_for_it_once() -> None:
    script = [(b"EPSV\r\n", b"502 no\r\n")]
    script += [(b"PASV\r\n", b"227 (127,0,0,1,23,113)\r\n"), (b"LIST /\r\n", b"150 x\r\n226 y\r\n")] * 2
    session = Session(Scripted(script, beside={6001: b"x"}), DAY, machine=False)
    assert finish(session.listed("/", 100)).data == b"x"
    assert finish(session.listed("/", 100)).data == b"x"


def test_a_path_goes_back_as_the_bytes_that_it_came_in() -> None:
    path = "/gr\u00fc\u00dfe".encode().decode("latin-1")
    script = [PASSIVE, ("LIST /gr\u00fc\u00dfe\r\n".encode(), b"150 x\r\n226 y\r\n")]
    session = Session(Scripted(script, beside={6001: b"x"}), DAY, machine=False)
    assert finish(session.listed(path, 1)).cut


def test_nobody_is_named_where_the_greeting_refuses() -> None:
    channel = Scripted(banner=b"421 Too many.\r\n")
    assert not finish(Session(channel, DAY, machine=False).log_in())
    assert channel.requests == 0
