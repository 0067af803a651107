"""What nobody should ask is refused in one sentence, soon, and never breaks the server."""

from __future__ import annotations

import http.client
import json
import os
import re
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.web.served import Plain, Served

SOON_S = 0.2
"""Of a processor's time, so that a busy machine changes nothing."""
TIMES = 3
DATABASE = re.compile(r"DB::|Code: [0-9]|ClickHouse|chdb|sqlite|Traceback", re.IGNORECASE)
SEARCH, COUNT, HOST = "/shodan/host/search", "/shodan/host/count", "/shodan/host/"
Asked = tuple[str, dict[str, Plain]]
BAD: dict[str, Asked] = {
    "page-million": (SEARCH, {"query": "port:80", "page": 10**6}),
    "page-beyond-all": (SEARCH, {"query": "port:80", "page": 10**30}),
    "page-zero": (SEARCH, {"query": "port:80", "page": 0}),
    "page-word": (SEARCH, {"query": "port:80", "page": "one"}),
    "limit-billion": (SEARCH, {"query": "port:80", "limit": 10**9}),
    "limit-negative": (SEARCH, {"query": "port:80", "limit": -1}),
    "offset-beyond": (SEARCH, {"query": "port:80", "limit": 10, "offset": 10**9}),
    "query-long": (SEARCH, {"query": "a " * 3_000}),
    "deep": (SEARCH, {"query": "(" * 500}),
    "facet-unknown": (COUNT, {"query": "port:80", "facets": "nothing"}),
    "facet-million": (COUNT, {"query": "port:80", "facets": "port:1000000"}),
    "facet-negative": (COUNT, {"query": "port:80", "facets": "port:-1"}),
    "facet-zero": (COUNT, {"query": "port:80", "facets": "port:0"}),
    "facet-sql": (COUNT, {"query": "port:80", "facets": "port) FROM system.users--"}),
    "facets-eleven": (COUNT, {"query": "port:80", "facets": ",".join(["port"] * 11)}),
    "ips-many": (HOST + ",".join(["192.0.2.1"] * 1_000), {}),
    "ips-empty": (HOST + ",,", {}),
    "ip-nul": (HOST + "192.0.2.1%00", {}),
    "ip-short": (HOST + "192.0.2", {}),
    "ip-short-internetdb": ("/192.0.2", {}),
    "reverse-short": ("/dns/reverse", {"ips": "192.0.2"}),
    "reverse-network": ("/dns/reverse", {"ips": "192.0.2.0/24"}),
    "ip-huge": (HOST + "9" * 5_000, {}),
    "minify-word": (SEARCH, {"query": "port:80", "minify": "perhaps"}),
    "fields-many": (SEARCH, {"query": "port:80", "fields": ",".join(["ip_str"] * 500)}),
    "stream-query": ("/shodan/custom", {"query": "port:"}),
    "stream-ports": ("/shodan/ports/http", {}),
    "stream-countries": ("/shodan/countries/DE,UK", {}),
    "stream-asn": ("/shodan/asn/ASx", {}),
    "stream-alert": ("/shodan/alert/none", {}),
    "domain": ("/dns/domain/a..b", {}),
    "domain-nul": ("/dns/domain/a%00b", {}),
}


def worked(server: Served) -> float:
    """Seconds that the server and the engine behind it have worked."""
    return sum(_seconds(pid) for pid in (server.process.pid, *_engines(server)))


def _engines(server: Served) -> list[int]:
    socket = str(server.folder.data / "engine.sock").encode()
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            with suppress(OSError):
                words = (process / "cmdline").read_bytes()
                if b"leftopen.store.engine.process" in words and (
                    socket in words or bytes(server.folder.data) in words
                ):
                    found.append(int(process.name))
    return found


