"""The NATS client protocol, for a greeting and one request, and its monitoring pages. Pure.

Source: the NATS client protocol and monitoring references (docs.nats.io).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from leftopen.formats import partial_json
from leftopen.model.channel import Reply
from leftopen.model.facts import Json

END = b"\r\n"
LONGEST = 16384
"""Bytes of one line: a cluster lists all its addresses in its greeting."""
MOST_LINES = 8

CONNECT = (
    b'CONNECT {"verbose":false,"pedantic":true,"tls_required":false,"name":"leftopen","lang":"none",'
    b'"version":"0","protocol":0}\r\nPING\r\n'
)
"""No user, no password, no token; nothing is subscribed to and nothing published."""

PAGE = "NATS monitoring"
VARZ = "/varz"
JSZ = "/jsz"

_VOLATILE = frozenset({"client_id", "client_ip", "nonce", "xkey"})
_FRONT = re.compile(
    rb"\s{0,20}<html[^>]{0,40}>\s{0,20}<head>\s{0,20}<link [^>]{0,60}https://nats\.io/favicon\.ico"
)
_VERSION = re.compile(rb"class='version'>v(\d[\w.+~-]{0,39})</a>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What JetStream states that it holds. `off`: it is disabled."""

    streams: int
    messages: int
    bytes: int
    off: bool = False


def info(raw: bytes) -> dict[str, Json] | None:
    """The greeting `INFO {…}`, or None when it is incomplete or another program's."""
    line, end, _ = raw[: LONGEST + 2].partition(END)
    if not end or not line.startswith(b"INFO "):
        return None
    answer = partial_json.whole(line[5:])
    if not isinstance(answer, dict) or not isinstance(answer.get("version"), str):
        return None
    return answer if "max_payload" in answer or "server_id" in answer else None


def stable_fields(answer: Mapping[str, Json]) -> dict[str, Json]:
    """Without fields that change with every connection, or hold our own address."""
    return {name: value for name, value in answer.items() if name not in _VOLATILE}


def lines(raw: bytes) -> tuple[bytes, ...]:
    """The whole lines of a response, at most eight."""
    return tuple(raw[: LONGEST * 2].split(END)[:-1][:MOST_LINES])


def has_answer(raw: bytes) -> bool:
    """Has the response come, `PONG` or an error?"""
    return any(line == b"PONG" or line.startswith(b"-ERR") for line in lines(raw))


def error(raw: bytes) -> str:
    """The text of the first `-ERR '…'`, in lower case, or ''."""
    found = next((line for line in lines(raw) if line.startswith(b"-ERR")), b"")
    return found[4:204].decode("latin-1").strip().strip("'").lower()


def front_page(body: bytes) -> str:
    """`NATS monitoring 2.10.27` where this is the monitoring port's first page, else ''."""
    if not _FRONT.match(body[:512]):
        return ""
    version = _VERSION.search(body[:65536])
    return f"{PAGE} {version[1].decode('ascii', 'replace') if version else ''}".strip()


def general(reply: Reply) -> dict[str, Json] | None:
    """The page `/varz`, or None for another."""
    answer = _page(reply)
    whole = answer is not None and isinstance(answer.get("max_payload"), int) and "http_port" in answer
    return answer if whole else None


def stored(reply: Reply) -> Stored | None:
    """The page `/jsz`, or None for another."""
    answer = _page(reply)
    if answer is None or "max_storage" not in str(answer.get("config"))[:500]:
        return None
    counts = [_count(answer.get(name)) for name in ("streams", "messages", "bytes")]
    streams, messages, size = counts
    if streams is None or messages is None or size is None:
        return None
    return Stored(streams=streams, messages=messages, bytes=size, off=answer.get("disabled") is True)


def _page(reply: Reply) -> dict[str, Json] | None:
    answer = partial_json.whole(reply.body[:65536]) if reply.status == 200 else None
    named = isinstance(answer, dict) and isinstance(answer.get("server_id"), str)
    return answer if named and isinstance(answer, dict) else None


def _count(value: Json) -> int | None:
    return value if type(value) is int and 0 <= value < 2**63 else None
