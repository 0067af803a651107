"""Configuration dump: environment variables, settings or a server's status page.

Open: `NAME=value` lines, JSON or table rows whose names are variables or settings, most of the answer; or a
status table with clients, requests and processes.

Intent: *left open* when it shows a secret (a name such as password or token with a value that is not masked,
or credentials in an address), client addresses, internal addresses or server paths; else undetermined.

False positives: a page's public configuration (addresses of an API, public keys) shows none of these. A
masked value is no secret. A secret is never used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from leftopen.model.channel import Reply
from leftopen.model.facts import Json
from leftopen.model.sample import NOTHING, Sample
from leftopen.model.severity import Severity
from leftopen.model.shape import Intent, Shape, ShapeMatch
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer, Page
from leftopen.present.humanize import format_count
from leftopen.wire.http.pages.like_objects import words
from leftopen.wire.http.pages.page_parser import read_answer
from leftopen.wire.http.pages.page_words import tables, words_of

LEAST, MOST, PIECE, LONGEST = 5, 1000, 64 * 1024, 64 * 1024
_VARIABLE = re.compile(r"[A-Z][A-Z0-9]{0,40}(?:_[A-Z0-9]{1,40}){1,10}|PATH|HOME|PWD|USER|SHELL|LANG|HOSTNAME")
_SETTING = re.compile(r"[a-z][\w-]{0,40}(?:\.[\w-]{1,40}){1,8}|[a-z][a-z0-9]{0,30}(?:_[a-z0-9]{1,30}){1,8}")
_LINE = re.compile(
    r"^[ \t]{0,8}(?:export )?([A-Za-z][\w.-]{0,80})[ \t]{0,4}[=:][ \t]{0,4}(.{0,500})$", re.MULTILINE
)
_SUPERGLOBAL = re.compile(r"\$?_?(?:SERVER|ENV)\[['\"](.{1,80})['\"]\]")
_SECRET = words_of("password passwd passphrase pwd secret token credential credentials dsn apikey pass")
_KEYED = re.compile(r"(?:api|access|private|secret|encryption|signing|auth|master)[_.-]?key$", re.IGNORECASE)
_PUBLIC = words_of(
    "public publishable site vapid expiry expires length policy url uri endpoint lifetime type min max"
)
_MASKED = re.compile(
    r"[*•x.#-]{3,200}|\W{0,2}(?:redacted|hidden|masked|filtered|removed|null|none|true|false)\W{0,2}", re.I
)
_IN_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://[^\s:/@\"']{0,80}:([^\s/@\"'*]{3,100})@[\w.-]")
_INTERNAL = re.compile(
    r"\b(?:10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2})\b|"
    r"\b[a-z0-9][a-z0-9-]{0,40}\.(?:internal|local|lan|corp|intranet|svc\.cluster\.local)\b",
    re.IGNORECASE,
)
_SERVER_PATH = re.compile(
    r"(?:^|[\s\"'=:])/(?:home|var|opt|srv|etc|usr|root|data|mnt)/[\w.-]{1,80}|\b[A-Z]:\\[\w.-]{1,80}"
)
_ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\b[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){3,7}\b", re.IGNORECASE)
_CLIENT = words_of("client clients remote peer adresse cliente")
_REQUEST = words_of("request requests vhost pid srv state uri method requête anfrage")
_CONTAINERS = words_of("env environ environment config configuration configs settings properties variables")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dump:
    """`entries` are name and value; `raw` is what a detector reads."""

    entries: tuple[tuple[str, str], ...]
    raw: str
    form: str


def judge(answer: Answer) -> ShapeMatch | None:
    """A dump of names and values, or a status page with clients."""
    if answer.reply.status != 200:
        return None
    if answer.page is not None:
        if answer.page.password:
            return None
        if (clients := _clients(answer.page)) is not None:
            return clients
    dump = _dump(answer)
    found = None if dump is None else _judged(dump, answer.reply.cut)
    quiet = found is not None and found.intent is Intent.UNDETERMINED
    return None if quiet and (_is_script(answer) or _described(dump)) else found


def _is_script(answer: Answer) -> bool:
    """The constants of a page's own script are public."""
    return "javascript" in answer.kind or answer.path.partition("?")[0].endswith((".js", ".mjs"))


