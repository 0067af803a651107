"""Recognises unsupported files that users often give in place of importable ones, by their beginning, and
says what to give instead."""

from __future__ import annotations

import re

SHODANS = (
    "Shodan's CSV files are not supported: they omit most banner data; download JSON on the website or with"
    " `shodan download`"
)
NAABUS = "CSV output of naabu is not supported; import its JSON lines (naabu -json)"
HTTPXS = "CSV output of httpx is not supported; import its JSON lines (httpx -json)"
# Of each the names of columns that it has; of Shodan's as they are on the website and by `shodan convert`.
TABLES = (
    (frozenset((b"host", b"ip", b"port", b"protocol")), NAABUS),
    (frozenset((b"url", b"input", b"port", b"status_code")), HTTPXS),
    *((frozenset((ip, b"port", b"timestamp")), SHODANS) for ip in (b"ip", b"ip_str", b"ip address")),
)
LOOKED_AT = 4096
"""Bytes: what these programs write of themselves is shorter, and a pattern takes the square of it."""
UTF16 = "the file is UTF-16; save it as UTF-8"
MARKS = (b"\xff\xfe", b"\xfe\xff")
PACKED = "compression with {name} is not supported; decompress the file, or use gzip or zstd"
ARCHIVE = "the file is an archive ({name}); extract it and import the files"
KINDS = (
    (b"PK\x03\x04", ARCHIVE.format(name="zip")),
    (b"7z\xbc\xaf\x27\x1c", ARCHIVE.format(name="7-Zip")),
    (b"BZh", PACKED.format(name="bzip2")),
    (b"\xfd7zXZ\0", PACKED.format(name="xz")),
    (b"PAR1", "Parquet is not supported; import JSON lines"),
)
BINARY = "binary files are not supported"
# Bytes that text has no use for; where they are more than one in so many, it is none.
CONTROLS, ONE_IN = bytes({*range(32), 127} - {*b"\t\n\r\f\x1b"}), 20
NETWORKS = "the file is a list of networks; use a list of single addresses"
NETWORK = re.compile(rb"(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)/\d{1,3}(?:[\s,;#].*)?")
NMAPS = "Nmap {form} output is not supported; import Nmap XML (nmap -oX)"
MASSCANS = "masscan {form} is not supported; import JSON, XML or list output (masscan -oJ, -oX or -oL)"
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
    (re.compile(rb"Discovered open port \d"), MASSCANS.format(form="terminal output")),
    (
        re.compile(rb"masscan/\d"),
        "masscan binary output is not supported; convert it to JSON (masscan --readscan FILE -oJ scan.json)",
    ),
)
EMPTY = "the file is empty; nothing to import"


def instead(bare: bytes) -> str:
    """What to give instead; '' for an unknown file. `bare`: its beginning without white space."""
    if not bare:
        return EMPTY
    bare = bare[:LOOKED_AT]
    columns = {name.strip(b' \r"').lower() for name in bare.partition(b"\n")[0].split(b",")}
    table = next((stated for names, stated in TABLES if names <= columns), "")
    known = table or next((stated for beginning, stated in BEGINNINGS if beginning.match(bare)), "")
    return known or _no_text(bare) or (NETWORKS if _networks(bare) else "")


def _no_text(some: bytes) -> str:
    """Why it is not text; '' for text in UTF-8 or a similar encoding, and for what begins as JSON or XML."""
    if some.startswith(MARKS) or _half_nothing(some):
        return UTF16
    kind = next((stated for magic, stated in KINDS if some.startswith(magic)), "")
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
