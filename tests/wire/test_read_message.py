"""Reading what an answer itself says that it needs."""

from __future__ import annotations

from leftopen.wire.read_message import read_message
from tests.scripted import Scripted, finish


def test_it_reads_what_is_needed_in_pieces_and_leaves_the_rest() -> None:
    channel = Scripted(banner=b"abcdef", piece=2)
    assert finish(read_message(channel, lambda raw: 5 - len(raw))) == b"abcde"
    assert finish(channel.read()) == b"f"


def test_an_early_end_gives_what_came() -> None:
    assert finish(read_message(Scripted(banner=b"ab"), lambda raw: 5 - len(raw))) == b"ab"
