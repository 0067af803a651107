"""The worker reads calendars again, also from a web server that is down for a while."""

from __future__ import annotations

import asyncio
from datetime import UTC, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from leftopen.errors import BadRequest
from leftopen.jobs.kind import JobControl
from leftopen.jobs.kinds import on_call as kind
from leftopen.service.organisations import on_call, organisations, owner_directory
from leftopen.service.workspace import job_queue
from leftopen.service.workspace.workspace import Workspace
from tests.formats.calendars import calendar, shift
from tests.net.authority import Authority
from tests.service.office import office
from tests.web.console.conftest import Clock

TEAM = "Example Corps"


def who(workspace: Workspace) -> tuple[tuple[str, ...], str]:
    directory = owner_directory.load(workspace)
    [then] = directory.of(TEAM, workspace.clock())
    return then.on_call, then.doubt


def test_a_calendar_on_a_web_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority, clock = Authority(tmp_path, "trusted"), Clock()
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.root()))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    start = clock().astimezone(UTC)
    days = [f"{start + timedelta(days=day):%Y%m%dT%H%M%SZ}" for day in (-1, 2)]
    body = calendar(shift("jane@example.org", *days))

    class Web(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    settings = {"notify_private": "yes"}
    with office(tmp_path, clock, **settings) as workspace:
        organisations.add(workspace, TEAM, by="jane", contacts=["mailto:soc@example.org"])
        assert not on_call.is_enabled(workspace)
        job, lent = job_queue.new_job(workspace, "on_call", {}, asked_by="a test"), JobControl()
        with HTTPServer(("127.0.0.1", 0), Web) as server:
            server.socket = authority.server("127.0.0.1").wrap_socket(server.socket, server_side=True)
            url = f"https://127.0.0.1:{server.server_port}/rota.ics"
            thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
            thread.start()
            try:
                asyncio.run(on_call.set_calendar(workspace, TEAM, url, by="jane"))
                done = asyncio.run(kind.run(workspace, job, lent))
            finally:
                server.shutdown()
                thread.join()
        assert on_call.is_enabled(workspace)
        assert (done.said, who(workspace)) == ("1 calendar read", (("jane@example.org",), ""))
        assert done.again is not None
        clock.ahead += timedelta(days=1)
        down = asyncio.run(kind.run(workspace, job, lent))
        assert down.said == "0 calendars read, 1 could not be"
        people, doubt = who(workspace)
        assert people == ("jane@example.org",)
        assert doubt.startswith("the on-call calendar of Example Corps was last read at ")


def test_a_private_address_needs_the_setting(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        organisations.add(workspace, TEAM, by="jane")
        with pytest.raises(BadRequest, match="a loopback address; set notify_private to yes"):
            asyncio.run(on_call.set_calendar(workspace, TEAM, "https://127.0.0.1:9/rota.ics", by="jane"))
        with pytest.raises(BadRequest, match="not https"):
            asyncio.run(on_call.set_calendar(workspace, TEAM, "http://example.org/rota.ics", by="jane"))
