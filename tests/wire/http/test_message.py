"""HTTP answers: whole, cut, chunked, compressed, and made to hurt."""

from __future__ import annotations

import gzip
import time
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.wire.http import message
from leftopen.wire.http.body import MAX_HEAD
from leftopen.wire.http.safe_requests import DAV_NAMES

OK = b"HTTP/1.1 200 OK\r\n"


def answer(*headers: str, body: bytes = b"") -> bytes:
    return OK + b"".join(f"{h}\r\n".encode() for h in headers) + b"\r\n" + body


def read(raw: bytes, limit: int = 65536, ended: bool = True) -> Reply:
    reply = message.read(raw, limit=limit, ended=ended)
    assert reply is not None
    return reply


def test_a_question_has_exactly_these_lines() -> None:
    assert message.request("/a?b=c", "192.0.2.7:8080", "leftopen/1 (+mailto:a@example.org)") == (
        b"GET /a?b=c HTTP/1.1\r\nHost: 192.0.2.7:8080\r\nUser-Agent: leftopen/1 (+mailto:a@example.org)\r\n"
        b"Accept: */*\r\nAccept-Encoding: identity\r\nConnection: keep-alive\r\n\r\n"
    )


def test_a_propfind_says_how_deep() -> None:
    assert b"\r\nDepth: 1\r\n" in message.request("/", "h", "a", method="PROPFIND", depth=1)
    assert b"\r\nDepth: 0\r\n" in message.request("/", "h", "a", method="PROPFIND")


def test_a_propfind_may_name_what_it_asks_for_and_nothing_else_has_a_body() -> None:
    response = message.request("/a", "h", "a", method="PROPFIND", depth=1, body=DAV_NAMES)
    assert response.endswith(f"Content-Length: {len(DAV_NAMES)}\r\n\r\n".encode() + DAV_NAMES)
    assert b"\r\nContent-Type: application/xml\r\n" in response
    for method, body in (("PROPFIND", b"<x/>"), ("GET", DAV_NAMES), ("POST", DAV_NAMES)):
        with pytest.raises(ValueError, match="only read"):
            message.request("/a", "h", "a", method=method, body=body)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "MKCOL", "get", ""])
def test_a_method_that_could_change_something_is_never_written(method: str) -> None:
    with pytest.raises(ValueError, match="only read"):
        message.request("/", "h", "a", method=method)


@pytest.mark.parametrize(
    ("path", "host", "agent"),
    [
        ("", "h", "a"),
        ("http://h/", "h", "a"),
        ("/a b", "h", "a"),
        ("/\r\nX: y", "h", "a"),
        ("/\x00", "h", "a"),
        ("/", "h\r\nX: y", "a"),
        ("/", "h", "a\r\nX: y"),
        ("/é", "h", "a"),
        ("/\n", "h", "a"),
    ],
)
def test_nothing_can_smuggle_another_line_into_a_question(path: str, host: str, agent: str) -> None:
    with pytest.raises(ValueError, match="control"):
        message.request(path, host, agent)


def test_a_depth_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="deeper"):
        message.request("/", "h", "a", method="PROPFIND", depth=2)


def test_a_plain_answer_is_read_whole() -> None:
    reply = read(answer("Server: nginx", "Content-Length: 5", body=b"hello"), ended=False)
    assert (reply.status, reply.phrase, reply.version, reply.body, reply.cut) == (
        200,
        "OK",
        "HTTP/1.1",
        b"hello",
        False,
    )
    assert reply.header("server") == "nginx"
    assert reply.head == b"HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Length: 5\r\n\r\n"


def test_an_answer_until_the_close_is_whole_only_when_closed() -> None:
    assert not read(answer(body=b"abc")).cut
    assert read(answer(body=b"abc"), ended=False).cut


def test_a_body_shorter_than_promised_is_cut() -> None:
    assert read(answer("Content-Length: 50", body=b"abc")).cut


def test_a_body_longer_than_the_limit_is_cut_at_it() -> None:
    for raw in (answer("Content-Length: 100", body=b"x" * 100), answer(body=b"x" * 100)):
        reply = read(raw, limit=10)
        assert (reply.body, reply.cut) == (b"x" * 10, True)


