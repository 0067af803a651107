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
NMAPS = "Nmap normal output is not supported; import Nmap XML (nmap -oX)"
FINDINGS = (
    "the file looks like {name}: findings of a vulnerability scanner, which are not supported; import a scan"
    " of the same addresses, such as Nmap XML (nmap -sV -oX)"
)
# By what stands anywhere near the beginning.
SCANNERS = (
    (re.compile(rb"<NessusClientData"), FINDINGS.format(name="a Nessus file")),
    (re.compile(rb"<(?:report|get_reports_response)[\s>]"), FINDINGS.format(name="an OpenVAS report")),
    (re.compile(rb'"template-id"\s{0,4}:'), FINDINGS.format(name="output of nuclei")),
)
MASSCANS = "masscan {form} is not supported; import JSON, XML or list output (masscan -oJ, -oX or -oL)"
BEGINNINGS = (
    (re.compile(rb"# Nmap [^\n]*scan initiated|Starting Nmap "), NMAPS),
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
    if not known and bare[:1] in b"<{":
        known = next((stated for name, stated in SCANNERS if name.search(bare)), "")
    return known or _no_text(bare) or (NETWORKS if _networks(bare) else "")


def _no_text(some: bytes) -> str:
    """Why it is not text; '' for text in UTF-8 or a similar encoding, and for what begins as JSON or XML."""
    kind = next((stated for magic, stated in KINDS if some.startswith(magic)), "")
    odd = len(some) - len(some.translate(None, CONTROLS))
    return kind or (BINARY if odd * ONE_IN > len(some) and some[:1] not in b"{[<" else "")


def _networks(some: bytes) -> bool:
    """Is each of its lines a network?"""
    lines = [line.strip() for line in some.split(b"\n")]
    whole = [line for line in lines[: -1 if len(some) == LOOKED_AT else None] if line and line[:1] != b"#"]
    return bool(whole) and all(map(NETWORK.fullmatch, whole))
