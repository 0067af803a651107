"""A check of the user's own folder: from the page that explains it to a case, and when its file is gone."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.cli.program import ran
from tests.durability.runs import Folder

PAGE = Path(__file__).parents[2] / "docs/project/writing-a-check.md"
STATUS = {"product": "intranet-search 2", "version": "2.1", "records": 42}


class Intranet(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps(STATUS).encode() if self.path == "/api/status" else b"<title>Intranet</title>"
        self.send_response(200 if self.path in ("/", "/api/status") else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Intranet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    own = tmp_path / "checks"
    own.mkdir()
    [text] = re.findall(r"```toml\n(.*?)```", PAGE.read_text(), re.S)
    (own / "intranet_open.toml").write_text(text)
    return Folder(root=tmp_path, settings={"checks_dir": own})


def test_the_example_of_the_page_finds_its_product_and_a_case_outlives_its_file(
    folder: Folder, port: int
) -> None:
    page = ran(folder, "check", "show", "intranet_open")
    assert page.out.startswith("# intranet_open\n\n**Intranet search readable without authentication**")
    assert ran(folder, "scan", "127.0.0.1", "--ports", str(port)).code == 0
    [case] = ran(folder, "cases", "list", "--json").lines
    assert (case["check"], case["port"]) == ("intranet_open", port)
    (folder.root / "checks/intranet_open.toml").unlink()
    shown = ran(folder, "cases", "show", case["id"][:8])
    assert shown.code == 0, shown.err
    assert "intranet_open" in shown.out
    looked = ran(folder, "verify", case["id"][:8], "--json")
    verdict, *_ = looked.lines
    assert (verdict["type"], verdict["verdict"]) == ("verdict", "unknown")


@pytest.mark.parametrize(
    ("name", "change", "word"),
    [
        ("intranet_open", ("/api/status", "/api/restart"), "promise reading"),
        ("intranet_open", ('severity = "high"', 'severity = "grave"'), "severity"),
        ("redis_open", ("", ""), "must be new"),
        ("intranet", ("", ""), "end in _open"),
    ],
)
def test_a_wrong_file_stops_every_command_with_its_place(
    folder: Folder, name: str, change: tuple[str, str], word: str
) -> None:
    file = folder.root / "checks/intranet_open.toml"
    text = file.read_text()
    file.unlink()
    (file.parent / f"{name}.toml").write_text(text.replace(*change))
    answer = ran(folder, "scan", "127.0.0.1")
    assert answer.code == 1
    assert f"{name}.toml" in answer.err
    assert word in answer.err
