"""Every request that the program may send to a target: the rows of `requests.jsonl`, and which one it is.

A row is a template. In a path or a message, `{name}`, `{path}` and `{number}` stand for what the server named
or counted, `{N bytes}` for that many, `{more}` for the rest of a message whose length stands before it:
`{N length}` (big-endian, of what follows), `{N size}` (little-endian, of the whole), `{length}` (BER).
"""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes

from leftopen.model.read_level import ReadLevel
from leftopen.wire.http.reading_links import ever_promises

ROWS = Path(__file__).with_name("requests.jsonl")
HEADERS = frozenset(
    {"host", "user-agent", "accept", "accept-encoding", "connection"}
    | {"range", "cookie", "depth", "content-type", "content-length"}
)
"""Every header that a request may have."""
PLACE = re.compile(r"\{(name|path|number|random|link|more|length|\d+ (?:bytes|length|size))\}")
_IN_PATH = {
    "name": r"[^/?&#\s]+",
    "path": r"[^?#\s]+",
    "number": r"\d+",
    "random": "[0-9a-f]{24}",
    "link": r"\S+",
}
_IN_BYTES = {"name": rb"[^\r\n\0]+", "number": rb"\d+", "more": rb"(?s:.*)"}
_BER = rb"(?s:[\0-\x7f]|\x81.|\x82..)"
_REQUEST = re.compile(rb"([A-Z]{3,8}) (\S+) HTTP/1\.[01]\r\n((?:[!-~]+: [^\r\n]*\r\n)*)\r\n")
_LEAF = re.compile(r"(?:^|/)tests/(checks|probes)/test_(\w+)\.py::")
_SAMPLE = re.compile(r"(?:^|/)tests/(checks|probes)/test_(?:text_)?samples\.py::\w+\[(\w+)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`by` the leaf (`checks/redis_open`) or part of the pipeline that sends it; `at` the lowest read level
    for it; `say` the path, with a `method`, or the bytes as Python escapes them, with a `name`."""

    by: str
    at: ReadLevel
    say: str
    name: str = ""
    method: str = ""
    depth: int = 0
    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One HTTP request."""

    method: str
    path: str
    depth: int = 0
    body: str = ""


def leaf() -> str:
    """The leaf whose own test runs now, or ''."""
    running = os.environ.get("PYTEST_CURRENT_TEST", "")
    if sample := _SAMPLE.search(running):
        return f"{sample[1]}/{sample[2]}"
    found = _LEAF.search(running)
    return f"{found[1]}/{found[2]}" if found else ""


@cache
def rows() -> tuple[Row, ...]:
    lines = map(json.loads, ROWS.read_text().splitlines())
    return tuple(Row(**(line | {"at": ReadLevel(line["at"])})) for line in lines)


def write(these: list[Row]) -> None:
    """The rows as lines, without what is empty."""
    kept = ({key: value for key, value in asdict(row).items() if value} for row in these)
    ROWS.write_text("".join(json.dumps(line) + "\n" for line in kept))
    rows.cache_clear()


def escaped(answer: bytes) -> str:
    return answer.decode("latin-1").encode("unicode_escape").decode()


def bytes_of(text: str) -> bytes:
    """The bytes of a template without places."""
    return text.encode().decode("unicode_escape").encode("latin-1")


def matches(row: Row, request: Request, named: bytes | None = None) -> bool:
    """`named`: all that the server said, where what fills a place must come from."""
    same = (row.method, row.depth, row.body) == (request.method, request.depth, request.body)
    found = _path(row.say).fullmatch(request.path) if same else None
    if found is None:
        return False
    if "{link}" in row.say and not ever_promises(request.path):
        return False
    filled = "" if "{random}" in row.say or named is None else "/".join(found.groups())
    return all(_named(part, named or b"") for part in filled.partition("?")[0].split("/") if part)


def _named(part: str, heard: bytes) -> bool:
    """Did the server name this part of a path, in one of the ways of writing it?"""
    plain = unquote(part)
    forms = {part, plain, html.escape(plain), json.dumps(plain)[1:-1], json.dumps(part)[1:-1]}
    return any(form.encode() in heard or form.encode() in _decoded(heard) for form in forms)


@lru_cache(maxsize=4)
def _decoded(heard: bytes) -> bytes:
    return unquote_to_bytes(heard)


@cache
def _path(template: str) -> re.Pattern[str]:
    parts = PLACE.split(template)
    return re.compile(
        "".join(f"({_IN_PATH[part]})" if at % 2 else re.escape(part) for at, part in enumerate(parts))
    )


def ends(row: Row, answer: bytes, start: int) -> int:
    """Where a message of this row that begins at `start` ends; -1 when none begins there."""
    head, whole, kind = _message(row.say)
    first = head.match(answer, start)
    if first is None or not kind:
        return first.end() if first else -1
    end = _end(first, kind)
    return end if end <= len(answer) and whole.fullmatch(answer, start, end) else -1


def _end(head: re.Match[bytes], kind: str) -> int:
    field = head["length"]
    if kind == "size":
        return head.start() + int.from_bytes(field, "little")
    number = field[1:] if kind == "ber" and len(field) > 1 else field
    return head.end() + int.from_bytes(number, "big")


@cache
def _message(template: str) -> tuple[re.Pattern[bytes], re.Pattern[bytes], str]:
    """The message up to its length, the whole, and the kind of the length ('': it has none)."""
    head = whole = b""
    kind = ""
    for at, part in enumerate(PLACE.split(template)):
        number, _, what = part.partition(" ")
        pattern = (
            re.escape(bytes_of(part)) if at % 2 == 0 else _IN_BYTES.get(part, b"(?s:.{%s})" % number.encode())
        )
        if (at % 2 and "length" in part) or what == "size":
            pattern = b"(?P<length>%s)" % (_BER if part == "length" else pattern)
            head, kind = whole + pattern, "ber" if part == "length" else what
        whole += pattern
    return re.compile(head or whole), re.compile(whole), kind


def used(answer: bytes, of: Sequence[Row]) -> tuple[list[Row], int]:
    """The rows of which these bytes are made, one after another, and how far they reach."""
    known: dict[int, list[Row]] = {0: []}
    waiting = [0]
    while waiting:
        start = waiting.pop()
        for row in of:
            end = -1 if row.method else ends(row, answer, start)
            if end > start and end not in known:
                known[end] = [*known[start], row]
                waiting.append(end)
    return known[max(known)], max(known)


def unlisted(answer: bytes, named: bytes) -> str:
    """What of one connection is no row, '' when all of it is. `named`: all that this server ever said. Bytes
    of TLS can't be looked into, so what follows their beginning counts as listed."""
    while answer and not (answer[:1] in (b"\x15", b"\x16") and answer[1:2] == b"\x03"):
        found = _REQUEST.match(answer)
        if found is not None:
            request, end = _request(found, answer)
            wrong = _strange(found[3]) or not any(
                matches(row, request, named) for row in rows() if row.method
            )
            if wrong:
                return f"{request.method} {request.path} {request.body} {_strange(found[3])}".strip()
        else:
            end = used(answer, rows())[1]
            if not end:
                return escaped(answer[:60])
        answer = answer[end:]
    return ""


def _request(found: re.Match[bytes], answer: bytes) -> tuple[Request, int]:
    fields = dict(_fields(found[3]))
    end = found.end() + int(fields.get("content-length", "0"))
    return Request(
        method=found[1].decode(), path=found[2].decode("latin-1"), depth=int(fields.get("depth", "0")),
        body=answer[found.end() : end].decode("latin-1"),
    ), end  # fmt: skip


def _fields(head: bytes) -> Iterator[tuple[str, str]]:
    for line in head.decode("latin-1").splitlines():
        name, _, value = line.partition(":")
        yield name.lower(), value.strip()


def _strange(head: bytes) -> str:
    return " ".join(name for name, _ in _fields(head) if name not in HEADERS)


class Recorder:
    """Takes what the leaves send in their own tests. `kept`: for `refresh`, which writes the rows."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, ReadLevel, Request | bytes]] | None = None

    def take(self, at: ReadLevel, what: Request | bytes) -> None:
        """Raises AssertionError for what is no row of the leaf, unless it has none yet: a new one gets its
        rows at the end."""
        by = leaf()
        if not by:
            return
        if self.kept is not None:
            self.kept.append((by, at, what))
            return
        own = tuple(row for row in rows() if row.by == by)
        found = rows_of(what, own)
        listed = found and all(at.allows(row.at) for row in found)
        assert listed or not own, f"docs/reference/requests.md has no {what!r} by {by}: make requests"


def rows_of(what: Request | bytes, own: Sequence[Row]) -> list[Row]:
    """The rows that this is, [] when it is none. Of several, the one with the fewest places."""
    if isinstance(what, bytes):
        parts, end = used(what, own)
        return parts if end == len(what) else []
    found = [row for row in own if row.method and matches(row, what)]
    return sorted(found, key=lambda row: (len(PLACE.findall(row.say)), -len(row.say)))[:1]


RECORDER = Recorder()
