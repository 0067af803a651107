"""A Hadoop NameNode as the reference of WebHDFS describes it; `closed` asks for Kerberos."""

from __future__ import annotations

from tests.servers.sim_pages import HTML, simulated
from tests.servers.sim_web import Said, as_json

ENTRIES = 3
PAGE = b"""<!DOCTYPE html><html><head><meta http-equiv="REFRESH" content="0;url=dfshealth.html" />
<title>Hadoop Administration</title></head></html>"""
KERBEROS = {"www-authenticate": "Negotiate", **HTML}
DENIED = Said(status=401, phrase="Authentication required", headers=KERBEROS, body=b"<h2>HTTP ERROR 401</h2>")
MISSING = Said(status=404, phrase="Not Found", headers=HTML, body=b"<h2>HTTP ERROR 404</h2>")
PATH = "/webhdfs/v1/?op=LISTSTATUS"


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


def _listed(entries: int) -> Said:
    return as_json({"FileStatuses": {"FileStatus": [_status(number) for number in range(entries)]}})


server = simulated(
    "webhdfs_open",
    product="Hadoop NameNode",
    pages={"/": Said(headers=HTML, body=PAGE), PATH: _listed(ENTRIES)},
    empty={PATH: _listed(0)},
    denied=DENIED,
    missing=MISSING,
    records=ENTRIES,
)
