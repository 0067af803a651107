"""The server's information as Netatalk 4.2.3 gives it, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import afp
from leftopen.wire.afp import ServerInfo


def text(word: bytes) -> bytes:
    return bytes([len(word)]) + word


def info(
    *ways: bytes, machine: bytes = b"Netatalk4.2.3", versions: tuple[bytes, ...] = (b"AFPX03", b"AFP3.4")
) -> bytes:
    name = text(b"made-up")
    first = 10 + len(name)
    second = first + 1 + len(machine)
    answer = bytes([len(versions)]) + b"".join(text(one) for one in versions)
    third = second + len(answer)
    offsets = b"".join(at.to_bytes(2, "big") for at in (first, second, third, 0))
    body = offsets + b"\x8f\x79" + name + text(machine) + answer
    body += bytes([len(ways)]) + b"".join(text(way) for way in ways)
    return b"\1\3\0\1\0\0\0\0" + len(body).to_bytes(4, "big") + bytes(4) + body


GUESTS = info(b"No User Authent", b"DHX2")


def test_the_lists_are_read_by_their_places() -> None:
    expected = ServerInfo(
        machine="Netatalk4.2.3", versions=("AFPX03", "AFP3.4"), ways=("No User Authent", "DHX2")
    )
    assert afp.server_info(GUESTS) == expected


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        GUESTS[:-1],
        info(),
        info(b"DHX2", versions=(b"SMB",)),
        info(b"DHX2", machine=b"\x1b[2J"),
        info(b"\xff"),
        b"\0" + GUESTS[1:],
        GUESTS[:4] + b"\xff\xff\xff\xff" + GUESTS[8:],
        GUESTS[:20] + b"\xff\xff" + GUESTS[22:],
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
    ],
)
def test_another_answer_is_none(raw: bytes) -> None:
    assert afp.server_info(raw) is None


def test_an_answer_is_waited_for_and_no_longer() -> None:
    assert afp.needed(GUESTS) == 0
    assert all(0 < afp.needed(GUESTS[:cut]) <= len(GUESTS) - cut for cut in range(len(GUESTS)))
    assert afp.needed(b"HTTP") == 0
    assert afp.needed(GUESTS[:8] + b"\xff" * 8) == 0


@given(st.binary(max_size=120), st.sampled_from([b"", GUESTS[:30], GUESTS[:16]]))
def test_no_bytes_make_it_raise(raw: bytes, begin: bytes) -> None:
    framed = GUESTS[:8] + len(raw).to_bytes(4, "big") + bytes(4) + raw
    for made in (begin + raw, raw + begin, framed):
        afp.server_info(made)
        afp.needed(made)
