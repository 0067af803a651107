"""A line of Shodan's as it nearly always is: its usual names, each of its usual type, read in one pass.

What a protocol says stays the JSON that it is. None for every line that is not of this kind, whatever the
reason: `imports/shodan.py` reads any.
"""

from __future__ import annotations

from typing import Any

import msgspec

Text = str | None
Texts = list[str] | None
Degrees = float | None
_UNREAD = msgspec.Raw(b"")
# A regular expression: what is dropped of a banner (pictures, copies in hex). A line that has it is not of
# this kind.
UNUSUAL = '"raw"|"screenshot"'
# A name that comes twice is two answers to who, where and when.
ONCE = (b'"ip_str"', b'"port"', b'"timestamp"')
# The first of these are in nearly every line, the others in few.
COMMON = 4
# The objects of protocols, and single values beside them, that are kept as they are. A name that is not
# here makes a line unusual, so that nothing is lost.
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
    """What is not a block. `ip`, `ipv6` and `domains` are read over: others say the same."""

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


FIRST_BLOCK = len(Banner.__struct_fields__)
_Line: Any = msgspec.defstruct(
    "Line",
    [(name, msgspec.Raw, None) for name in BLOCKS],
    bases=(Banner,),
    forbid_unknown_fields=True,
    gc=False,
)
_decode = msgspec.json.Decoder(_Line).decode
_NO_MORE = (None,) * (len(BLOCKS) - COMMON)
_fields = msgspec.structs.astuple


def read(line: bytes) -> tuple[Banner, list[tuple[str, bytes]]] | None:
    """The banner, and its blocks as they stand, in a line of ASCII in which nothing `UNUSUAL` is found."""
    for name in ONCE:
        if line.count(name) != 1:
            return None
    try:
        found = _decode(line)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    fields = _fields(found)
    names = BLOCKS[:COMMON] if fields[FIRST_BLOCK + COMMON :] == _NO_MORE else BLOCKS
    said = zip(names, fields[FIRST_BLOCK:], strict=False)
    return found, [(name, bytes(block)) for name, block in said if block is not None]
