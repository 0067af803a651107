"""Recognises unsupported files that users often give in place of importable ones, by their beginning, and
says what to give instead."""

from __future__ import annotations

import re

SHODANS = (
    "it is a table (CSV) of Shodan's, which leaves out most of what a banner says; download JSON instead, on"
    " the website or with `shodan download`"
)
NAABUS = "it is a table (CSV) of naabu's; import its JSON lines instead (naabu -json)"
HTTPXS = "it is a table (CSV) of httpx's; import its JSON lines instead (httpx -json)"
# Column names of each table; those of Shodan as on the website and as written by `shodan convert`.
TABLES = (
    (frozenset((b"host", b"ip", b"port", b"protocol")), NAABUS),
    (frozenset((b"url", b"input", b"port", b"status_code")), HTTPXS),
    *((frozenset((ip, b"port", b"timestamp")), SHODANS) for ip in (b"ip", b"ip_str", b"ip address")),
)
LOOKED_AT = 4096
"""Bytes: the header of these programs is shorter, and a pattern takes the square of this in time."""
UTF16 = "it is text in UTF-16; save it as UTF-8"
MARKS = (b"\xff\xfe", b"\xfe\xff")
PACKED = "it is packed by {name}; unpack it, or pack it with gzip or zstd"
ARCHIVE = "it is an archive ({name}); import the files that are in it"
KINDS = (
    (b"PK\x03\x04", ARCHIVE.format(name="zip")),
    (b"7z\xbc\xaf\x27\x1c", ARCHIVE.format(name="7-Zip")),
    (b"BZh", PACKED.format(name="bzip2")),
    (b"\xfd7zXZ\0", PACKED.format(name="xz")),
    (b"PAR1", "it is Parquet; import JSON lines instead"),
)
BINARY = "it is no text, and no format that can be imported is binary"
# Bytes that text does not use; above one in this many, the file is not text.
CONTROLS, ONE_IN = bytes({*range(32), 127} - {*b"\t\n\r\f\x1b"}), 20
NETWORKS = "it is a list of networks; an address list has single addresses, of what answered"
NETWORK = re.compile(rb"(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)/\d{1,3}(?:[\s,;#].*)?")
NMAPS = "it is Nmap's {form} output; import its XML instead (nmap -oX, or the .xml beside it)"
MASSCANS = "it is masscan's {form}; import its JSON, XML or list instead (masscan -oJ, -oX or -oL)"
BEGINNINGS = (
    (
        re.compile(rb"# Nmap [^\n]*scan initiated[^\n]*(?: -oG |\n[^\n]*\tStatus: |\n[^\n]*\tPorts: )"),
        NMAPS.format(form="greppable"),
    ),
    (re.compile(rb"# Nmap [^\n]*scan initiated|Starting Nmap "), NMAPS.format(form="normal")),
    (
        re.compile(rb"# ?Masscan \d[^\n]*scan initiated", re.IGNORECASE),
        MASSCANS.format(form="greppable output"),
    ),
    (re.compile(rb"Discovered open port \d"), MASSCANS.format(form="output on the terminal")),
    (
        re.compile(rb"masscan/\d"),
        "it is masscan's binary output; make JSON of it (masscan --readscan FILE -oJ scan.json)",
    ),
)
EMPTY = "it is empty, as of a scan that found nothing, or that did not run: there is nothing to import"


def instead(bare: bytes) -> str:
    """What to give instead; '' for an unknown file. `bare`: its beginning without white space."""
    if not bare:
        return EMPTY
    bare = bare[:LOOKED_AT]
    columns = {name.strip(b' \r"').lower() for name in bare.partition(b"\n")[0].split(b",")}
    table = next((said for names, said in TABLES if names <= columns), "")
    known = table or next((said for beginning, said in BEGINNINGS if beginning.match(bare)), "")
    return known or _no_text(bare) or (NETWORKS if _networks(bare) else "")


def _no_text(some: bytes) -> str:
    """Why it is not text; '' for text in UTF-8 or a similar encoding, and for what begins as JSON or XML."""
    if some.startswith(MARKS) or _half_nothing(some):
        return UTF16
    kind = next((said for magic, said in KINDS if some.startswith(magic)), "")
    odd = len(some) - len(some.translate(None, CONTROLS))
    return kind or (BINARY if odd * ONE_IN > len(some) and some[:1] not in b"{[<" else "")


def _half_nothing(some: bytes) -> bool:
    """Is it UTF-16 of ASCII without a byte order mark, in either byte order?"""
    first, second = some[: len(some) // 2 * 2 : 2], some[1::2]
    one, other = (first, second) if first.strip(b"\0") else (second, first)
    return bool(second) and b"\0" not in one and not other.strip(b"\0")


def _networks(some: bytes) -> bool:
    """Is each of its lines a network?"""
    lines = [line.strip() for line in some.split(b"\n")]
    whole = [line for line in lines[: -1 if len(some) == LOOKED_AT else None] if line and line[:1] != b"#"]
    return bool(whole) and all(map(NETWORK.fullmatch, whole))
