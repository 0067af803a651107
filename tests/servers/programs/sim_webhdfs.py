"""A Hadoop NameNode as the reference of WebHDFS describes it; `closed` asks for Kerberos."""

from __future__ import annotations

from tests.servers.real import EMPTY, METADATA, PASSWORD, RealServer, Running, Spot
from tests.servers.sim_pages import serve_pages
from tests.servers.sim_web import Said, as_json

ENTRIES = 3
HTML = {"content-type": "text/html;charset=utf-8"}
PAGE = b"""<!DOCTYPE html><html><head><meta http-equiv="REFRESH" content="0;url=dfshealth.html" />
<title>Hadoop Administration</title></head></html>"""
KERBEROS = {"www-authenticate": "Negotiate", **HTML}
DENIED = Said(status=401, phrase="Authentication required", headers=KERBEROS, body=b"<h2>HTTP ERROR 401</h2>")
MISSING = Said(status=404, phrase="Not Found", headers=HTML, body=b"<h2>HTTP ERROR 404</h2>")


def start(spot: Spot, mode: str, entries: int = ENTRIES) -> Running:
    listed = [_status(number) for number in range(0 if mode == "empty" else entries)]
    told = {"FileStatuses": {"FileStatus": listed}}
    pages = {"/": Said(headers=HTML, body=PAGE), "/webhdfs/v1/?op=LISTSTATUS": as_json(told)}
    return serve_pages(spot, pages, MISSING, denied=DENIED if mode == "closed" else None)


def _status(number: int) -> dict[str, object]:
    return {
        "accessTime": 0,
        "blockSize": 0,
        "childrenNum": 1,
        "fileId": 16386 + number,
        "group": "supergroup",
        "length": 0,
        "modificationTime": 1719792000000,
        "owner": "made-up",
        "pathSuffix": f"made-up-{number}",
        "permission": "755",
        "replication": 0,
        "storagePolicy": 0,
        "type": "DIRECTORY",
    }


server = RealServer(
    name="sim_webhdfs",
    module="http",
    product="Hadoop NameNode",
    check="webhdfs_open",
    modes={"open": METADATA, "closed": PASSWORD, "empty": EMPTY},
    missing=lambda: "",
    start=start,
    records=ENTRIES,
)
