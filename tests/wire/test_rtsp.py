"""RTSP responses by RFC 2326, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import rtsp
from tests.servers.programs.sim_camera import DESCRIPTION, METHODS, response

SDP = b"Content-Type: application/sdp\r\n"
DESCRIBED = response(b"200 OK", SDP, b"2", DESCRIPTION)
LISTED = response(b"200 OK", METHODS, b"1")


def test_the_requests_are_the_protocols_own() -> None:
    assert rtsp.describe("[::1]", 8554).startswith(b"DESCRIBE rtsp://[::1]:8554/ RTSP/1.0\r\nCSeq: 2\r\n")
    assert rtsp.OPTIONS.endswith(b"\r\n\r\n")


def test_a_description_names_its_streams() -> None:
    answer = rtsp.response(DESCRIBED)
    assert answer is not None
    assert (answer.status, answer.whole, answer.header("cseq")) == (200, True, "2")
    assert rtsp.streams(answer) == ("video", "audio")


@pytest.mark.parametrize(
    "raw",
    [
        response(b"200 OK", b"Content-Type: text/html\r\n", b"2", DESCRIPTION),
        response(b"200 OK", SDP, b"2", b"m=video 0 RTP/AVP 96\r\n"),
        response(b"200 OK", SDP, b"2", DESCRIPTION.partition(b"m=")[0]),
        LISTED,
    ],
)
def test_other_bodies_describe_nothing(raw: bytes) -> None:
    answer = rtsp.response(raw)
    assert answer is not None
    assert rtsp.streams(answer) == ()


@pytest.mark.parametrize(
    "raw", [b"", b"RTSP/1.0 200 OK\r\n", b"RTSP/1.0 2x0 OK\r\n\r\n", b"HTTP/1.0 400 Bad Request\r\n\r\n"]
)
def test_what_is_no_response_is_none(raw: bytes) -> None:
    assert rtsp.response(raw) is None


def test_a_response_is_waited_for_and_no_longer() -> None:
    for raw in (DESCRIBED, LISTED):
        assert rtsp.complete(raw)
        assert not any(rtsp.complete(raw[:cut]) for cut in range(len(raw)))
    assert rtsp.complete(b"HTTP")
    assert rtsp.complete(b"RTSP/1.0 " + b"x" * rtsp.LARGEST)


@given(st.binary(max_size=200), st.sampled_from([b"", DESCRIBED[:90], LISTED, b"RTSP/1.0 200 OK\r\n"]))
def test_no_bytes_make_it_raise(raw: bytes, begin: bytes) -> None:
    for made in (begin + raw, raw + begin, begin + b"Content-Length: " + raw + b"\r\n\r\n"):
        rtsp.complete(made)
        answer = rtsp.response(made)
        if answer is not None:
            rtsp.streams(answer)
