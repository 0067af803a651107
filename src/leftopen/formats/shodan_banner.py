"""Reads an ordinary line of Shodan's in one pass: its usual names, each of its usual type.

The objects of protocols stay raw JSON. None for any other line, for whatever reason; `imports/shodan.py`
reads all lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from operator import attrgetter
from typing import Any

import msgspec

Text = str | None
Texts = list[str] | None
Degrees = float | None
_UNREAD = msgspec.Raw(b"")
# A regular expression: what is dropped of a banner (pictures, hex copies). A line that has it is not
# ordinary.
UNUSUAL = '"raw"|"screenshot"'
# The identifying names: a duplicate would make two answers. Each costs a search of the whole line, so that
# only these are checked.
ONCE = ("ip_str", "port", "timestamp")
# A regular expression: a line has exactly as many matches as there are names.
SAID_ONCE = f'"(?:{"|".join(ONCE)})"'
# The objects of protocols, and single values beside them, that are kept raw. Any other name makes a line
# unusual, so that nothing is lost.
BLOCKS = (
    "http", "opts", "ssl", "vulns", "ssh", "ftp", "telnet", "smb", "dns", "ntp", "snmp", "rdp", "mqtt",
    "mongodb", "redis", "elastic", "mysql", "mssql", "vnc", "ldap", "netbios", "upnp", "rsync", "isakmp",
    "afp", "bacnet", "bgp", "bitcoin", "cassandra", "coap", "couchdb", "docker", "etcd", "ethernetip",
    "hikvision", "ibm_db2", "influxdb", "ipp_cups", "kubernetes", "mdns", "minecraft", "msrpc", "ntlm",
    "plex", "rip", "sip", "stun", "synology", "ubiquiti", "vmware", "uptime", "link", "device", "devicetype",
    "deprecated", "platform", "html", "title", "asset",
)  # fmt: skip


class Where(msgspec.Struct, gc=False):
    """Shodan's `location`."""

    country_code: Text = None
    country_name: Text = None
    region_code: Text = None
    city: Text = None
    postal_code: Text = None
    latitude: Degrees = None
    longitude: Degrees = None


class Cloud(msgspec.Struct, gc=False):
    provider: Text = None
    region: Text = None
    service: Text = None


class Options(msgspec.Struct, gc=False):
    hostname: Text = None


class About(msgspec.Struct, gc=False):
    """`_shodan`."""

    crawler: Text = None
    module: Text = None
    options: Options | None = None


class Banner(msgspec.Struct, gc=False, rename={"about": "_shodan"}):
    """What is not a block. `ip`, `ipv6` and `domains` are skipped: other fields have the same."""

    ip_str: str
    port: int
    timestamp: str
    data: str
    about: About | None = None
    transport: Text = None
    hash: int | None = None
    hostnames: Texts = None
    cpe: Texts = None
    cpe23: Texts = None
    tags: Texts = None
    asn: Text = None
    org: Text = None
    isp: Text = None
    os: Text = None
    product: Text = None
    version: Text = None
    info: Text = None
    location: Where | None = None
    cloud: Cloud | None = None
    ip: msgspec.Raw = _UNREAD
    ipv6: msgspec.Raw = _UNREAD
    domains: msgspec.Raw = _UNREAD


class Favicon(msgspec.Struct, gc=False):
    hash: int | None = None


class Http(msgspec.Struct, gc=False):
    """The common members of `http` that have a column, and the rare ones, which are null then."""

    status: int | None = None
    title: Text = None
    server: Text = None
    html_hash: int | None = None
    headers_hash: int | None = None
    html: Text = None
    waf: Text = None
    favicon: Favicon | None = None
    components: msgspec.Raw = _UNREAD
    dom_hash: None = None
    robots_hash: None = None
    server_hash: None = None
    title_hash: None = None
    securitytxt: None = None
    google_ads: None = None
    google_analytics: None = None
    google_tag_manager: None = None
    meta_pixel: None = None
    tiktok_pixel: None = None
    x_pixel: None = None
    pages: None = None


# The order of the names is learned from this many lines.
SAMPLE = 64
_Found = tuple[Banner, list[tuple[str, msgspec.Raw]]]
_ALL: dict[str, tuple[Any, ...]] = {
    one.encode_name: (one.name, one.type, *([] if one.required else [one.default]))
    for one in msgspec.structs.fields(Banner)
} | {name: (name, msgspec.Raw, None) for name in BLOCKS}


class Lines:
    """Reads lines that mostly have the names of `some` others, in their order: each is searched right after
    the one before it, and found at once."""

    def __init__(self, some: Sequence[bytes] = ()) -> None:
        often = _order(some)
        self._usual = _Decoding(often)
        self._any = _Decoding([*often, *(name for name in BLOCKS if name not in often)])

    def read(self, line: bytes) -> _Found | None:
        """The banner, and its raw blocks, of a line of ASCII in which nothing `UNUSUAL` is found, and each of
        `ONCE` once."""
        try:
            return self._usual.read(line)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            pass
        try:
            return self._any.read(line)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return None


class _Decoding:
    """Knows the names of a banner, those of `first` in their order, and of blocks only those."""

    def __init__(self, first: Sequence[str]) -> None:
        order = [*first, *(name for name in _ALL if name not in first and name not in BLOCKS)]
        kind: Any = msgspec.defstruct(
            "Line", [_ALL[name] for name in order], rename={"about": "_shodan"}, kw_only=True,
            forbid_unknown_fields=True, gc=False,
        )  # fmt: skip
        self._decode = msgspec.json.Decoder(kind).decode
        self._names = [name for name in order if name in BLOCKS]
        self._blocks = attrgetter(*self._names, "port", "port")

    def read(self, line: bytes) -> _Found:
        found = self._decode(line)
        blocks = zip(self._names, self._blocks(found), strict=False)
        return found, [one for one in blocks if one[1] is not None]


def _order(some: Sequence[bytes]) -> list[str]:
    names: dict[str, None] = {}
    for line in some[:SAMPLE]:
        with suppress(msgspec.MsgspecError, ValueError, RecursionError):
            names |= dict.fromkeys(msgspec.json.decode(line, type=dict[str, msgspec.Raw]))
    return [name for name in names if name in _ALL]
