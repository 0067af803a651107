"""An answer's last byte: what may be followed by another question, and everything that may not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire.http import framing, message

OK = b"HTTP/1.1 200 OK\r\n"
KEEP = b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("raw", "method"),
    [
        (OK + b"Content-Length: 2\r\n\r\nhi", "GET"),
        (OK + b"content-length:0\r\n\r\n", "GET"),
        (KEEP + b"Content-Length: 2\r\n\r\nhi", "GET"),
        (OK + b"Connection: Keep-Alive, x\r\nContent-Length: 0\r\n\r\n", "GET"),
        (OK + b"Content-Length: 2\r\n\r\n", "HEAD"),
        (CHUNKED, "HEAD"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", "GET"),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", "GET"),
        (b"HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n", "GET"),
        (CHUNKED + b"0\r\n\r\n", "GET"),
        (CHUNKED + b"5\r\nhello\r\nA\r\n0123456789\r\n0\r\n\r\n", "GET"),
    ],
)
def test_the_end_is_seen_and_a_byte_more_or_less_is_none(raw: bytes, method: str) -> None:
    assert framing.ends(raw, method)
    assert not framing.ends(raw + b"\n", method)
    assert not framing.ends(raw + raw, method)
    assert not any(framing.ends(raw[:cut], method) for cut in range(len(raw)))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        OK + b"\r\n",
        OK + b"\r\nto the close",
        OK + b"Connection: close\r\nContent-Length: 0\r\n\r\n",
        OK + b"Connection: keep-alive\r\nConnection: x, Close\r\nContent-Length: 0\r\n\r\n",
        OK + b"Connection: upgrade\r\nContent-Length: 0\r\n\r\n",
        OK + b"Content-Length: 1\r\nContent-Length: 1\r\n\r\nx",
        OK + b"Content-Length: 1, 1\r\n\r\nx",
        OK + b"Content-Length: +1\r\n\r\nx",
        OK + b"Content-Length : 1\r\n\r\nx",
        OK + "Content-Length: ١\r\n\r\nx".encode(),
        OK + b"Content-Length:\r\n 1\r\n\r\nx",
        OK + b"X: a\r\n b\r\nContent-Length: 1\r\n\r\nx",
        OK + b"X\r\nContent-Length: 1\r\n\r\nx",
        OK + b"X: a\x00b\r\nContent-Length: 1\r\n\r\nx",
        OK + b"X: a\rb\r\nContent-Length: 1\r\n\r\nx",
        b"HTTP/1.1 200 OK\nContent-Length: 1\n\nx",
        b"HTTP/2 200 OK\r\nContent-Length: 1\r\n\r\nx",
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" + OK + b"Content-Length: 1\r\n\r\nx",
        b"\r\n" + OK + b"Content-Length: 1\r\n\r\nx",
        OK + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        OK + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        KEEP + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        CHUNKED + b"0\r\n",
        CHUNKED + b"0\r\nTrailer: x\r\n\r\n",
        CHUNKED + b"1;name=value\r\nx\r\n0\r\n\r\n",
        CHUNKED + b"1\nx\n0\n\n",
        CHUNKED + b"1\r\nxy\r\n0\r\n\r\n",
        CHUNKED + b"1\r\nx0\r\n\r\n",
        CHUNKED + b"ffffffffffffffff\r\nx",
        CHUNKED + b"-1\r\nx",
    ],
)
def test_what_could_be_understood_in_two_ways_is_no_end(raw: bytes) -> None:
    assert not framing.ends(raw)


@given(st.binary(max_size=300), st.sampled_from(["GET", "HEAD"]))
def test_any_bytes_are_judged(tail: bytes, method: str) -> None:
    for raw in (tail, OK + tail, CHUNKED + tail):
        assert framing.ends(raw, method) in (True, False)


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=6), st.binary(min_size=1, max_size=20))
def test_what_ends_is_read_whole_and_nothing_may_follow(pieces: list[bytes], more: bytes) -> None:
    body = b"".join(pieces)
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    for raw in (OK + b"Content-Length: %d\r\n\r\n%s" % (len(body), body), CHUNKED + chunks):
        assert framing.ends(raw)
        assert not framing.ends(raw + more)
        reply = message.read(raw, ended=False)
        assert reply is not None
        assert (reply.body, reply.cut) == (body, False)
