"""What can be asked: one row per field."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from enum import StrEnum

from leftopen.model.case import CaseState
from leftopen.model.severity import Severity
from leftopen.model.verdict import State


class Kind(StrEnum):
    """`contains` a part of the text · `is` the whole text (both: any case, `*` for anything) · `prefix` how
    an id begins · `number` a number, `80-90`, `>1024` · `bytes` a number with a unit · `before`, `after` a
    day as an end · `net` addresses and CIDR ranges · `yes` yes or no · `choice` one of the field's `words` ·
    `level` one of them, or `>=` one of them."""

    CONTAINS = "contains"
    IS = "is"
    PREFIX = "prefix"
    NUMBER = "number"
    BYTES = "bytes"
    BEFORE = "before"
    AFTER = "after"
    NET = "net"
    YES = "yes"
    CHOICE = "choice"
    LEVEL = "level"


class Home(StrEnum):
    """Where its column lives: the observation itself, or what was judged, found, opened about its service."""

    OBSERVATIONS = "observations"
    JUDGED = "judged"
    FINDINGS = "findings"
    CASES = "cases"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """`columns` of `home` hold it (one of them is enough); `many`: the column is a list."""

    name: str
    kind: Kind
    help: str
    columns: tuple[str, ...]
    home: Home = Home.OBSERVATIONS
    many: bool = False
    facet: bool = False
    words: tuple[str, ...] = ()


def _field(name: str, kind: Kind, column: str, help: str, *, many: bool = False, facet: bool = True) -> Field:
    return Field(name=name, kind=kind, help=help, columns=tuple(column.split()), many=many, facet=facet)


_OWN = (
    _field("port", Kind.NUMBER, "port", "port number"),
    _field("ip", Kind.NET, "address", "one address"),
    _field("net", Kind.NET, "address", "addresses of a range, such as 192.0.2.0/24", facet=False),
    _field("transport", Kind.IS, "transport", "tcp or udp"),
    _field("module", Kind.IS, "module", "the protocol that answered, such as http or redis"),
    _field("product", Kind.CONTAINS, "product", "name of the software"),
    _field("version", Kind.CONTAINS, "version", "its version"),
    _field("info", Kind.CONTAINS, "info", "what else the service says of itself"),
    _field("hostname", Kind.CONTAINS, "hostnames", "a part of a host name", many=True),
    _field("name", Kind.IS, "name", "the host name that was asked for (SNI, Host)"),
    _field("tag", Kind.IS, "tags", "tag", many=True),
    _field("cpe", Kind.CONTAINS, "cpe", "a part of a CPE name", many=True),
    _field("hash", Kind.NUMBER, "hash", "Shodan's hash of the banner"),
    _field("identity", Kind.CONTAINS, "identity", "the service's own identity, such as its host key"),
    _field("tls", Kind.YES, "tls", "whether it was talked to inside TLS: yes or no"),
    _field("ssl", Kind.CONTAINS, "ssl", "any text of the certificate and the TLS handshake", facet=False),
    _field("ssl.cert.subject.cn", Kind.CONTAINS, "ssl_subject_cn", "the certificate's common name"),
    _field("ssl.cert.issuer.cn", Kind.CONTAINS, "ssl_issuer_cn", "its issuer's common name"),
    _field("ssl.cert.serial", Kind.IS, "ssl_serial", "its serial number"),
    _field("ssl.cert.fingerprint", Kind.IS, "ssl_fingerprint", "its SHA-256 fingerprint in hex"),
    _field("http.status", Kind.NUMBER, "http_status", "status of the HTTP answer"),
    _field("http.title", Kind.CONTAINS, "http_title", "title of the page"),
    _field("http.server", Kind.CONTAINS, "http_server", "the Server header"),
    _field("http.html_hash", Kind.NUMBER, "http_html_hash", "Shodan's hash of the page"),
    _field("http.headers_hash", Kind.NUMBER, "http_headers_hash", "Shodan's hash of the headers"),
    _field("http.favicon.hash", Kind.NUMBER, "http_favicon_hash", "Shodan's hash of the favicon"),
    _field("scan", Kind.PREFIX, "scan", "the scan that saw it"),
    _field("id", Kind.PREFIX, "id", "how the observation's id begins", facet=False),
    _field("service", Kind.PREFIX, "service", "how the service's id begins", facet=False),
    _field("realm", Kind.IS, "realm", "the network that the address belongs to"),
    _field(
        "vantage", Kind.IS, "vantage place", "from where it was seen: a name, or internet, inside, loopback"
    ),
    _field("before", Kind.BEFORE, "timestamp", "seen before that day began, dd/mm/yyyy", facet=False),
    _field("after", Kind.AFTER, "timestamp", "seen on that day or later, dd/mm/yyyy", facet=False),
)
_OTHERS = (
    Field(
        name="exposure", kind=Kind.IS, columns=("check",), home=Home.JUDGED,
        help="the check, such as redis_open, whose newest verdict says open",
    ),
    Field(
        name="verdict", kind=Kind.CHOICE, columns=("state",), home=Home.JUDGED, words=tuple(State),
        help="what some check's newest verdict says",
    ),
    Field(
        name="holds", kind=Kind.IS, columns=("labels",), home=Home.FINDINGS, many=True,
        help="kind of data that was found in it, such as sf86",
    ),
    Field(
        name="severity", kind=Kind.LEVEL, columns=("rank",), home=Home.FINDINGS, words=tuple(Severity),
        help="severity of its newest finding; >=high means high and critical",
    ),
    Field(
        name="size", kind=Kind.BYTES, columns=("size_bytes",), home=Home.FINDINGS,
        help="how much is exposed by the server's own word, such as >1GB",
    ),
    Field(
        name="records", kind=Kind.NUMBER, columns=("size_records",), home=Home.FINDINGS,
        help="how many records, by the server's own word",
    ),
    Field(
        name="case", kind=Kind.CHOICE, columns=("state",), home=Home.CASES, words=tuple(CaseState),
        help="state of a case about it",
    ),
)  # fmt: skip

FIELDS: dict[str, Field] = {field.name: field for field in (*_OWN, *_OTHERS)}


def nearest(name: str) -> str:
    """The known field that looks most like it, or ''."""
    return next(iter(difflib.get_close_matches(name, FIELDS, n=1, cutoff=0.5)), "")
