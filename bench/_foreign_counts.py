"""Counts endpoints, products and script outputs in other tools' files, without leftopen's readers.

    python bench/_foreign_counts.py FOLDER

FOLDER has one folder a format (`nmap_xml`, `masscan_xml`, `masscan_json`, `masscan_list`). Prints a JSON line
for each file: distinct (address, port, transport) that are open, how many name a product, script outputs.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

OBJECT = re.compile(r'\{\s*"ip".*?\]\s*\}', re.DOTALL)
Endpoint = tuple[str, str, str]


def xml(raw: bytes) -> dict[str, Any]:
    text = re.sub(rb"<!DOCTYPE[^>]*>", b"", raw[raw.index(b"<?xml") if b"<?xml" in raw else 0 :])
    endpoints: set[Endpoint] = set()
    products: set[Endpoint] = set()
    scripts: set[tuple[Endpoint, str]] = set()
    for host in ElementTree.fromstring(text).iter("host"):
        addresses = [a.get("addr", "") for a in host.iter("address") if a.get("addrtype") != "mac"]
        for port in host.iter("port"):
            state = port.find("state")
            if not addresses or state is None or state.get("state") != "open":
                continue
            one = (addresses[0], port.get("portid", ""), port.get("protocol", "tcp"))
            if one[2] not in ("tcp", "udp") or one[1] == "0":
                continue
            endpoints.add(one)
            service = port.find("service")
            if service is not None and service.get("product"):
                products.add(one)
            scripts |= {(one, script.get("id", "")) for script in port.findall("script")}
    return {"endpoints": len(endpoints), "products": len(products), "scripts": len(scripts)}


def masscan_json(raw: bytes) -> dict[str, Any]:
    found: set[Endpoint] = set()
    for text in OBJECT.findall(raw.decode("utf-8", "replace")):
        one = json.loads(text)
        for port in one["ports"]:
            if port.get("proto") in ("tcp", "udp") and ("service" in port or port.get("status") == "open"):
                found.add((one["ip"], str(port["port"]), port["proto"]))
    return {"endpoints": len(found)}


def masscan_list(raw: bytes) -> dict[str, Any]:
    rows = [line.split() for line in raw.decode("utf-8", "replace").splitlines()]
    kinds = ("open", "banner")
    found = {(r[3], r[2], r[1]) for r in rows if len(r) > 4 and r[0] in kinds and r[1] in ("tcp", "udp")}
    return {"endpoints": len(found)}


COUNTERS = {
    "nmap_xml": xml, "masscan_xml": xml, "masscan_json": masscan_json, "masscan_list": masscan_list,
}  # fmt: skip


def main(folder: Path) -> None:
    for name, count in COUNTERS.items():
        for file in sorted((folder / name).glob("*")):
            try:
                counts = count(file.read_bytes())
            except (ElementTree.ParseError, ValueError, KeyError, TypeError) as error:
                counts = {"unreadable": type(error).__name__}
            print(json.dumps({"format": name, "file": file.name, **counts}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
