"""Nmap's XML (`-oX`): every port it found open, the service it recognised, and what its scripts said.

Ports that are `closed`, `filtered` or `open|filtered` are no answers and are passed over. A script's output
stays under its own name in `scripts`; what it found goes into the fields where a search looks for it as well.
Scripts of a host that ask its file service belong to that port. A host that the file ends in counts as far as
its ports are whole. Source: nmap.dtd, the book's chapter on XML output, and the scripts' own documentation.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from leftopen.formats import json_line, nmap_xml, same_endpoint
from leftopen.formats.json_line import Unread, table, text, texts
from leftopen.formats.nmap_scripts import SCRIPTS, Facts, facts_of
from leftopen.formats.nmap_xml import OpenHost
from leftopen.model.facts import Json
from leftopen.model.field_group import NOTHING, VERSION_SCAN
from leftopen.model.import_reader import BadLine, Found, Imported, ImportReader
from leftopen.model.vantage import Place
from leftopen.wire import ssh

SEEN_BY = "nmap"
# Where a host's script asks, by the beginning of its name: the first of these ports that is open.
HOST_SCRIPTS = {"smb": ("445", "139"), "nbstat": ("137",)}


def recognises(head: bytes) -> bool:
    return head.lstrip().startswith(b"<") and b"<nmaprun" in head and b'scanner="masscan"' not in head


def lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    return nmap_xml.hosts(blocks)


def read(line: bytes) -> Found:
    bare = line.partition(b" ")[2].strip()
    if not bare:
        return ()
    try:
        host = nmap_xml.open_host(bare)
    except Unread as why:
        return (BadLine(str(why)),)
    return [] if host is None else [_port(host, port) for port in _with_host_scripts(host)]


def _with_host_scripts(host: OpenHost) -> list[dict[str, Json]]:
    for start, numbers in HOST_SCRIPTS.items():
        port = next((port for number in numbers for port in host.ports if port.get("portid") == number), None)
        for kind in ("scripts", "trees"):
            stated = table(host.said, kind)
            if port is not None:
                port[kind] = table(port, kind) | {
                    name: stated[name] for name in stated if name.startswith(start)
                }
    return host.ports


def _port(host: OpenHost, port: dict[str, Json]) -> Imported | BadLine:
    """An invalid port does not affect the others."""
    try:
        return _answer(host, port)
    except Unread as why:
        return BadLine(str(why))


def _answer(host: OpenHost, port: dict[str, Json]) -> Imported:
    service, scripts, trees = table(port, "service"), table(port, "scripts"), table(port, "trees")
    inside = text(service, "tunnel") == "ssl"
    # The usual service of a port is no observation.
    asked = bool(service) and text(service, "method") != "table"
    name = text(service, "name")[:64] if asked else ""
    bare = Imported(
        address=host.address,
        port=json_line.port(port.get("portid")),
        transport=json_line.transport(port.get("protocol")),
        timestamp=host.at,
        seen_by=SEEN_BY,
        tls=inside,
        sees=VERSION_SCAN if asked else NOTHING,
    )
    found = replace(
        bare,
        module=("https" if inside and name == "http" else name) or "unknown",
        data=text(service, "banner"),
        product=text(service, "product"),
        version=text(service, "version"),
        info=text(service, "extrainfo"),
        os=text(service, "ostype"),
        hostnames=texts(host.said, "names"),
        cpe=texts(port, "cpe"),
        blocks={"scripts": dict(scripts)} if scripts else {},
    )
    facts = [replace(bare, **stated) for stated in facts_of(scripts, trees, READS)]
    [whole] = same_endpoint.joined([found, *facts, replace(bare, os=text(host.said, "os"))])
    assert isinstance(whole, Imported)
    return whole


def _host_key(_: str, tree: Json) -> Facts:
    """The first key that can be read."""
    for one in tree if isinstance(tree, list) else []:
        try:
            key = base64.b64decode(text(table(one), "key"), validate=True)
        except binascii.Error:
            continue
        if ssh.key_type(key):
            block: dict[str, Json] = {
                "type": ssh.key_type(key),
                "key": text(table(one), "key"),
                "fingerprint": ssh.fingerprint_md5(key),
            }
            return {"identity": f"ssh-key:{ssh.fingerprint(key)}", "blocks": {"ssh": block}, "decoded": True}
    return {}


def _algorithms(_: str, tree: Json) -> Facts:
    """Nmap writes one list where both directions are equal."""
    stated = table(tree)
    kex = {
        name: found
        for name in ssh.LISTS
        if (found := texts(stated, name) or texts(stated, f"{name}_server_to_client"))
    }
    if not kex:
        return {}
    block: dict[str, Json] = {
        "kex": {name: list(words) for name, words in kex.items()},
        "hassh": ssh.hassh_server(kex),
        "cipher": ssh.choose_algorithm(ssh.OFFERED[3], kex.get("encryption_algorithms", ())),
        "mac": ssh.choose_algorithm(ssh.OFFERED[5], kex.get("mac_algorithms", ())),
    }
    return {"blocks": {"ssh": block}}


READS = {**SCRIPTS, "ssh-hostkey": _host_key, "ssh2-enum-algos": _algorithms}

reader = ImportReader(
    title="Nmap XML",
    gives="open ports, product and version, CPE, names, operating system, what its scripts found",
    place=Place.INSIDE,
    recognises=recognises,
    read=read,
    lines=lines,
    made=nmap_xml.HOST,
)
