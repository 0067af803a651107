"""HTTP/1 as the judge reads it: only questions, no credentials, no body."""

from __future__ import annotations

import re

from tests.servers.offence import Kind, Offence

HARMLESS = (b"GET", b"HEAD", b"OPTIONS", b"PROPFIND")
POSTED = {
    (b"/v3/kv/range", b'{"key":"AA==","range_end":"AA==","count_only":true}'),
    (b"/v3/maintenance/status", b"{}"),
    (b"/api/2.0/mlflow/runs/search", b'{"experiment_ids":["0"],"max_results":1}'),
}
"""Path and body of each POST that only reads, written down here once more."""
FOUND = (
    b'<?xml version="1.0"?><propfind xmlns="DAV:"><prop><resourcetype/><getcontentlength/><getlastmodified/>'
    b"</prop></propfind>"
)
"""The one body of a PROPFIND."""
_LOGINS = re.compile(
    rb"^(?:(?:proxy-)?authorization|cookie2?|x-api-key|x-[a-z-]{0,40}token|api-key|x-forwarded-user|remote-user)$"
)
_LINE = re.compile(rb"([A-Za-z-]{1,30}) (\S{1,8000}) HTTP/[0-9.]{1,5}")
_SECRET_IN_URL = re.compile(rb"(?i)//[^/?#\s]{0,200}@|[?&](?:pass(?:word|wd)?|token|api_?key|auth)=")
_QUERY = re.compile(
    rb"/query\?q=SHOW%20(?:DATABASES|SERIES%20CARDINALITY%20ON%20%22(?:[A-Za-z0-9_.~-]|%[0-9A-F]{2})+%22)"
)
"""The questions of InfluxDB: its `/query` takes every statement, also those that drop a database."""
_CLICKHOUSE = re.compile(
    rb"/\?query=SELECT%20count%28%29%20AS%20tables%2C(?:[A-Za-z_.]|%(?:20|27|28|29|2C))*%20FORMAT%20JSON"
)
"""The question of ClickHouse, one SELECT: no letter here could end it and begin another statement."""
_BEGINS = re.compile(rb"[A-Za-z-]{1,30} \S{1,8000}(?: HTTP/)")


def begins(answer: bytes) -> bool:
    """A request line, of any method."""
    return bool(_BEGINS.match(answer[:8100].partition(b"\n")[0]))


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """Requests one after another, as a connection that is kept alive sends them."""
    asked: list[str] = []
    offences: list[Offence] = []
    rest = answer
    while rest.strip(b"\r\n"):
        head, end, rest = rest.lstrip(b"\r\n").partition(b"\r\n\r\n")
        line, *fields = head.split(b"\r\n")
        found = _LINE.fullmatch(line)
        posted = _posted(found, fields, rest) if found is not None else 0
        if found is not None and posted:
            asked.append(f"{found[1].decode()} (a question)")
            rest = rest[posted:]
            fields = [field for field in fields if not field.lower().startswith(b"content-")]
            offences += [offence for field in fields for offence in _of_field(field)]
            continue
        if found is None:
            offences.append(Offence(kind=Kind.UNREADABLE, text=f"no request line: {_shown(line)}"))
            break
        asked.append(found[1].decode())
        offences += _of_line(found)
        offences += [offence for field in fields for offence in _of_field(field)]
        if not end:
            break
    return tuple(asked), tuple(offences)


def _posted(found: re.Match[bytes], fields: list[bytes], rest: bytes) -> int:
    """The length of the body, where the whole of it is one of the questions that are known. Whole is what the
    one length in the head says: behind it the next question begins, and nowhere else for any server."""
    names = [field.partition(b":")[0].lower() for field in fields]
    lengths = [
        field.partition(b":")[2].strip() for field in fields if field[:15].lower() == b"content-length:"
    ]
    if len(lengths) != 1 or names.count(b"content-type") > 1 or b"transfer-encoding" in names:
        return 0
    known = {body for path, body in POSTED if path == found[2]} if found[1] == b"POST" else set()
    known |= {FOUND} if found[1] == b"PROPFIND" else set()
    whole = next((body for body in known if b"%d" % len(body) == lengths[0] and rest.startswith(body)), b"")
    behind = rest[len(whole) :]
    return len(whole) if not behind or begins(behind) else 0


def _of_line(found: re.Match[bytes]) -> list[Offence]:
    wrong = []
    if found[1] not in HARMLESS:
        wrong.append(Offence(kind=Kind.MUTATING, text=f"method {_shown(found[1])}"))
    if found[2].startswith(b"/query?") and not _QUERY.fullmatch(found[2]):
        wrong.append(Offence(kind=Kind.MUTATING, text="a statement that is not known to only read"))
    if found[2].startswith(b"/?query=") and not _CLICKHOUSE.fullmatch(found[2]):
        wrong.append(Offence(kind=Kind.MUTATING, text="a statement that is not known to only read"))
    if _SECRET_IN_URL.search(found[2]):
        wrong.append(Offence(kind=Kind.LOGIN, text="a secret in the URL"))
    return wrong


def _of_field(field: bytes) -> list[Offence]:
    name, _, value = field.partition(b":")
    lower, value = name.strip().lower(), value.strip()
    if _LOGINS.fullmatch(lower):
        return [Offence(kind=Kind.LOGIN, text=f"header {_shown(name)}")]
    if (lower == b"content-length" and value != b"0") or lower == b"transfer-encoding":
        return [Offence(kind=Kind.MUTATING, text=f"a body, by header {_shown(name)}")]
    if lower == b"upgrade" or lower.startswith(b"x-http-method") or lower == b"x-method-override":
        return [Offence(kind=Kind.MUTATING, text=f"header {_shown(name)}")]
    return []


def _shown(raw: bytes) -> str:
    return ascii(raw[:40].decode("latin-1"))
