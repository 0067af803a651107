"""A probe as data: what it refuses to be, what it recognises and what it reads."""

from __future__ import annotations

import pytest

from leftopen.model.facts import ServiceFacts
from leftopen.wire.text.probe_file import read_probe
from tests.scripted import Scripted, finish

FILE = r"""
about = "Made up."
product = "Made-up"
ports = [4711]
recognises = ['WHAT\?']
version = 'version (\S{1,20})'
cpe = "cpe:/a:made_up:made_up"
numbers = { users = 'users (\d{1,20})' }
texts = { mode = 'mode (.{1,20})' }

[[exchanges]]
send = "hello\r\n"
level = "banner"
first = ['HELLO.*']

[[exchanges]]
send = "state\r\n"
row = '[a-z]{1,9} .*'
last = 'END'
"""
STATE = b"version 1.2+made\r\nusers 3\r\nmode fast\r\nEND\r\n"


def facts(state: bytes) -> ServiceFacts | None:
    channel = Scripted([(b"hello\r\n", b"HELLO you\r\n"), (b"state\r\n", state)])
    probe = read_probe("made_up", FILE)
    return probe.read(finish(probe.ask(channel, b"")))


def test_the_lines_of_all_answers_give_the_facts() -> None:
    found = facts(STATE)
    assert found is not None
    assert (found.product, found.version, found.cpe) == (
        "Made-up",
        "1.2+made",
        ("cpe:/a:made_up:made_up:1.2",),
    )
    assert (found.data, found.blocks) == (b"HELLO you\r\n", {"made_up": {"users": 3, "mode": "fast"}})


def test_an_answer_that_is_cut_or_no_text_gives_none() -> None:
    for state in (
        STATE[:-2],
        b"users 3\nnothing\n",
        b"version \xff\nusers 1000000000000000000000\nmode \x1b[2J\nEND\n",
    ):
        found = facts(state)
        assert found is not None
        assert (found.version, found.cpe, found.blocks) == ("", (), {"made_up": {}})


def test_all_answers_may_be_needed() -> None:
    probe = read_probe("made_up", 'proof = "all"\n' + FILE)
    assert probe.read(b"HELLO you\r\n") is None
    assert probe.read(b"HELLO you\r\n" + STATE) is not None


@pytest.mark.parametrize(
    ("first", "known"), [(b"HELLO\r\n", True), (b"WHAT?\n", True), (b"HELLO", False), (b"NO\n", False)]
)
def test_it_recognises_whole_first_lines(first: bytes, known: bool) -> None:
    assert read_probe("made_up", FILE).recognises(first) == known


def test_a_server_that_speaks_first_has_no_opener() -> None:
    assert read_probe("made_up", FILE).opener == b"hello\r\n"
    assert read_probe("made_up", FILE.replace('send = "hello\\r\\n"\n', "")).opener is None


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("ports = [4711]", "ports = [0]", "ports"),
        ("first = ['HELLO.*']", "row = 'HELLO.*'\nlast = ''", "only the last answer"),
        ('about = "Made up."', 'about = "Made up."\ntransport = "udp"', "udp"),
        ("recognises", "recognizes", "recognizes"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_the_place(old: str, new: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_probe("made_up", FILE.replace(old, new))