def _described(dump: _Dump | None) -> bool:
    """Does a manual describe settings? Then most of the values are sentences."""
    values = [value for _, value in dump.entries] if dump is not None else []
    return sum(len(value.split()) >= 4 for value in values) * 2 > len(values)


def _dump(answer: Answer) -> _Dump | None:
    if answer.page is not None:
        found = tuple(_from_tables(answer.page))
        return _named(found, "\n".join(f"{key}={value}" for key, value in found), "rows")
    if isinstance(answer.data, dict):
        return _named(tuple(_from_json(answer.data)), answer.text[:LONGEST], "members")
    return _from_text(answer.text[:LONGEST]) if answer.data is None else None


def _named(entries: tuple[tuple[str, str], ...], raw: str, form: str) -> _Dump | None:
    """A dump, when there are enough entries, nearly all of them with a variable's or setting's name."""
    plain = [entry for entry in entries if _VARIABLE.fullmatch(entry[0]) or _SETTING.fullmatch(entry[0])]
    if len(plain) < LEAST or len(plain) * 10 < len(entries) * 6:
        return None
    return _Dump(entries=tuple(plain), raw=raw, form=form)


def _from_text(text: str) -> _Dump | None:
    lines = [line for line in text.splitlines()[:MOST] if line.strip() and line.lstrip()[0] not in "#;[/"]
    found = [(fits[1], fits[2]) for line in lines if (fits := _LINE.fullmatch(line.rstrip())) is not None]
    variables = sum(bool(_VARIABLE.fullmatch(name)) for name, _ in found)
    if len(found) < 3 or len(found) * 10 < len(lines) * 8 or (variables < 3 and len(found) < LEAST):
        return None
    if variables >= 3 and variables * 2 >= len(found):
        return _Dump(entries=tuple(found), raw=text, form="lines")
    return _named(tuple(found), text, "lines")


def _from_tables(page: Page) -> Iterator[tuple[str, str]]:
    for group in tables(page):
        for row in group.rows:
            cells = [cell for cell in row.cells if cell]
            if len(cells) in (2, 3) and len(cells[0]) <= 100 and " " not in cells[0].strip():
                fits = _SUPERGLOBAL.fullmatch(cells[0].strip())
                yield fits[1] if fits else cells[0].strip(), cells[1]


def _from_json(data: dict[str, Json]) -> Iterator[tuple[str, str]]:
    """What the answer names as environment, settings or property sources; of the answer itself only members
    with a variable's name, because any object has keys like `first_name`."""
    for key, value in list(data.items())[:MOST]:
        if _VARIABLE.fullmatch(key) and isinstance(value, str | int | float):
            yield key, str(value)[:500]
    for container in _containers(data):
        for key, value in list(container.items())[:MOST]:
            inner = value.get("value") if isinstance(value, dict) else value
            if isinstance(inner, str | int | float):
                yield key, str(inner)[:500]


def _containers(data: dict[str, Json]) -> Iterator[dict[str, Json]]:
    for key, value in list(data.items())[:50]:
        if isinstance(value, dict) and words(key) & _CONTAINERS:
            yield value
        for one in value[:30] if isinstance(value, list) and words(key) & {"sources"} else []:
            held = one.get("properties") if isinstance(one, dict) else None
            if isinstance(held, dict):
                yield held