def test_a_body_of_exactly_the_limit_is_whole() -> None:
    for raw in (
        answer("Content-Length: 10", body=b"x" * 10),
        answer(body=b"x" * 10),
        answer("Transfer-Encoding: chunked", body=b"a\r\nxxxxxxxxxx\r\n0\r\n\r\n"),
    ):
        reply = read(raw, limit=10)
        assert (reply.body, reply.cut) == (b"x" * 10, False)


def test_chunks_are_joined_and_extensions_passed_over() -> None:
    raw = answer("Transfer-Encoding: chunked", body=b"3;a=b\r\nabc\r\n2\r\nde\r\n0\r\nT: r\r\n\r\n")
    assert read(raw, ended=False).body == b"abcde"
    assert not read(raw, ended=False).cut


@pytest.mark.parametrize(
    "body", [b"-5\r\nabc", b"zz\r\n", b"x" * 400, b"5\r\nab", b"ffffffffffffffff\r\nabc", b"5"]
)
def test_chunk_garbage_is_cut_not_believed(body: bytes) -> None:
    assert read(answer("Transfer-Encoding: chunked", body=body)).cut


@pytest.mark.hostile("H7")
def test_a_million_one_byte_chunks_cost_no_more_than_their_bytes() -> None:
    watch = message.ResponseBuffer(limit=65536)
    buffer = bytearray(answer("Transfer-Encoding: chunked"))
    began = time.process_time()
    while not watch.complete(buffer):
        buffer += b"1\r\nx\r\n" * 100
    assert len(buffer) < 3 * 65536 + MAX_HEAD
    assert time.process_time() - began < 22


def test_no_content_and_head_have_no_body() -> None:
    assert message.complete(b"HTTP/1.1 204 No Content\r\n\r\n")
    assert not read(b"HTTP/1.1 304 Not Modified\r\n\r\n", ended=False).cut
    head = message.read(answer("Content-Length: 100"), ended=False, method="HEAD")
    assert head is not None
    assert not head.cut


def test_an_interim_answer_is_passed_over() -> None:
    raw = b"HTTP/1.1 100 Continue\r\n\r\n"
    assert not message.complete(raw)
    assert read(raw).cut
    whole = raw + answer("Content-Length: 1", body=b"a")
    assert message.complete(whole)
    assert (read(whole).status, read(whole).body) == (200, b"a")
    assert message.read(raw * 1000, ended=True) is not None


def test_lengths_that_disagree_count_as_none() -> None:
    assert read(answer("Content-Length: 1", "Content-Length: 3", body=b"abc")).body == b"abc"
    assert read(answer("Content-Length: -1", body=b"abc")).body == b"abc"
    assert read(answer("Content-Length: " + "9" * 5000, body=b"abc")).body == b"abc"


def test_a_compressed_body_is_inflated_once() -> None:
    raw = answer("Content-Encoding: gzip", body=gzip.compress(b"hello"))
    assert (read(raw).body, read(raw).cut) == (b"hello", False)
    assert read(answer("Content-Encoding: deflate", body=zlib.compress(b"hello"))).body == b"hello"
    bare = zlib.compress(b"hello")[2:-4]
    assert read(answer("Content-Encoding: deflate", body=bare)).body == b"hello"


@pytest.mark.hostile("H6")
def test_a_bomb_never_passes_the_limit_in_memory_or_in_the_answer() -> None:
    bomb = answer("Content-Encoding: gzip", body=gzip.compress(bytes(64 << 20)))
    tracemalloc.start()
    try:
        reply = read(bomb, limit=65536)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (len(reply.body), reply.cut) == (65536, True)
    assert peak < 2 << 20


@pytest.mark.hostile("H6")
@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip, gzip, gzip", gzip.compress(gzip.compress(gzip.compress(b"x", mtime=0), mtime=0), mtime=0)),
        ("br", b"abc"),
        ("zstd", b"\x28\xb5\x2f\xfd"),
        ("gzip", b"no gzip"),
    ],
)
def test_what_is_not_unfolded_stays_as_it_is_and_is_not_the_whole_page(coding: str, body: bytes) -> None:
    reply = read(answer(f"Content-Encoding: {coding}", body=body))
    assert (reply.body, reply.cut) == (body, True)


