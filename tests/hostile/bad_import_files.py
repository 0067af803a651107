"""Files that an import must bear: of each the exact outcome, by format.

`stored` rows, `bad` lines by reason, and the numbers of the lines that are quoted.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import zstandard

from tests.imports import test_httpx, test_masscan, test_naabu, test_nmap, test_shodan, test_zgrab2, test_zmap
from tests.imports.banners import lines

DEEP = b'{"a":' * 5000 + b"1" + b"}" * 5000
NO_JSON, DEEPLY, NO_UTF8 = "not valid JSON", "nested too deeply", "not valid UTF-8"
NO_OBJECT, TWICE, LONG = "not a JSON object", "duplicate key", "longer than 8 MiB"
NO_TIME, AHEAD, NO_ADDRESS = (
    "invalid time", "its time lies in the future", "invalid IP address",
)  # fmt: skip
NO_END, DECLARES = "the file is truncated", "document type declarations are not allowed"
CUT, DAMAGED = "compressed data is truncated", "compressed data is damaged"


@dataclass(frozen=True, slots=True, kw_only=True)
class BadFile:
    raw: Callable[[], bytes]
    stored: int
    bad: Mapping[str, int] = field(default_factory=dict)
    quoted: tuple[int, ...] = ()
    format: str = "auto"
    state: str = "finished"


def shodan(number: int, **changes: Any) -> bytes:
    return test_shodan.line(port=1000 + number, **changes)


def among(*bad: bytes, good: Callable[[int], bytes] = shodan) -> Callable[[], bytes]:
    """Good lines round bad ones: 1 good, then the bad ones, then one good."""
    return lambda: b"\n".join((good(1), *bad, good(2))) + b"\n"


def one_bad(bad: bytes, why: str, good: Callable[[int], bytes] = shodan, format: str = "auto") -> BadFile:
    return BadFile(raw=among(bad, good=good), stored=2, bad={why: 1}, quoted=(2,), format=format)


def naabu(number: int) -> bytes:
    return test_naabu.LINE.replace(b'"port":443', b'"port":%d' % (1000 + number))


def httpx(number: int, **changes: Any) -> bytes:
    port = str(1000 + number)
    return test_httpx.line(**{"url": f"https://www.example.org:{port}/x", "port": port, **changes})


def zgrab(number: int, **changes: Any) -> bytes:
    return test_zgrab2.line("http", test_zgrab2.HTTP, **{"port": 1000 + number, **changes})


def listed(number: int) -> bytes:
    return b"open tcp %d 192.0.2.1 1772337906" % (1000 + number)


def object_of(number: int) -> bytes:
    return (
        b'{   "ip": "192.0.2.1",   "timestamp": "1772337906", "ports": [ {"port": %d, "proto": "tcp", '
        b'"status": "open", "reason": "syn-ack", "ttl": 64} ] },' % (1000 + number)
    )


def row(number: int) -> bytes:
    return b"192.0.2.1,198.51.100.1,%d,40000,synack,1,0,1772337906,7" % (1000 + number)


def table(*bad: bytes) -> Callable[[], bytes]:
    return lambda: b"\n".join((test_zmap.TABLE.split(b"\n")[0], row(1), *bad, row(2))) + b"\n"


def swollen(pack: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    """A line that is far too long between two good ones, packed to almost nothing."""
    return lambda: pack(shodan(1) + b"\n" + b"x" * (200 << 20) + b"\n" + shodan(2) + b"\n")


FILES: Mapping[str, BadFile] = {
    "shodan: cut gzip": BadFile(
        raw=lambda: gzip.compress(lines(50), mtime=0)[:-20], stored=49, bad={CUT: 1, NO_JSON: 1},
        state="incomplete"
    ),
    "shodan: damaged gzip": BadFile(
        raw=lambda: gzip.compress(shodan(1) + b"\n") + b"\x1f\x8b\x08" + b"\xff" * 40,
        stored=1, bad={DAMAGED: 1}, state="incomplete"
    ),
    "shodan: two gzip members": BadFile(
        raw=lambda: gzip.compress(shodan(1) + b"\n") + gzip.compress(shodan(2) + b"\n"), stored=2
    ),
    "shodan: gzip bomb": BadFile(
        raw=swollen(lambda raw: gzip.compress(raw, 1)), stored=2, bad={LONG: 1}, quoted=(2,)
    ),
    "shodan: zstd": BadFile(raw=lambda: zstandard.compress(lines(50)), stored=50),
    "shodan: cut zstd": BadFile(
        raw=lambda: zstandard.compress(lines(50))[:-20], stored=0, bad={CUT: 1}, format="shodan",
        state="incomplete"
    ),
    "shodan: zstd bomb": BadFile(raw=swollen(zstandard.compress), stored=2, bad={LONG: 1}, quoted=(2,)),
    "shodan: mixed formats": BadFile(
        raw=among(listed(1), test_zmap.TABLE.split(b"\n")[1], b"<host/>"),
        stored=2, bad={NO_JSON: 3}, quoted=(2, 3, 4)
    ),
    "shodan: a line of 64 MB": BadFile(
        raw=among(b'{"data":"' + b"a" * (64 << 20) + b'"}'), stored=2, bad={LONG: 1}, quoted=(2,)
    ),
    "shodan: no end of line": BadFile(
        raw=lambda: shodan(1) + b"\n" + shodan(2)[:-20],
        stored=1, bad={NO_JSON: 1}, state="incomplete"
    ),
    "shodan: whole without its end of line": BadFile(raw=lambda: shodan(1) + b"\n" + shodan(2), stored=2),
    "shodan: refused for what it says without its end of line": BadFile(
        raw=lambda: shodan(1) + b"\n" + shodan(2, timestamp="2026-05-01T03:00:00"), stored=1, bad={AHEAD: 1}
    ),
    "masscan list: cut": BadFile(
        raw=lambda: listed(1) + b"\n" + listed(2)[:20], stored=1,
        bad={"not a line of masscan's list output": 1}, state="incomplete"
    ),
    "shodan: nested deeply": one_bad(DEEP, DEEPLY),
    "shodan: nested deeply in a block": BadFile(
        raw=among(shodan(3, mqtt=json.loads(b'{"a":' * 60 + b"1" + b"}" * 60))), stored=3
    ),
    "shodan: a name twice": one_bad(shodan(3)[:-1] + b',"port":7}', TWICE),
    "shodan: a name twice inside": one_bad(
        shodan(3, mqtt=1).replace(b'"mqtt": 1', b'"mqtt":{"port":1,"port":2}'),
        TWICE,
    ),
    "shodan: no UTF-8": one_bad(b'{"data":"\xff\xfe"}', NO_UTF8),
    "shodan: no UTF-8 in a block": one_bad(
        shodan(3, mqtt="x").replace(b'"mqtt": "x"', b'"mqtt": "\xff"'),
        NO_UTF8,
    ),
    "shodan: a time without a zone": BadFile(raw=among(shodan(3, timestamp="2026-03-01T04:05:06")), stored=3),
    "shodan: a time ahead": one_bad(shodan(3, timestamp="2026-05-01T03:00:00"), AHEAD),
    "shodan: no time": one_bad(shodan(3, timestamp="yesterday"), NO_TIME),
    "shodan: says no time": one_bad(shodan(3, timestamp=None), "no time (set --at)"),
    "shodan: NUL bytes": one_bad(b"\0" * 100, NO_JSON),
    "shodan: half a pair": BadFile(raw=among(shodan(3, data="a\ud800b")), stored=3),
    "shodan: a number too great": one_bad(
        shodan(3, uptime=5).replace(b'"uptime": 5', b'"uptime": 1e999'),
        NO_JSON,
    ),
    "shodan: empty lines": BadFile(raw=among(b"", b"   ", b"\r"), stored=2),
    "zgrab2: nested deeply": one_bad(DEEP, DEEPLY, zgrab),
    "zgrab2: no UTF-8": one_bad(b'{"ip":"\xff"}', NO_UTF8, zgrab),
    "zgrab2: a time ahead": BadFile(
        raw=among(zgrab(3, timestamp="2031-01-01T00:00:00Z"), good=zgrab), stored=3
    ),
    "zgrab2: no port": one_bad(zgrab(3, port=0), "invalid port", zgrab),
    "masscan JSON: cut": BadFile(
        raw=lambda: b"[\n" + object_of(1) + b"\n" + object_of(2)[:60] + b"\n",
        stored=1, bad={NO_JSON: 1, NO_END: 1}, quoted=(3, 3), state="incomplete"
    ),
    "masscan JSON: a name twice": one_bad(
        object_of(3).replace(b'{   "ip"', b'{"ip":"192.0.2.9","ip"'), TWICE, object_of
    ),
    "masscan list: garbled": one_bad(b"open tcp", "not a line of masscan's list output", listed),
    "masscan list: no such port": one_bad(
        b"open tcp 70000 192.0.2.1 1772337906",
        "invalid port", listed,
    ),
    "masscan list: no address": one_bad(b"open tcp 80 192.0.2.300 1772337906", NO_ADDRESS, listed),
    "masscan XML: cut": BadFile(
        raw=lambda: test_masscan.XML[:-30], stored=1, bad={NO_END: 1}, state="incomplete"
    ),
    "masscan XML: cut in a host": BadFile(
        raw=lambda: test_masscan.XML[:-180], stored=0, bad={NO_END: 1}, state="incomplete"
    ),
    "nmap XML: cut": BadFile(
        raw=lambda: test_nmap.HEAD + test_nmap.HOST + test_nmap.HOST[:300],
        stored=1, bad={NO_END: 1}, state="incomplete"
    ),
    "nmap XML: entities": BadFile(
        raw=lambda: test_nmap.HEAD.replace(b"<!DOCTYPE nmaprun>", b'<!DOCTYPE nmaprun [<!ENTITY a "b">]>')
        + test_nmap.HOST.replace(b"nginx", b"&a;") + test_nmap.END, stored=0, bad={DECLARES: 1},
        state="failed"
    ),
    "nmap XML: no UTF-8": BadFile(
        raw=lambda: test_nmap.HEAD + test_nmap.HOST.replace(b"nginx", b"\xff") + test_nmap.END,
        stored=0, bad={NO_END: 1}, state="incomplete"
    ),
    "zmap CSV: a short row": BadFile(raw=table(b"192.0.2.9,1"), stored=2, bad={NO_ADDRESS: 1}, quoted=(3,)),
    "zmap CSV: an open quote": BadFile(raw=table(b'"192.0.2.9'), stored=2, bad={NO_ADDRESS: 1}, quoted=(3,)),
    "zmap CSV: a long row": BadFile(raw=table(b"1," * (5 << 20)), stored=2, bad={LONG: 1}, quoted=(3,)),
    "naabu: nested deeply": one_bad(DEEP, DEEPLY, naabu),
    "naabu: no JSON": one_bad(b"www.example.org:443", NO_JSON, naabu),
    "naabu: no port": one_bad(b'{"ip":"192.0.2.1"}', "invalid port", naabu),
    "httpx: no URL": one_bad(httpx(3, url="http://["), "invalid URL", httpx),
    "httpx: a time ahead": BadFile(
        raw=among(httpx(3, timestamp="2031-01-01T00:00:00Z"), good=httpx), stored=3
    ),
    "httpx: not an object": one_bad(b"[1]", NO_OBJECT, httpx),
}  # fmt: skip
