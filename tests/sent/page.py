"""docs/reference/requests.md, from `requests.jsonl` and the docstrings of the leaves."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources

from leftopen import catalogue
from leftopen.pipeline import crawl
from leftopen.service.reference import leaf_pages
from tests.sent.book import PLACE, Row, bytes_of, rows

HEAD = """\
# Every request

All that a scan, a check and a recheck may send to a server, by protocol. The page is made from what each
check and probe sends in its own test (`make requests`). The tests on real servers record every byte, and
fail when one of them belongs to no row here.

- `{name}`, `{path}` and `{number}` stand for what the server itself named or counted before. `{N bytes}`
  are that many bytes. `{more}` fills a message up to the length before it: `{N length}`, `{N size}` or
  `{length}`.
- *Needs* is the read level that the scope must allow ([authorisation](../watch/authorisation.md)): `banner`,
  `metadata`, `listing` or `sample`.
- To find open ports, a scan connects and sends nothing. To identify a silent port, it sends the messages
  marked *opener*, one after another, until one is answered. Where a monitor's run before found the port
  silent, it sends ten of them and a seventh of the others, so that each has its turn within a week. A
  printer's port gets HTTP only, and nothing once it stayed silent; a print queue's (35, 515, 721) nothing.
- Within TLS the same requests are sent, after the handshake of the Python library.
- What goes to your own mail server, webhooks, identity provider and buckets is not listed: these are no
  targets.

## HTTP

A request has these headers and no others: `Host`, `User-Agent`, `Accept`, `Accept-Encoding` and
`Connection`; where needed `Range`, `Depth`, `Content-Type` and `Content-Length`; and in a crawl `Cookie`,
with what the server itself set. No request has a password, a key or a token. Where the words of a path do
not promise reading ([decision 28](../project/decisions/0028-links-that-promise-reading.md)), the last column says why
it only reads.
"""
PIPELINE = {
    "pipeline/crawl": "What a web server shows to a stranger. `{link}` is a path that an answer named, and "
    f"whose words promise reading. At most {crawl.REQUESTS} requests.",
    "pipeline/random_path_control": "A path that does not exist: a server that answers it like every other "
    "path proves nothing. Where a shape was seen below a folder, or at a name with an ending, one of that "
    "form is asked as well. `{random}` are 24 random hexadecimal digits.",
}
OTHER = "| message | bytes | needs | sent by |\n| --- | --- | --- | --- |"
_PIECES = re.compile(rb"(?P<text>[ -_a-~]{3,})|(?P<zeros>\0{4,})|(?P<byte>(?s:.))")
_PLAIN = re.compile(rb"[ -~\r\n]*")


def page() -> str:
    """The page, as Markdown."""
    http = [row for row in rows() if row.method]
    raw = [row for row in rows() if not row.method]
    by_protocol = (_protocol(name, raw) for name in sorted({protocol(row.by) for row in raw}))
    return "\n".join([HEAD, *_http(http), *by_protocol])


@cache
def reasons() -> dict[str, str]:
    """Why a path only reads, by its template, with the source."""
    text = resources.files("leftopen.wire.http").joinpath("declared_paths.toml").read_text("utf-8")
    answer = tomllib.loads(text)["reason"]
    return {path: f"{one['why']} ([source]({one['url']}))" for one in answer for path in one["paths"]}


def protocol(by: str) -> str:
    """The probe whose protocol a check speaks: that of `redis_open` is `redis`."""
    leaf = by.partition("/")[2]
    return max((name for name in catalogue.probes() if f"{leaf}_".startswith(f"{name}_")), key=len)


def about(by: str) -> str:
    """What the requests of a leaf are for: what its docstring says of them."""
    kind, _, name = by.partition("/")
    if kind == "pipeline":
        return PIPELINE[by]
    first, _, rest = leaf_pages.about(kind.removesuffix("s"), name).partition("\n\n")
    second = rest.partition("\n\n")[0]
    return f"{first} {second}".replace("\n", " ").strip()


def _http(these: list[Row]) -> Iterator[str]:
    for by in dict.fromkeys(row.by for row in these):
        yield f"### {by.partition('/')[2]}\n\n{about(by)}\n"
        yield "| request | needs | only reads, because |\n| --- | --- | --- |"
        yield from (_http_line(row) for row in these if row.by == by)
        yield ""


def _http_line(row: Row) -> str:
    depth = f", `Depth: {row.depth}`" if row.method == "PROPFIND" else ""
    body = f", body {_code(row.body)}" if row.body else ""
    why = "" if row.method in ("POST", "PROPFIND") else reasons().get(row.say, "")
    return f"| {_code(f'{row.method} {row.say}')}{depth}{body} | {row.at} | {why} |"


def _protocol(name: str, these: list[Row]) -> str:
    own = [row for row in these if protocol(row.by) == name]
    leaves = dict.fromkeys(row.by for row in own)
    answer = "\n".join(f"- `{by.partition('/')[2]}`: {about(by)}" for by in leaves)
    lines = {(row.say, row.at): _line(row, own) for row in own}
    return "\n".join([f"## {name}\n\n{answer}\n\n{OTHER}", *lines.values(), ""])


def _line(row: Row, own: list[Row]) -> str:
    by = [f"`{one.by.partition('/')[2]}`" for one in own if (one.say, one.at) == (row.say, row.at)]
    name = f"{row.name or _title(row.say)}{_opener(row)}"
    return f"| {name} | {_code(shown(row.say))} | {row.at} | {', '.join(by)} |"


def _opener(row: Row) -> str:
    probe = catalogue.probes().get(row.by.partition("/")[2])
    if probe is None or PLACE.search(row.say):
        return ""
    names = {probe.opener: " (opener)", probe.anonymous: " (opener with `--anonymous`)"}
    return names.get(bytes_of(row.say), "")


def _title(say: str) -> str:
    return PLACE.sub("…", say.removesuffix("\\n").removesuffix("\\r")).strip()


def shown(say: str) -> str:
    """Bytes for people: text as it is, others in hexadecimal, with the text that is in them."""
    if all(_PLAIN.fullmatch(bytes_of(part)) for part in PLACE.split(say)[::2]):
        return say
    parts = PLACE.split(say)
    return " ".join(
        f"{{{part}}}" if at % 2 else _hexadecimal(bytes_of(part)) for at, part in enumerate(parts) if part
    )


def _hexadecimal(answer: bytes) -> str:
    out = []
    for piece in _PIECES.finditer(answer):
        zeros, text = piece["zeros"], piece["text"]
        out.append(f"00×{len(zeros)}" if zeros else f'"{text.decode()}"' if text else piece[0].hex())
    return " ".join(out)


def _code(text: str) -> str:
    """As code in a cell of a table."""
    return "`" + text.replace("|", r"\|") + "`"