def test_a_body_that_is_said_to_be_plain_is_whole() -> None:
    reply = read(answer("Content-Encoding: Identity", body=b"abc"))
    assert (reply.body, reply.cut) == (b"abc", False)


def test_a_compressed_body_that_stops_early_is_cut() -> None:
    reply = read(answer("Content-Encoding: gzip", body=gzip.compress(b"hello" * 100)[:-9]))
    assert reply.cut


@pytest.mark.hostile("H5")
def test_a_flood_of_headers_gives_the_first_ones_and_is_cut() -> None:
    reply = read(OK + b"A: b\r\n" * 100_000 + b"\r\nbody")
    assert (len(reply.headers), reply.cut, reply.body) == (message.MAX_HEADERS, True, b"")
    assert len(reply.head) <= MAX_HEAD
    short = OK + b"a:b\n" * 300 + b"\r\n"
    assert message.complete(short)
    assert read(short).cut


def test_a_head_without_end_is_given_up_at_its_cap() -> None:
    assert message.complete(OK + b"A: " + b"x" * MAX_HEAD)
    assert not message.complete(OK + b"A: x")


def test_a_folded_line_joins_the_one_before() -> None:
    assert read(OK + b"A: b\r\n  c\r\n\r\n").header("a") == "b c"


@pytest.mark.parametrize(
    "raw", [b"", b"SSH-2.0-x\r\n", b"-ERR unknown\r\n", b"HTTP/1.1 abc\r\n\r\n", b"<html>"]
)
def test_what_is_no_http_is_none(raw: bytes) -> None:
    assert message.read(raw, ended=True) is None
    assert not message.looks_like_http(raw)


def test_another_protocol_is_not_waited_for() -> None:
    assert message.complete(b"SSH-2.0-x\r\n")
    assert not message.complete(b"HT")


def test_an_answer_is_recognised_by_its_first_bytes() -> None:
    assert message.looks_like_http(b"HTTP/1.0 400 Bad")
    assert message.looks_like_http(b"HTTP/2 200")
    assert not message.looks_like_http(b"HTTP/1.0")


def pieces_of_http() -> st.SearchStrategy[bytes]:
    words = [
        OK,
        b"HTTP/1.1 100 C\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Content-Length: 7\r\n",
        b"\r\n",
        b"\n",
    ]
    words += [
        b"Content-Encoding: gzip\r\n",
        b"5\r\n",
        b"0\r\n",
        gzip.compress(b"abc", mtime=0),
        b" fold",
        b"HTTP/1.1 ",
    ]
    return st.lists(st.one_of(st.sampled_from(words), st.binary(max_size=20)), max_size=14).map(b"".join)


@given(raw=pieces_of_http(), limit=st.integers(0, 40), ended=st.booleans())
def test_any_bytes_give_a_bounded_reply_or_none(raw: bytes, limit: int, ended: bool) -> None:
    reply = message.read(raw, limit=limit, ended=ended)
    assert reply is None or len(reply.body) <= limit
    message.looks_like_http(raw)


@given(raw=pieces_of_http(), limit=st.integers(0, 40), cuts=st.lists(st.integers(0, 300), max_size=5))
def test_pieces_arrive_as_the_whole_would(raw: bytes, limit: int, cuts: list[int]) -> None:
    watch = message.ResponseBuffer(limit=limit)
    done = False
    for cut in [*sorted(cuts), len(raw)]:
        done = watch.complete(raw[:cut])
        if done:
            # What arrived later could not have changed the answer.
            assert message.read(raw[:cut], limit=limit, ended=False) == message.read(
                raw, limit=limit, ended=False
            )
            break
    if not done:
        assert not message.complete(raw, limit)


def test_a_get_may_want_a_range_of_bytes() -> None:
    assert b"\r\nRange: bytes=5-9\r\n" in message.request("/x", "h", "a", span=(5, 9))
    assert b"Range" not in message.request("/x", "h", "a")


@pytest.mark.parametrize("span", [(-1, 5), (9, 5), (0, 2**40)])
def test_no_other_range_is_sent(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no range"):
        message.request("/x", "h", "a", span=span)


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PROPFIND"])
def test_only_a_get_has_a_range(method: str) -> None:
    with pytest.raises(ValueError, match="no range"):
        message.request("/x", "h", "a", method=method, span=(0, 5))
