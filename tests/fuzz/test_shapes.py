"""Whatever the bytes, they are replies, arguments and a channel; and a leaf that does wrong is found out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Channel, Reply
from leftopen.model.check import Replies
from tests.fuzz import shapes
from tests.scripted import Scripted

BYTES = st.binary(max_size=200)


@given(BYTES)
def test_any_bytes_are_replies(data: bytes) -> None:
    heard = shapes.replies(data)
    assert 1 <= len(heard) <= shapes.MOST
    assert all(isinstance(one, bytes | Reply) for one in heard)


@pytest.mark.parametrize(
    "heard", [(b"+PONG\r\n",), (b"", b"-NOAUTH"), (Reply(status=200, body=b"<p>"), b"x", Reply(status=404))]
)
def test_a_seed_means_the_conversation_that_it_was_made_of(heard: Replies) -> None:
    again = shapes.replies(shapes.packed(*heard))
    plain = [one if isinstance(one, bytes) else (one.status, one.body) for one in heard]
    assert [one if isinstance(one, bytes) else (one.status, one.body) for one in again] == plain


def test_a_page_can_have_headers_and_be_cut() -> None:
    page = shapes.reply(b"\x99\x06text/html\n\x01/login\n\nbody")
    assert (page.status, page.cut, page.body) == (200, True, b"body")
    assert (page.header("content-type"), page.header("location")) == ("text/html", "/login")


def test_the_channel_gives_one_piece_a_question_and_ends() -> None:
    channel: Channel = shapes.Fed(shapes.SPLIT.join((b"\x00", b"\x00one", b"\x80two", b"\x00three")), 4)

    async def talk() -> list[object]:
        heard: list[object] = []
        heard += [await channel.read()]
        await channel.send(b"?")
        heard += [await channel.read(2), await channel.read_until(b"e"), await channel.read()]
        heard += [(await channel.get("/")).body, await channel.beside(21)]
        heard += [(await channel.get("/")).body]
        return heard

    assert shapes.finished(talk()) == [b"", b"on", b"e", b"", b"two", b"three", b""]


def test_a_server_may_speak_first_and_in_pieces() -> None:
    channel = shapes.Fed(shapes.SPLIT.join((b"\x40220 ", b"\x00hello\r\n", b"\x00after")), 4)

    async def talk() -> list[bytes]:
        first = [await channel.read(), await channel.read_until(b"\n"), await channel.read()]
        await channel.hang_up()
        return [*first, await channel.read()]

    assert shapes.finished(talk()) == [b"220 ", b"hello\r\n", b"", b"after"]


def test_the_channel_has_a_budget() -> None:
    channel = shapes.Fed(b"\x00one", 1)

    async def talk() -> None:
        while True:
            await channel.send(b"?")

    assert shapes.finished(talk()) is None


def test_a_leaf_that_reads_on_and_on_is_found_out() -> None:
    channel = shapes.Fed(b"\x00one", 1)

    async def talk() -> None:
        while True:
            await channel.read()

    with pytest.raises(AssertionError, match="on and on"):
        shapes.finished(talk())


def test_both_channels_of_the_tests_can_do_what_the_real_one_can() -> None:
    wanted = {name for name in vars(Channel) if not name.startswith("_")}
    assert wanted <= set(dir(shapes.Fed))
    assert wanted <= set(dir(Scripted))
