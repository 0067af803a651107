"""Packs several HTTP replies into one run of bytes, so that a probe's `ask` can pass them to its pure `read`.

A reply's body has already been de-chunked and bounded, so its raw form can't be parsed a second time. Each
exchange is one line of JSON (path, status, lengths …), then the head as received, then the body.
"""

from __future__ import annotations

import json

from leftopen.model.channel import Reply

MARK = b"leftopen-turn "
MOST = 8
LONGEST_LINE = 400_000

Turn = tuple[str, Reply]


def pack(turns: tuple[Turn, ...]) -> bytes:
    """(requested path, reply) pairs to bytes."""
    return b"".join(_one(path, reply) for path, reply in turns)


def unpack(raw: bytes) -> tuple[Turn, ...] | None:
    """The pairs, or None when these are no packed exchanges. Never raises."""
    turns: list[Turn] = []
    rest = raw
    while rest and len(turns) < MOST:
        taken = _take(rest)
        if taken is None:
            return None
        turn, rest = taken
        turns.append(turn)
    return tuple(turns) or None


def _one(path: str, reply: Reply) -> bytes:
    line = {
        "path": path,
        "status": reply.status,
        "phrase": reply.phrase,
        "version": reply.version,
        "headers": reply.headers,
        "cut": reply.cut,
        "head": len(reply.head),
        "body": len(reply.body),
    }
    return MARK + json.dumps(line).encode() + b"\n" + reply.head + reply.body


def _take(raw: bytes) -> tuple[Turn, bytes] | None:
    line, newline, _ = raw[: len(MARK) + LONGEST_LINE].partition(b"\n")
    if not newline or not line.startswith(MARK):
        return None
    try:
        fields = json.loads(line[len(MARK) :])
        head, body = int(fields["head"]), int(fields["body"])
        if min(head, body) < 0 or head + body > len(raw) - len(line) - 1:
            return None
        start = len(line) + 1
        reply = Reply(
            status=int(fields["status"]),
            phrase=str(fields["phrase"]),
            version=str(fields["version"]),
            headers=tuple((str(name), str(value)) for name, value in fields["headers"]),
            cut=bool(fields["cut"]),
            head=raw[start : start + head],
            body=raw[start + head : start + head + body],
        )
        return (str(fields["path"]), reply), raw[start + head + body :]
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
        return None
