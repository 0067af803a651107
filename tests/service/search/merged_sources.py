"""A few hundred services that six sources saw at different times: files of four tools, addresses alone, and
our own scans. All of it made up, from one seed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from xml.sax.saxutils import quoteattr

from leftopen.model.facts import Json
from leftopen.model.field_group import TALK
from leftopen.model.observation import Observation
from leftopen.service.ingest.run import ImportOptions, import_file
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.observations.writer import ObservationWriter
from tests.store.samples import seen

FIRST = datetime(2026, 3, 1, 4, 5, 6, tzinfo=UTC)
NOW = FIRST + timedelta(days=60)
DAYS = 40
PRODUCTS = (
    "nginx",
    "Apache httpd",
    "lighttpd",
    "OpenSSH",
    "vsftpd",
    "Redis",
    "Example, Inc. server",
    "100%_x",
)
TITLES = (
    "Index of /",
    "Welcome to nginx!",
    "401 Authorization Required",
    'Größe 7, "Nord"',
    "it's * here",
    "",
)
CITIES = (("San Diego", "US", "United States"), ("Frankfurt am Main", "DE", "Germany"),
          ("Évry", "FR", "France"), ("Amsterdam", "NL", "Netherlands"))  # fmt: skip
ORGS = ("Example University", "City of Sample", "Sample Hosting, Ltd.", "O'Example Networks")
NAMES = ("www.example.org", "mail.example.co.uk", "a.b.example.net", "Shop.Example.COM", "host")
WORDS = ("alpha", "Bravo", "charlie-7", "delta_8", "écho", "200 OK", "x=1;y=2", "nginx/1.22", "FOXTROT")
TAGS = ("cloud", "self-signed", "database")
CVES = ("CVE-2021-23017", "CVE-2014-0160", "CVE-2023-44487")
KINDS = ("http", "https", "ssh", "ftp", "redis", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What stands behind an endpoint; each look shows a part of it, and it changes a little."""

    address: str
    port: int
    kind: str
    at: datetime
    chance: Random

    @property
    def text(self) -> str:
        words = " ".join(self.chance.choices(WORDS, k=self.chance.randrange(1, 9)))
        head = {"http": "HTTP/1.1 200 OK\r\nServer: nginx\r\nX-Note: ", "ssh": "SSH-2.0-OpenSSH_9.1 ",
                "https": "HTTP/1.1 404 Not Found\r\nX-Note: ", "ftp": "220 ",
                "redis": "-NOAUTH "}  # fmt: skip
        return f"{head.get(self.kind, '')}{words}\r\n"

    @property
    def http(self) -> dict[str, Json]:
        chance = self.chance
        return {
            "status": chance.choice((200, 301, 404)), "title": chance.choice(TITLES),
            "server": chance.choice(PRODUCTS), "html_hash": chance.randrange(-5, 5),
            "html": f"<h1>{chance.choice(TITLES)}</h1>", "favicon": {"hash": chance.randrange(3)},
            "components": {chance.choice(("Nginx", "PHP")): {"categories": ["Web servers"]}},
        }  # fmt: skip

    @property
    def ssl(self) -> dict[str, Json]:
        name = self.chance.choice(NAMES)
        return {
            "versions": ["-SSLv3", "TLSv1.2", self.chance.choice(("TLSv1.3", "-TLSv1.3"))], "alpn": ["h2"],
            "jarm": f"{self.chance.randrange(4):062x}", "cipher": {"name": "TLS_AES_128", "bits": 128},
            "cert": {"subject": {"CN": name}, "issuer": {"CN": "Made-up Root"}, "serial": 2**70 + self.port,
                     "expired": self.chance.random() < 0.3, "pubkey": {"type": "rsa", "bits": 2048}},
        }  # fmt: skip


def store_everything(workspace: Workspace, folder: Path, services: int, seed: int) -> None:
    """Each source in two files, an older and a newer; the newer one of some sources comes first."""
    chance = Random(seed)
    endpoints = _endpoints(chance, services)
    parts: list[Callable[[], object]] = []
    for name, write in _FILES.items():
        for half in (0, 1):
            some = [_truth(chance, *one, half) for one in endpoints if chance.random() < 0.4]
            file = folder / f"{name}{half}"
            file.write_bytes(write(some))
            at = some[0].at if name == "addresses" else None
            wanted = ImportOptions(file=file, at=at)
            parts.append(partial(_import, workspace, wanted))
    for half in (0, 1):
        own = [_own(_truth(chance, *one, half)) for one in endpoints if chance.random() < 0.3]
        parts.append(partial(ObservationWriter(workspace.store.client).add, own))
    chance.shuffle(parts)
    for part in parts:
        part()


def _import(workspace: Workspace, wanted: ImportOptions) -> None:
    summary = import_file(workspace, wanted, lambda _: None, lambda: False)
    assert not summary["bad"], summary
    assert summary["stored"], summary


