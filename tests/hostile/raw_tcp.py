"""A server that speaks TCP by itself, so that it can be wrong about it: run as a program in a namespace.

    python raw_tcp.py HOST PORT WAY

`window`    agrees to a connection, and then has no room for a single byte
`half`      agrees to a connection, and is never heard of again
`crumbs`    asks for segments of one byte, and answers in such
`fin`       answers, and ends the connection with the same segment
`reset`     answers half, and resets

The kernel must be kept from answering for the port: what comes from here is known by its `HOPS`. Prints
`ready`; ends when it is killed.
"""

from __future__ import annotations

import socket
import struct
import sys
from dataclasses import dataclass

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
HOPS = 77
BODY = b"<title>crumbs</title>"
# The name of a program that a check is asked of.
ANSWER = b"HTTP/1.1 200 OK\r\nServer: Sendria/2.2.2\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY


@dataclass(frozen=True)
class Segment:
    source: bytes
    target: bytes
    from_port: int
    to_port: int
    number: int
    flags: int
    data: bytes


def heard(raw: bytes) -> Segment:
    """An IPv4 packet with a TCP segment, as a raw socket gives it."""
    tcp = raw[(raw[0] & 15) * 4 :]
    from_port, to_port, number, _, offset, flags = struct.unpack_from("!HHIIBB", tcp)
    return Segment(raw[12:16], raw[16:20], from_port, to_port, number, flags, tcp[(offset >> 4) * 4 :])


def total(raw: bytes) -> int:
    """The checksum of RFC 1071."""
    padded = raw + b"\0" * (len(raw) % 2)
    number: int = sum(struct.unpack(f"!{len(padded) // 2}H", padded))
    while number >> 16:
        number = (number & 0xFFFF) + (number >> 16)
    return ~number & 0xFFFF


class Server:
    def __init__(self, host: str, port: int, way: str) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP)
        self._host, self._port, self._way = socket.inet_aton(host), port, way

    def run(self) -> None:
        while True:
            segment = heard(self._socket.recv(65536))
            if segment.target == self._host and segment.to_port == self._port and not segment.flags & RST:
                self._answer(segment)

    def _answer(self, segment: Segment) -> None:
        if segment.flags & SYN:
            self._say(segment, SYN | ACK, 1000, segment.number + 1)
        elif segment.data and self._way not in ("window", "half"):
            self._tell(segment, segment.number + len(segment.data))
        elif segment.flags & FIN:
            self._say(segment, ACK, 1001 + len(ANSWER) + 1, segment.number + 1)

    def _tell(self, segment: Segment, expected: int) -> None:
        if self._way == "crumbs":
            for at in range(len(ANSWER)):
                self._say(segment, ACK | PSH, 1001 + at, expected, ANSWER[at : at + 1])
            self._say(segment, ACK | FIN, 1001 + len(ANSWER), expected)
        elif self._way == "fin":
            self._say(segment, ACK | PSH | FIN, 1001, expected, ANSWER)
        else:
            self._say(segment, ACK | PSH, 1001, expected, ANSWER[:70])
            self._say(segment, RST | ACK, 1071, expected)

    def _say(self, to: Segment, flags: int, number: int, expected: int, data: bytes = b"") -> None:
        window = 0 if self._way == "window" else 65535
        options = b"\x02\x04\x00\x01" if flags & SYN and self._way == "crumbs" else b""
        head = struct.pack(
            "!HHIIBBHHH", self._port, to.from_port, number, expected, (5 + len(options) // 4) << 4, flags,
            window, 0, 0,
        ) + options  # fmt: skip
        pseudo = self._host + to.source + struct.pack("!BBH", 0, 6, len(head) + len(data))
        head = head[:16] + struct.pack("!H", total(pseudo + head + data)) + head[18:]
        # The source must be this host, not the one that the kernel would choose.
        self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_HDRINCL, 1)
        ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(head) + len(data), 0, 0, HOPS, 6, 0) + self._host
        self._socket.sendto(ip + to.source + head + data, (socket.inet_ntoa(to.source), 0))


if __name__ == "__main__":
    server = Server(sys.argv[1], int(sys.argv[2]), sys.argv[3])
    print("ready", flush=True)
    server.run()
