"""A camera's RTSP server as RFC 2326 describes it, with and without a login."""

from __future__ import annotations

import socket

from tests.servers.real import METADATA, PASSWORD, RealServer, Running, Spot
from tests.servers.sim_socket import serve_socket

STREAMS = 2
DESCRIPTION = (
    b"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=made up\r\nt=0 0\r\n"
    b"m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\nm=audio 0 RTP/AVP 0\r\n"
)
METHODS = b"Public: OPTIONS, DESCRIBE, SETUP, TEARDOWN, PLAY\r\n"
LOGIN = b'WWW-Authenticate: Digest realm="camera", nonce="made-up"\r\n'


def start(spot: Spot, mode: str) -> Running:
    others: list[bytes] = []

    def talk(link: socket.socket) -> None:
        heard = b""
        while part := link.recv(4096):
            heard += part
            while b"\r\n\r\n" in heard:
                asked, _, heard = heard.partition(b"\r\n\r\n")
                link.sendall(answer(asked))

    def answer(asked: bytes) -> bytes:
        method, _, rest = asked.partition(b" ")
        number = asked.partition(b"CSeq: ")[2].partition(b"\r\n")[0]
        if not rest.partition(b"\r\n")[0].endswith(b"RTSP/1.0"):
            return response(b"400 Bad Request", b"", b"0")
        if method == b"OPTIONS":
            return response(b"200 OK", METHODS, number)
        if method == b"DESCRIBE":
            if mode == "closed":
                return response(b"401 Unauthorized", LOGIN, number)
            return response(b"200 OK", b"Content-Type: application/sdp\r\n", number, DESCRIPTION)
        others.append(method)
        return response(b"454 Session Not Found", b"", number)

    return serve_socket(spot, talk, lambda: f"{len(others)} others")


def response(status: bytes, headers: bytes, number: bytes, body: bytes = b"") -> bytes:
    length = b"Content-Length: %d\r\n" % len(body) if body else b""
    return b"RTSP/1.0 %s\r\nCSeq: %s\r\n%s%s\r\n%s" % (status, number, headers, length, body)


server = RealServer(
    name="sim_camera",
    module="rtsp",
    product="RTSP",
    check="rtsp_open",
    modes={"open": METADATA, "closed": PASSWORD},
    missing=lambda: "",
    start=start,
    records=STREAMS,
)
