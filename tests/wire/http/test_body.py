"""Where a body ends."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire.http.body import Chunks, Frame, end_of_head, frame


def chunked(parts: list[bytes]) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


@given(
    parts=st.lists(st.binary(min_size=1, max_size=30), max_size=8),
    step=st.integers(1, 20),
    limit=st.integers(1, 100),
)
def test_chunks_that_arrive_in_pieces_are_joined_once(parts: list[bytes], step: int, limit: int) -> None:
    raw = chunked(parts)
    walk = Chunks(at=0)
    for end in [*range(0, len(raw), step), len(raw)]:
        walk.walk(raw[:end], limit)
    assert bytes(walk.body) == b"".join(parts)[:limit]
    assert not walk.bad
    assert walk.done or len(walk.body) == limit


@given(raw=st.binary(max_size=60))
def test_any_bytes_never_raise(raw: bytes) -> None:
    Chunks(at=0).walk(raw, 20)
    end_of_head(raw)


def test_frames() -> None:
    assert frame(200, (("Content-Length", "5"), ("Transfer-Encoding", "chunked")), "GET") == Frame(
        chunked=True
    )
    assert frame(200, (("transfer-encoding", "gzip, chunked"),), "GET") == Frame(chunked=True)
    assert frame(200, (("transfer-encoding", "chunked, gzip"),), "GET") == Frame()
    assert frame(204, (("content-length", "5"),), "GET") == Frame(length=0)
    assert frame(200, (("content-length", "5"),), "HEAD") == Frame(length=0)
    assert frame(200, (("content-length", "٥"),), "GET") == Frame()


@given(st.binary(min_size=1, max_size=300), st.integers(min_value=1, max_value=200), st.integers(0, 400))
def test_runs_of_one_byte_chunks_are_joined_like_any_other(body: bytes, step: int, limit: int) -> None:
    raw = b"".join(b"1\r\n%c\r\n" % byte for byte in body) + b"0\r\n\r\n"
    found = Chunks(at=0)
    for end in range(0, len(raw) + step, step):
        found.walk(raw[:end], limit)
    assert (bytes(found.body), found.bad) == (body[:limit], False)