def _seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.slow
@pytest.mark.parametrize("name", BAD)
def test_it_is_refused_in_one_sentence_and_soon(server: Served, name: str) -> None:
    path, params = BAD[name]
    before = worked(server)
    for _ in range(TIMES):
        answer = server.get(path, **params)
        assert 400 <= answer.status_code < 500, answer.text
        assert list(answer.json()) == ["error"]
        assert len(answer.json()["error"]) > 10
        assert not DATABASE.search(answer.text)
    assert (worked(server) - before) / TIMES < SOON_S


@pytest.mark.slow
@pytest.mark.parametrize("size", [20_000, 1_000_000])
def test_a_search_of_a_megabyte_is_refused_in_one_sentence_and_soon(server: Served, size: int) -> None:
    address = urlsplit(server.url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=30)
    try:
        before = worked(server)
        connection.request("GET", f"{SEARCH}?key={server.key}&query={'a' * size}")
        answer = connection.getresponse()
        assert answer.status == 414
        assert "longer" in json.loads(answer.read())["error"]
        assert worked(server) - before < SOON_S
    finally:
        connection.close()


@pytest.mark.slow
def test_a_nul_in_a_search_is_no_fault(server: Served) -> None:
    for query in ("a\0b", '"a\0b"', "product:a\0b", "\0"):
        answer = server.get(SEARCH, query=query)
        assert answer.status_code in (200, 400), answer.text


ODD = {
    "no-utf8": "%ff%fe%00",
    "half-character": "%e2%82",
    "surrogate": "%ed%a0%80",
    "overlong": "%c0%af",
    "filter-no-utf8": "product:%ff",
    "sql": "port:80%27%20OR%201=1--",
    "sql-quoted": "%22'%20UNION%20SELECT%201%22",
    "format": "%7Bp0:String%7D",
    "percent": "%",
    "wildcards": "product:********",
    "regex": "product:(a%2B)%2B$",
    "range": "port:9223372036854775807-9223372036854775808",
    "backwards": "port:90-80",
    "minus": "-" * 20 + "a",
    "asn": "asn:AS99999999999999",
    "size": "size:>999999999999999PB",
    "span": "open_for:>999999w",
    "geo": "geo:90,180,99999",
    "serial": "ssl.cert.serial:" + "9" * 600,
    "days": "before:01/01/0001",
    "net": "net:::/0,0.0.0.0/0",
    "rtl": "%E2%80%AEabc",
    "emoji": "%F0%9F%98%80",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ODD)
def test_an_odd_search_is_an_answer_or_one_sentence_and_never_the_databases(
    server: Served, name: str
) -> None:
    address = urlsplit(server.url)
    assert _engines(server)
    before = worked(server)
    for path, more in ((SEARCH, ""), (COUNT, "&facets=port,product:3"), ("/api/v1/search", "&facets=port")):
        connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=30)
        try:
            connection.request("GET", f"{path}?key={server.key}&query={ODD[name]}{more}")
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        assert answer.status in (200, 400), text
        assert answer.status == 200 or list(json.loads(text)) == ["error"]
        assert not DATABASE.search(text)
    assert (worked(server) - before) / 3 < SOON_S


@pytest.mark.slow
def test_ten_facets_are_answered(server: Served) -> None:
    names = server.json("/shodan/host/search/facets")[:10]
    answer = server.json(COUNT, query="net:192.0.2.0/24", facets=",".join(f"{name}:1000" for name in names))
    assert set(answer["facets"]) == set(names)


@pytest.mark.slow
@pytest.mark.parametrize(
    "body", [b"\xff\xfe", b"a=1&" * 1_000, b"key=%ff", b"{", b"[" * 100_000, b'{"ips": {"x": 1}}'],
    ids=["no-text", "many-fields", "no-utf8", "half", "deep", "shape"],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "application/json", "text/plain"])
def test_a_body_that_is_none_is_no_fault(server: Served, kind: str, body: bytes) -> None:
    for path in ("/shodan/scan", "/notifier", "/shodan/alert"):
        answer = httpx2.post(
            server.url + path, params={"key": server.key}, content=body, headers={"content-type": kind}
        )
        assert 400 <= answer.status_code < 500, answer.text
        assert answer.json()["error"]
