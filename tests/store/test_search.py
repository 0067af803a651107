"""The engine and `match` answer every search alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leftopen.model.case import CaseState
from leftopen.model.finding import Judged
from leftopen.model.observation import Observation
from leftopen.model.severity import Severity
from leftopen.model.vantage import Place, Vantage
from leftopen.model.verdict import Phase, Reason, Seen, State, closed, opened, unknown
from leftopen.query.match import Extra, match
from leftopen.query.parse import parse
from leftopen.store.observations import Observations
from leftopen.store.search import where
from tests.store.samples import NOON, case_of, held, look, observations, seen

VERDICTS = {
    State.OPEN: opened(Seen.DATA),
    State.CLOSED: closed(Reason.PASSWORD_ASKED),
    State.UNKNOWN: unknown(Reason.TIMEOUT, Phase.CONNECT),
}
TEXTS = [
    "HTTP/1.1 200 OK\r\nServer: Nginx/1.22\r\n", "220 mail.example.mil ESMTP", "Index of /Ünïcode é É",
    "-ERR 100% a_b a*b \\ back", "", "+PONG\r\nnginx", "\x1b[31mred\x07 \t tab\n", "😀 emoji ж",
    "it's \"quoted\"",
]  # fmt: skip
PRODUCTS = ["nginx", "Apache httpd", "Redis", "", "100%_x", "É*\\", "a'b"]


def row(n: int) -> Observation:
    """Row n, with everything chosen by n."""
    return seen(
        ["192.0.2.7", "192.0.2.200", "198.51.100.1", "2001:db8::1", "::1"][n % 5], 20 + n,
        NOON + timedelta(days=n % 7, microseconds=n), TEXTS[n % len(TEXTS)], product=PRODUCTS[n % 7],
        version=["", "1.22", "7.0.1"][n % 3], tls=n % 4 == 0, hash=(n % 5) - 2,
        hostnames=(("a.example.org", "B.example.mil"), ("x.example.org",), ())[n % 3],
        tags=((), ("a", "B"))[n % 2],
        module=["http", "ssh", "redis"][n % 3], scan=["5ca1", "5cb2"][n % 2],
        vantage=Vantage(place=list(Place)[n % 3], name=["here", "There"][n % 2]),
        blocks=[
            {}, {"http": {"status": 200 + n, "title": "Index of /", "server": "Nginx"}},
            {"ssl": {"cert": {"subject": {"CN": "É.example.org"}, "issuer": {"CN": "Root"}, "serial": n}}},
        ][n % 3],
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    store: Observations
    rows: list[Observation]
    extras: dict[str, Extra]


def _beside(n: int, o: Observation) -> tuple[Extra, list[Judged]]:
    """The newest look is the one that counts."""
    state = list(State)[n % 3]
    looks = [look(o, VERDICTS[list(State)[(n + 1) % 3]], 1), look(o, VERDICTS[state], 2)]
    extra: Extra = {"verdict": [state.value], "exposure": ["redis_open"] if state is State.OPEN else []}
    return extra, looks


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with observations(tmp_path_factory.mktemp("search")) as store:
        rows = [row(n) for n in range(60)]
        store.add(rows)
        extras: dict[str, Extra] = {}
        for n, o in enumerate(rows):
            extra: dict[str, list[str | int]] = {}
            if n % 2:
                beside, looks = _beside(n, o)
                store.add_judged(looks)
                extra |= {name: list(values) for name, values in beside.items()}
            if n % 3 == 0:
                severity = list(Severity)[n % 5]
                store.add_findings([held(o, Severity.INFO, 1, ssn=1), held(o, severity, 2, sf86=n + 1)])
                extra |= {"holds": ["sf86"], "severity": [severity.rank], "size": [3_000_000_000]}
                extra |= {"records": [300]}
            if n % 10 == 0:
                store.put_case(case_of(o, CaseState.NOTIFIED))
                extra |= {"case": ["notified"]}
            extras[o.id] = extra
        yield World(store=store, rows=rows, extras=extras)


TERMS = st.sampled_from(
    [
        "nginx", "NGINX", "é", "É", "ünïcode", '"200 OK"', '"00 ok"', '"1.1"', "1.22", '"%"', '"\\\\"',
        '"\\""', "\"it's\"", '"a_b"', "red", "😀", "port:22,30", "port:>50", "port:30-40", "port:<=25",
        "hash:-2", "hash:0", "ip:192.0.2.7", "net:192.0.2.0/24", "net:2001:db8::/32,::1", "net:0.0.0.0/0",
        "net:::/0", "product:nginx", "product:HTTPD", "product:a*e", "product:%", "product:_",
        'product:"a\'b"', "product:É", "product:é", r"product:\*", r'product:"\\"', "version:7",
        "hostname:example.org", "hostname:b.EXAMPLE", "hostname:a*mil", "tag:a", "tag:b", "tag:*",
        "module:http", "module:*s*", "module:h*p", "module:htt", "tls:yes", "tls:no", 'ssl:"root"',
        "ssl.cert.subject.cn:É", "ssl.cert.serial:5", "http.status:201", "http.status:>200",
        'http.title:"index of"', "http.server:nginx", "scan:5ca", "scan:5cb2", "vantage:there",
        "vantage:inside", "before:10/02/2023", "after:12/02/2023", "after:08/02/2023",
        "exposure:redis_open", "exposure:redis*", "exposure:ftp_open", "verdict:open",
        "verdict:closed,unknown", "holds:sf86", "holds:ssn", "holds:s*6", "severity:high",
        "severity:>=medium", "severity:<low", "size:>1GB", "size:<1GB", "records:300", "case:notified",
        "case:open",
    ]
)  # fmt: skip
QUERIES = st.recursive(
    TERMS,
    lambda inner: (
        st.builds("-({})".format, inner)
        | st.builds("{} {}".format, inner, inner)
        | st.builds("({}) OR ({})".format, inner, inner)
        | st.builds("({} {})".format, inner, inner)
    ),
    max_leaves=5,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=QUERIES)
def test_the_engine_and_the_memory_agree(world: World, query: str) -> None:
    tree = parse(query)
    wanted = {o.id for o in world.rows if match(tree, o, world.extras[o.id])}
    assert {o.id for o in world.store.search(query, limit=100)} == wanted
    assert world.store.count(query) == len(wanted)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    word=st.text(min_size=1, max_size=4, alphabet="nginx 1/.É😀%_\\*'\t-"),
    field=st.sampled_from(["", "product:"]),
)
def test_they_agree_on_any_text(world: World, word: str, field: str) -> None:
    escaped = word.replace("\\", "\\\\").strip() or "x"
    query = f'{field}"{escaped}"'
    tree = parse(query)
    wanted = {o.id for o in world.rows if match(tree, o)}
    assert {o.id for o in world.store.search(query, limit=100)} == wanted


@given(st.text(max_size=30, alphabet="abc'\"\\%{}:;-"))
def test_no_text_of_a_person_stands_in_the_sql(word: str) -> None:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').strip()
    if not escaped:
        return
    made = where(parse(f'product:"zq{escaped}zq"'))
    assert "zq" not in made.sql
    assert all(f"{{{name}:" in made.sql for name in made.params)


def test_each_term_finds_something_or_is_meant_to_find_nothing(world: World) -> None:
    """So that agreement is not the agreement of two empty answers."""
    nothing = {"exposure:ftp_open", "holds:ssn", "size:<1GB", "case:open", "module:htt", '"00 ok"'}
    for query in (
        "nginx",
        '"200 OK"',
        "net:192.0.2.0/24",
        "product:a*e",
        "hostname:a*mil",
        "tag:b",
        "holds:sf86",
    ):
        assert world.store.count(query) > 0, query
    for query in nothing:
        assert world.store.count(query) == 0, query