def _judged(dump: _Dump, cut: bool) -> ShapeMatch:
    secrets = sum(_is_secret(key, value) for key, value in dump.entries)
    inside = sum(bool(_INTERNAL.search(value) or _SERVER_PATH.search(value)) for _, value in dump.entries)
    count = len(dump.entries)
    summary = f"{format_count(count, 'setting')}"
    size = Size(records=count, at_least=cut)
    if secrets:
        return ShapeMatch(
            kind=ExposureKind.DATA,
            said=f"{summary}, {format_count(secrets, 'secret')} among them",
            intent=Intent.LEFT_OPEN,
            why="secrets that are not masked",
            size=size,
            sample=Sample(("settings.txt", "text/plain", dump.raw.encode("utf-8", "replace")[:PIECE])),
        )
    if inside:
        return ShapeMatch(
            kind=ExposureKind.METADATA,
            said=summary,
            intent=Intent.LEFT_OPEN,
            why="internal addresses or paths of the server",
            size=size,
            sample=Sample(("settings.txt", "text/plain", dump.raw.encode("utf-8", "replace")[:PIECE])),
        )
    return ShapeMatch(
        kind=ExposureKind.METADATA,
        said=summary,
        intent=Intent.UNDETERMINED,
        why="settings without a secret or an internal address",
        size=size,
        sample=NOTHING,
    )


def _is_secret(name: str, value: str) -> bool:
    value = value.strip().strip("\"'")
    if _IN_ADDRESS.search(value):
        return True
    spoken = words(name)
    named = spoken & _SECRET or _KEYED.search(name)
    return bool(named and not spoken & _PUBLIC and len(value) >= 4 and not _MASKED.fullmatch(value))


def _clients(page: Page) -> ShapeMatch | None:
    """A status table: who asks for what, at this moment."""
    for group in tables(page):
        titles = words_of(*group.header)
        if not titles & _CLIENT or len(titles & _REQUEST) < 2:
            continue
        rows = [row for row in group.rows if any(_ADDRESS.search(cell) for cell in row.cells)]
        if rows:
            return ShapeMatch(
                kind=ExposureKind.DATA,
                said=f"{format_count(len(rows), 'request')} with the client's address",
                intent=Intent.LEFT_OPEN,
                why="addresses of clients and what they ask for",
                size=Size(records=len(rows), at_least=True),
            )
    return None


def _example(body: str, kind: str = "text/plain", path: str = "/") -> Answer:
    return read_answer(path, Reply(status=200, headers=(("Content-Type", kind),), body=body.encode()))


_STATUS = (
    "<html><body><h1>Status</h1><table><tr><th>Srv</th><th>PID</th><th>Client</th><th>VHost</th><th>"
    "Request</th></tr>"
    "<tr><td>0-0</td><td>12</td><td>192.0.2.7</td><td>example.org</td><td>GET / "
    "HTTP/1.1</td></tr></table></body></html>"
)

shape = Shape(
    title="Configuration readable without authentication",
    remedy=(
        "Turn the page off, or require a login. Change every password, key and token that it shows: anyone "
        "who read them can use them elsewhere. Check the logs of the systems that they open."
    ),
    severity=Severity.MEDIUM,
    references=("https://cwe.mitre.org/data/definitions/200.html",),
    sized_by="the settings or requests that the answer lists",
    judge=judge,
    hits=(
        _example("APP_NAME=shop\nDB_HOST=10.0.0.3\nDB_PASS" + "WORD=made-up-word\n"),
        _example(
            '{"activeProfiles":[],"propertySources":[{"name":"a","properties":{"server.port":{"value":80},'
            '"app.data_dir":{"value":"/var/lib/app"},"app.name":{"value":"x"},"log.level":{"value":"info"},'
            '"log.format":{"value":"json"}}}]}',
            "application/json",
        ),
        _example(_STATUS, "text/html"),
    ),
    misses=(
        _example("Name: Ann\nTown: Lyon\nHobby: chess\n"),
        _example('{"first_name":"Ann","last_name":"B","zip":"1","town":"x","note":"y"}', "application/json"),
        _example(_STATUS.replace("Client", "Visitors today"), "text/html"),
    ),
)
