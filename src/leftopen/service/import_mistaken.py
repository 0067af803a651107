"""What programs write beside the file that can be imported, and people give in its place: what it is, and
what to give for it. Known by how it begins."""

from __future__ import annotations

import re

SHODANS = (
    "it is a table (CSV) of Shodan's, which leaves out most of what a banner says; download JSON instead, on"
    " the website or with `shodan download`"
)
NAABUS = "it is a table (CSV) of naabu's; import its JSON lines instead (naabu -json)"
HTTPXS = "it is a table (CSV) of httpx's; import its JSON lines instead (httpx -json)"
# Of each the names of columns that it has; of Shodan's as they are on the website and by `shodan convert`.
TABLES = (
    (frozenset((b"host", b"ip", b"port", b"protocol")), NAABUS),
    (frozenset((b"url", b"input", b"port", b"status_code")), HTTPXS),
    *((frozenset((ip, b"port", b"timestamp")), SHODANS) for ip in (b"ip", b"ip_str", b"ip address")),
)
LOOKED_AT = 4096
"""Bytes: what these programs write of themselves is shorter, and a pattern takes the square of it."""
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
    """'' for what is none of these. `bare`: its beginning, without what is blank."""
    if not bare:
        return EMPTY
    bare = bare[:LOOKED_AT]
    columns = {name.strip(b' \r"').lower() for name in bare.partition(b"\n")[0].split(b",")}
    table = next((said for names, said in TABLES if names <= columns), "")
    return table or next((said for beginning, said in BEGINNINGS if beginning.match(bare)), "")
