"""What somebody else's file brings in, what a server keeps of it for its alerts, and what goes out again."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

from tests.canary.planted import ADDRESS, SSN, encoded

WATCHED = "203.0.113.0/24"
AT = "203.0.113.50"
FILE = "shodan.json"
EXPORTS = ("all.jsonl", "all.csv", "all.parquet")
HOOK = "http://127.0.0.1:9/hook"
STARTED_S = 60.0
_TOLD = f"{SSN['import']} {ADDRESS['import']}"
_WRITTEN = encoded(ADDRESS["import"]) + encoded(SSN["import"])


def banners() -> bytes:
    """Lines of Shodan's, each with the canaries somewhere else; one of them is broken off."""
    one = {"ip_str": AT, "transport": "tcp", "timestamp": "2026-03-01T04:05:06.000001", "hash": 1}
    texts: list[dict[str, Any]] = [
        {"port": 80, "data": f"HTTP/1.1 200 OK\r\nX-Owner: {_TOLD}\r\n\r\n"},
        {
            "port": 81,
            "data": "x",
            "http": {"title": f"Portal {_TOLD}", "html": f"<p>{_TOLD}</p>", "status": 200},
        },
        {"port": 161, "data": "x", "snmp": {"contact": _TOLD, "name": ADDRESS["import"], "location": "Rack"}},
        {
            "port": 443,
            "data": "x",
            "ssl": {"cert": {"subject": {"CN": "made.example", "emailAddress": _TOLD}}},
        },
        {
            "port": 21,
            "data": f"220 {_TOLD}",
            "ftp": {"anonymous": True},
            "opts": {"raw": _TOLD, "deep": [_TOLD]},
        },
        {
            "port": 25,
            "data": "x",
            "product": _TOLD,
            "info": _TOLD,
            "org": _TOLD,
            "os": _TOLD,
            "tags": [_TOLD],
        },
    ]
    texts += [_written(8000 + at, text) for at, text in enumerate(_WRITTEN)]
    lines = [json.dumps(one | text) for text in texts]
    return "\n".join(
        [*lines, f'{{"ip_str": "{AT}", "port": 1, "data": "{_TOLD}', f"{_TOLD} is no line", *_WRITTEN, ""]
    ).encode()


def _written(port: int, text: str) -> dict[str, Any]:
    """In every place at once, as it is encoded."""
    return {
        "port": port, "data": f"220 {text}\r\n", "product": text, "tags": [text],
        "http": {"title": text, "server": text, "status": 200},
        "ssl": {"cert": {"subject": {"CN": text}}},
        "elastic": {"indices": {text: {}}},
        "ftp": {"files": [text]},
    }  # fmt: skip


def import_and_export(run: Callable[..., bytes], data: Path, folder: Path, environ: dict[str, str]) -> None:
    """Imports the file while a server follows what is stored, asks the server, and writes everything out."""
    # Beside the folder that is searched: the file itself holds the canaries by right.
    file = folder.parent / f"{folder.name}-{FILE}"
    file.write_bytes(banners())
    key = json.loads(run("key", "add", "canary", "--scan", "--json"))["key"]
    with _serving(data, environ) as url:
        notifier, alert = _watching(url, key)
        run("import", str(file))
        _until_fired(url, key, notifier)
        answers = [
            httpx2.get(
                f"{url}{path}", params={"key": key, "query": f"net:{WATCHED}", "minify": "False"}, timeout=60
            )
            for path in (f"/shodan/host/{AT}", "/shodan/host/search", f"/shodan/alert/{alert}/fired")
        ]
    (folder / "answers.json").write_text("\n".join(answer.text for answer in answers))
    run("import", str(file), "--again", "--json")
    for name in EXPORTS:
        run("export", "", name, "--history")
    run("stats", "", "--facets", "product,org,tag,snmp.contact")
    run("host", AT)


def exported(folder: Path) -> dict[str, bytes]:
    """The Parquet file's values, which lie there compressed."""
    from pyarrow import parquet

    rows = parquet.read_table(folder / "all.parquet").to_pylist()
    return {"export all.parquet": json.dumps(rows, default=str, ensure_ascii=False).encode()}


@contextmanager
def _serving(data: Path, environ: dict[str, str]) -> Iterator[str]:
    words = ["serve", "--port", "0", "--json", "--quiet", "--data", str(data)]
    server = subprocess.Popen(
        [sys.executable, "-c", "from leftopen.cli import main; main()", *words],
        env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert server.stdout is not None
    try:
        url = str(json.loads(server.stdout.readline())["url"])
        assert httpx2.get(f"{url}/api-info", timeout=STARTED_S).status_code == 401
        yield url
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
        server.stdout.close()


def _watching(url: str, key: str) -> tuple[str, str]:
    """The ids of a notifier and of an alert that names it."""
    form = {"key": key, "provider": "webhook", "url": HOOK}
    created = httpx2.post(f"{url}/notifier", data=form, timeout=60)
    assert created.status_code == 200, created.text
    notifier = str(created.json()["id"])
    asked = {"name": "canary", "filters": {"ip": WATCHED}}
    alert = str(httpx2.post(f"{url}/shodan/alert", params={"key": key}, json=asked, timeout=60).json()["id"])
    for path in ("trigger/any,new_service", f"notifier/{notifier}"):
        put = httpx2.put(f"{url}/shodan/alert/{alert}/{path}", params={"key": key}, timeout=60)
        assert put.status_code == 200, put.text
    return notifier, alert


def _until_fired(url: str, key: str, notifier: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        answer = httpx2.get(f"{url}/notifier/{notifier}/fired", params={"key": key}, timeout=60).json()
        if answer["total"]:
            return
        time.sleep(0.3)
    raise AssertionError("nothing fired")
