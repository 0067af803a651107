"""Messages over a stream: however the bytes are cut, each comes whole and once."""

from __future__ import annotations

import socket
import struct

from hypothesis import given
from hypothesis import strategies as st

from leftopen.service.scanning.processes.frames import LARGEST, FrameProtocol, receive, send

MESSAGES = st.lists(st.binary(max_size=300), max_size=6)


class Wire:
    """What a transport is asked to do."""

    def __init__(self) -> None:
        self.sent = bytearray()
        self.aborted = False

    def write(self, data: bytes) -> None:
        self.sent += data

    def abort(self) -> None:
        self.aborted = True


def made(heard: list[bytes]) -> tuple[FrameProtocol, Wire]:
    protocol, wire = FrameProtocol(heard.append, lambda: None), Wire()
    protocol.connection_made(wire)  # type: ignore[arg-type]
    return protocol, wire


@given(MESSAGES, st.integers(1, 50))
def test_any_cut_gives_the_same_messages(messages: list[bytes], step: int) -> None:
    heard: list[bytes] = []
    sender, wire = made([])
    for message in messages:
        sender.send(message)
    reader, _ = made(heard)
    for at in range(0, len(wire.sent), step):
        reader.data_received(bytes(wire.sent[at : at + step]))
    assert heard == messages


def test_a_length_that_nobody_sends_ends_the_connection() -> None:
    heard: list[bytes] = []
    reader, wire = made(heard)
    reader.data_received(struct.pack("<I", LARGEST + 1))
    assert (heard, wire.aborted) == ([], True)


def test_a_message_that_is_refused_ends_the_connection() -> None:
    def refused(data: bytes) -> None:
        raise ValueError("no message of ours")

    reader, wire = FrameProtocol(refused, lambda: None), Wire()
    reader.connection_made(wire)  # type: ignore[arg-type]
    reader.data_received(b"\x01\0\0\0x")
    assert wire.aborted


@given(st.binary(min_size=1, max_size=2000))
def test_the_blocking_side_reads_what_it_was_sent(message: bytes) -> None:
    one, other = socket.socketpair()
    with one, other:
        send(one, message)
        assert receive(other) == message


def test_the_blocking_side_tells_the_end_and_a_cut_message() -> None:
    for answer in (b"", b"\x05\0\0\0abc", struct.pack("<I", LARGEST + 1)):
        one, other = socket.socketpair()
        with one, other:
            one.sendall(answer)
            one.shutdown(socket.SHUT_WR)
            assert receive(other) == b""
