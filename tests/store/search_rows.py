"""Rows that differ in everything that can be asked for, and searches made by a seeded generator."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

from leftopen.model.case import CaseState
from leftopen.model.examined import Examined, ExaminedVerdict, UnexaminedKind
from leftopen.model.facts import Json
from leftopen.model.identity import digest
from leftopen.model.observation import Observation
from leftopen.model.severity import Severity
from leftopen.model.vantage import Place, Vantage
from leftopen.model.verdict import ExposureKind, Phase, Reason, State, closed, opened, unknown
from leftopen.query.fields.fields import FIELDS
from leftopen.query.match import Extra
from tests.query.specimen import BESIDE, DAY, EVERYTHING, PLAIN
from tests.store.samples import NOON, Stored, case_of, held, look, seen
from tests.store.search_terms import Held, phrase, term

ROWS = 40
COSTLY = ("all", "ssl", "http.html")
"""Fields that every text is looked through for."""
VERDICTS = {
    State.OPEN: opened(ExposureKind.DATA),
    State.CLOSED: closed(Reason.PASSWORD_ASKED),
    State.UNKNOWN: unknown(Reason.TIMEOUT, Phase.CONNECT),
}
TEXTS = [
    "HTTP/1.1 200 OK\r\nServer: Nginx/1.22\r\n", "220 mail.example.mil ESMTP", "Index of /Ünïcode é É",
    "-ERR 100% a_b a*b \\ back", "", "+PONG\r\nnginx", "\x1b[31mred\x07 \t tab\n", "😀 emoji ж",
    "it's \"quoted\"",
]  # fmt: skip
PRODUCTS = ["nginx", "Apache httpd", "Redis", "", "100%_x", "É*\\", "a'b"]
ADDRESSES = ["192.0.2.7", "192.0.2.200", "198.51.100.1", "2001:db8::1", "::1", "::ffff:0:c000:207"]
SERIALS = (0, 255, 2**80, 2**159 - 1)
WORDS_OF_SCANS = [
    None,
    *(Examined(verdict=word) for word in ExaminedVerdict if word is not ExaminedVerdict.UNEXAMINED),
    *(Examined(verdict=ExaminedVerdict.UNEXAMINED, kind=kind) for kind in UnexaminedKind),
]
WORDS = [
    "nginx", "NGINX", "é", "É", "ünïcode", '"200 OK"', '"00 ok"', '"1.1"', "1.22", '"%"', '"\\\\"', '"\\""',
    "\"it's\"", '"a_b"', "red", "😀", '"server: nginx"', "port:22,30", "port:>50", "port:30-40", "port:<=25",
    "net:2001:db8::/32,::1", "net:0.0.0.0/0", "net:::/0", "ip:192.0.2.7", "product:a*e", "product:%",
    "product:_", 'product:"a\'b"', r"product:\*", r'product:"\\"', "hostname:a*mil", "tag:*", "module:*s*",
    "module:htt", "ssl.cert.serial:0xff", "ssl.cert.serial:ff:ff", "http.status:>200", "http.status:<300",
    "http.status:0", "asn:<1000000", "uptime:>=0", "ssl.version:-TLSv1", "ssl.cert.expired:false",
    "has_screenshot:false", "has_ipv6:true", "has_vuln:false", "geo:0,0,20015", "geo:52.4,4.8,52.3,4.9",
    "geo:10,170,-10,-170", "geo:52.35,4.89", "before:01/01/9999", "after:01/01/0001", "timestamp:>1970-01-01",
    "cpe:cpe:2.3:a:nginx:nginx:*:*", "cpe:/a", "all:É", "all:nginx,redis", "severity:<low", "size:<1GB",
    "exposure:*", "verdict:closed,unknown", "verdict:undetermined,unexamined", "holds:s*6",
    "open_for:<1w", "id:f,0", "service:e",
    "shodan.module:http,https,ssh", "hash:-2,-5,0,1", "postal:*1*", "country:nl,de,netherlands",
    "http.title:index,inbox,wiki", "ntp.port:>0", "ssl.cert.pubkey.bits:1024,2048", "telnet.do:*",
    "os:*", "product:**", "os:*,linux", "name:*", "-http.title:*",
]  # fmt: skip


def row(n: int) -> Observation:
    """Row n, with everything chosen by n: of what the specimen has, a part."""
    kept = {name: block for at, (name, block) in enumerate(EVERYTHING.blocks.items()) if (n >> at % 4) & 1}
    if "ssl" in kept:
        certificate: dict[str, Json] = {
            "subject": {"CN": "É.example.org"},
            "serial": SERIALS[n % 4],
            "expired": n % 2 == 0,
        }
        versions: list[Json] = ["TLSv1", "-SSLv3"]
        kept["ssl"] = {"versions": versions[: n % 3], "cert": certificate}
    if "http" in kept:
        kept["http"] = {"status": 200 + n, "title": ["Index of /", "", "Inbox"][n % 3], "html_hash": n % 2}
    place = EVERYTHING.location
    made = seen(
        ADDRESSES[n % 6], 20 + n, NOON + timedelta(days=n % 7, microseconds=n), TEXTS[n % len(TEXTS)],
        product=PRODUCTS[n % 7], version=["", "1.22", "7.0.1"][n % 3], tls=n % 4 == 0, hash=(n % 5) - 2,
        hostnames=(("a.example.org", "B.example.mil"), ("x.example.co.uk",), ())[n % 3],
        tags=((), ("a", "B"))[n % 2], module=["http", "ssh", "redis"][n % 3], scan=["5ca1", "5cb2"][n % 2],
        first_seen=NOON - timedelta(days=n % 5), blocks=kept, os=["", "Linux", "Windows"][n % 3],
        vantage=Vantage(place=list(Place)[n % 3], name=["here", "There"][n % 2]),
        location=replace(place, longitude=4.89 + n, org=f"Org {n % 4}", asn=64500 + n % 3) if n % 3 else
        seen().location,
    )  # fmt: skip
    return replace(made, examined=WORDS_OF_SCANS[n % len(WORDS_OF_SCANS)])


def made() -> tuple[list[Observation], dict[str, Extra]]:
    """The rows, and what is known beside each."""
    rows = [EVERYTHING, PLAIN, *(row(n) for n in range(ROWS))]
    return rows, {EVERYTHING.id: BESIDE} | {o.id: _beside(n) for n, o in enumerate(rows[2:])}


def _beside(n: int) -> Extra:
    extra: dict[str, list[str | int]] = {}
    if n % 2:
        state = list(State)[n % 3]
        extra |= {"verdict": [state.value], "exposure": ["redis_open"] if state is State.OPEN else []}
    if n % 3 == 0:
        extra |= {"holds": ["sf86"], "severity": [list(Severity)[n % 5].rank], "size": [3_000_000_000]}
        extra |= {"records": [300]}
    if n % 10 == 0:
        extra |= {"case": ["closed"], "open_for": [n * DAY], "severity": []}
    return extra


def put_beside(store: Stored, rows: Sequence[Observation]) -> None:
    """An older look, finding and case come first: only the newest counts."""
    for n, o in enumerate(rows[2:]):
        if n % 2:
            older, newer = list(State)[(n + 1) % 3], list(State)[n % 3]
            store.add_judged([look(o, VERDICTS[older], 1), look(o, VERDICTS[newer], 2)])
        if n % 3 == 0:
            store.add_findings(
                [held(o, Severity.INFO, 1, ssn=1), held(o, list(Severity)[n % 5], 2, sf86=n + 1)]
            )
        if n % 10 == 0:
            _case(store, o, CaseState.CLOSED, n)
    store.add_judged([look(EVERYTHING, VERDICTS[State.OPEN], 1)])
    store.add_findings([held(EVERYTHING, Severity.HIGH, 1, sf86=4)])
    _case(store, EVERYTHING, CaseState.NOTIFIED, 8)


def _case(store: Stored, o: Observation, state: CaseState, days: int) -> None:
    store.put_case(replace(case_of(o), id=digest(o.id)))
    last = o.timestamp + timedelta(days=days)
    store.put_case(replace(case_of(o, state), id=digest(o.id), last_open=last))


def queries(chance: Random, known: Held) -> Iterator[str]:
    """Every field's examples and every odd word first, then a term of every field, then trees of all that."""
    leaves = [*WORDS, *(f"{f.name}:{value}" for f in FIELDS.values() for value in (f.hits, f.misses))]
    yield from leaves
    for field in FIELDS.values():
        yield term(chance, field, known)
    cheap = [leaf for leaf in leaves if not leaf.startswith(tuple(f"{name}:" for name in COSTLY))]
    fields = [field for name, field in FIELDS.items() if name not in COSTLY]

    def leaf() -> str:
        kind = chance.random()
        if kind < 0.02:
            return term(chance, FIELDS[chance.choice(COSTLY)], known)
        if kind < 0.15:
            return phrase(chance, known)
        return chance.choice(cheap) if kind < 0.4 else term(chance, chance.choice(fields), known)

    while True:
        yield _tree(chance, leaf, 3)


def _tree(chance: Random, leaf: Callable[[], str], depth: int) -> str:
    shape = chance.randrange(6) if depth else 0
    if shape < 2:
        return leaf()
    if shape == 2:
        return f"-({_tree(chance, leaf, depth - 1)})"
    pair = _tree(chance, leaf, depth - 1), _tree(chance, leaf, depth - 1)
    return "({}) OR ({})".format(*pair) if shape > 3 else "{} {}".format(*pair)