def _endpoints(chance: Random, services: int) -> list[tuple[str, int, str]]:
    blocks = ("192.0.2.", "198.51.100.", "203.0.113.", "2001:db8::")
    hosts = [f"{block}{number}" for block in blocks for number in range(1, services // 8)]
    found = {(chance.choice(hosts), chance.choice((22, 80, 443, 6379, 8080))) for _ in range(services)}
    return [(*one, chance.choice(KINDS)) for one in sorted(found)]


def _truth(chance: Random, address: str, port: int, kind: str, half: int) -> Truth:
    """Seldom another protocol than before."""
    kind = chance.choice(KINDS) if chance.random() < 0.1 else kind
    at = FIRST + timedelta(days=half * DAYS // 2, seconds=chance.randrange(DAYS // 2 * 86400))
    return Truth(address=address, port=port, kind=kind, at=at, chance=chance)


def _own(one: Truth) -> Observation:
    blocks: dict[str, Json] = {"http": one.http} if one.kind.startswith("http") else {}
    if one.kind == "https":
        blocks["ssl"] = one.ssl
    return seen(
        one.address, one.port, one.at, one.text, module=one.kind, product=one.chance.choice(PRODUCTS),
        version=one.chance.choice(("1.22.1", "7.0", "")), tls=one.kind == "https", blocks=blocks,
        hash=one.chance.randrange(-3, 3), sees=TALK,
    )  # fmt: skip


def _shodan(looks: Sequence[Truth]) -> bytes:
    return b"".join(json.dumps(_banner(one)).encode() + b"\n" for one in looks)


def _banner(one: Truth) -> dict[str, object]:
    chance = one.chance
    city, code, country = chance.choice(CITIES)
    found: dict[str, object] = {
        "ip_str": one.address, "port": one.port, "transport": "tcp", "data": one.text,
        "timestamp": one.at.replace(tzinfo=None).isoformat("T", "microseconds"),
        "hash": chance.randrange(-3, 3), "hostnames": chance.sample(NAMES, chance.randrange(3)),
        "asn": f"AS{64500 + chance.randrange(3)}", "org": chance.choice(ORGS), "isp": chance.choice(ORGS),
        "os": chance.choice((None, "Linux", "Windows Server")),
        "tags": chance.sample(TAGS, chance.randrange(3)),
        "product": chance.choice(PRODUCTS), "version": chance.choice(("1.22.1", "7.0")),
        "cpe23": ["cpe:2.3:a:nginx:nginx:1.22.1"],
        "location": {"city": city, "country_code": code, "country_name": country, "postal_code": "1012",
                     "latitude": 52.5, "longitude": 4.5, "region_code": "NH"},
        "_shodan": {"module": one.kind, "id": "", "crawler": "c1" * 20, "options": {}, "ptr": True},
    }  # fmt: skip
    if one.kind.startswith("http"):
        found["http"] = one.http
    if one.kind == "https":
        found["ssl"] = one.ssl
    if chance.random() < 0.3:
        found["vulns"] = {name: {"verified": chance.random() < 0.5} for name in chance.sample(CVES, 2)}
    return found


def _nmap(looks: Sequence[Truth]) -> bytes:
    hosts = []
    for one in looks:
        chance, stamp = one.chance, int(one.at.timestamp())
        kind = "ipv6" if ":" in one.address else "ipv4"
        name = (
            f"<hostname name={quoteattr(chance.choice(NAMES[:3]))} type='PTR'/>"
            if chance.random() < 0.5
            else ""
        )
        product = (
            f" product={quoteattr(chance.choice(PRODUCTS))} version='1.22.1'" if chance.random() < 0.6 else ""
        )
        tunnel = " tunnel='ssl'" if one.kind == "https" else ""
        service = "http" if one.kind == "https" else one.kind
        hosts.append(
            f"<host starttime='{stamp}' endtime='{stamp}'><status state='up'/>"
            f"<address addr='{one.address}' addrtype='{kind}'/><hostnames>{name}</hostnames><ports>"
            f"<port protocol='tcp' portid='{one.port}'><state state='open'/>"
            f"<service name='{service}'{product}{tunnel} method='probed'/></port></ports></host>"
        )
    return f"<?xml version='1.0'?><nmaprun scanner='nmap' start='1'>{''.join(hosts)}</nmaprun>".encode()


def _masscan(looks: Sequence[Truth]) -> bytes:
    lines = ["#masscan"]
    for one in looks:
        where = f"tcp {one.port} {one.address} {int(one.at.timestamp())}"
        lines.append(f"open {where}")
        if one.kind in ("http", "ssh", "ftp") and one.chance.random() < 0.6:
            text = one.text.encode("unicode_escape").decode().replace("\\r\\n", "\\x0d\\x0a")
            lines.append(f"banner {where} {one.kind} {text}")
    return "\n".join([*lines, "# end", ""]).encode()


def _httpx(looks: Sequence[Truth]) -> bytes:
    return b"".join(json.dumps(_page(one)).encode() + b"\n" for one in looks)


def _page(one: Truth) -> Mapping[str, object]:
    host = f"[{one.address}]" if ":" in one.address else one.address
    return {
        "timestamp": one.at.isoformat(), "port": str(one.port), "url": f"http://{host}:{one.port}/",
        "input": host, "title": one.chance.choice(TITLES), "scheme": "http", "host": one.address, "path": "/",
        "webserver": one.chance.choice(PRODUCTS[:3]), "status_code": one.chance.choice((200, 403)),
        "method": "GET", "tech": ["Nginx", "PHP:8.1"], "failed": False,
    }  # fmt: skip


def _addresses(looks: Sequence[Truth]) -> bytes:
    lines = (
        f"[{one.address}]:{one.port}" if ":" in one.address else f"{one.address}:{one.port}" for one in looks
    )
    return ("\n".join(lines) + "\n").encode()


_FILES: Mapping[str, Callable[[Sequence[Truth]], bytes]] = {
    "shodan": _shodan, "nmap": _nmap, "masscan": _masscan, "httpx": _httpx, "addresses": _addresses,
}  # fmt: skip
