"""Of all readers at most one says yes to the beginning of a file, and the right one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given

from leftopen import catalogue
from tests.imports import (
    test_censys,
    test_httpx,
    test_masscan,
    test_naabu,
    test_nmap,
    test_nmap_grepable,
    test_rustscan,
    test_zgrab2,
    test_zmap,
)
from tests.imports.banners import lines
from tests.imports.looks import ANY

HEADS = [
    ("shodan", lines(1)),
    ("masscan", test_masscan.JSON),
    ("masscan", test_masscan.LIST),
    ("masscan", test_masscan.XML),
    ("nmap", test_nmap.HEAD),
    ("zmap", test_zmap.TABLE),
    ("zmap", b"192.0.2.1\n"),
    ("zmap", b'{"saddr":"192.0.2.1","sport":443}\n'),
    ("rustscan", test_rustscan.LINE),
    ("nmap_grepable", test_nmap_grepable.FILE),
    ("censys", test_censys.line()),
    ("naabu", test_naabu.LINE),
    ("httpx", test_httpx.line()),
    ("zgrab2", test_zgrab2.line("http", test_zgrab2.HTTP)),
]
ASKED: dict[str, Any] = {"url": {"scheme": "https", "host": "www.example.org", "path": "/"}, "method": "GET"}
PAGE: dict[str, Any] = {
    "status_line": "200 OK",
    "status_code": 200,
    "url": "/",
    "failed": False,
    "request": ASKED,
}
ZGRAB2: dict[str, Any] = {
    "ip": "192.0.2.1",
    "domain": "www.example.org",
    "data": {
        "http": {
            "status": "success", "protocol": "http", "port": 443, "result": {"response": PAGE},
            "timestamp": test_zgrab2.AT, "error": "a \"url\"",
        },
    },
}  # fmt: skip
HTTPX: dict[str, Any] = {
    **test_httpx.PAGE,
    "words": 1,
    "header": {"status": "200", "data": "x", "domain": "www.example.org", "ip": "192.0.2.1", "port": "443"},
    "asn": {"as_number": "AS64500"},
}
BANNER: dict[str, Any] = json.loads(lines(1)) | {"http": PAGE, "url": "x"}
HOST: dict[str, Any] = {"ip_str": "192.0.2.1", "ports": [80], "domains": [], "data": [BANNER]}
OBJECTS = [
    ("zgrab2", ZGRAB2),
    ("zgrab2", {"ip": "192.0.2.1", "data": {"ssh": {"status": "connection-refused", "protocol": "ssh"}}}),
    ("httpx", HTTPX),
    ("httpx", {"timestamp": "2026-03-01T04:05:06Z", "url": "http://a", "input": "a", "failed": True}),
    ("shodan", BANNER),
    ("shodan", HOST),
    ("shodan", {"matches": [BANNER], "total": 1}),
    ("naabu", json.loads(test_naabu.LINE)),
    ("censys", test_censys.HOST),
    ("censys", {"code": 200, "status": "OK", "result": {"hits": [test_censys.HOST], "query": "x"}}),
    ("censys", {"host": test_censys.NEWER}),
]
Order = Callable[[Iterable[str]], list[str]]
ORDERS: list[Order] = [
    list,
    sorted,
    lambda names: sorted(names, reverse=True),
    lambda names: sorted(names, key=lambda name: (len(name), name)),
    lambda names: [*names][::-1],
]


def ordered(value: Any, order: Order) -> Any:
    """Of all objects in it."""
    if isinstance(value, list):
        return [ordered(one, order) for one in value]
    return {name: ordered(value[name], order) for name in order(value)} if isinstance(value, dict) else value


def yes(head: bytes) -> list[str]:
    return [known for known, one in catalogue.import_readers().items() if one.recognises(head)]


@pytest.mark.parametrize(("name", "head"), HEADS)
def test_the_right_one_says_yes(name: str, head: bytes) -> None:
    assert yes(head[:65536]) == [name]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("spaces", [(",", ":"), (", ", ": ")])
@pytest.mark.parametrize(("name", "said"), OBJECTS)
def test_in_whatever_order_names_stand(
    name: str, said: dict[str, Any], order: Order, spaces: tuple[str, str]
) -> None:
    line = json.dumps(ordered(said, order), separators=spaces).encode()
    others = b"".join(json.dumps(other).encode() + b"\n" for _, other in OBJECTS)
    assert yes(line) == [name]
    assert yes(b"\n" + line + b"\n" + others) == [name]
    # One that is cut is known too.
    assert yes(line[:-1]) == [name]


@given(ANY)
def test_never_two(head: bytes) -> None:
    assert len(yes(head)) <= 1, yes(head)
