"""A new notice channel is one file: found by its folder, and used by every way to notify."""

from __future__ import annotations

import importlib
import json
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from leftopen import catalogue, notices
from leftopen.errors import BadSetting
from leftopen.model.case import CaseEventKind, CaseState
from leftopen.model.notice import Sender
from leftopen.notices import mailto
from leftopen.service.operations.doctor import examine
from leftopen.service.organisations.channels import by_scheme, sender_of
from leftopen.settings import Settings
from leftopen.store.records.entities.cases.cases import Cases
from tests.service.notices.test_notify import a_case, state_of, told
from tests.service.office import SENDER, office

SOURCE = '''"""A channel that nothing else knows: the notice as JSON, posted to a URL."""

import json

from leftopen.model.notice import Sender


def render(notice, origin):
    return json.dumps({"subject": notice.subject, "text": notice.text, "from": origin}).encode()


async def send(notice, origin, outbound):
    return await outbound.post(notice.to, render(notice, origin), "application/json")


sender = Sender(
    schemes=("http", "https"),
    example="https://hooks.example.org/x",
    suffix=".json",
    render=render,
    send=send,
)
'''


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Another folder of channels: mail, and one that is made up."""
    made = tmp_path / "notices"
    made.mkdir()
    (made / "made_up.py").write_text(SOURCE)
    shutil.copy(str(mailto.__file__), made)
    monkeypatch.setattr(notices, "__path__", [str(made)])
    before = set(sys.modules)
    _found_again()
    yield made
    for name in set(sys.modules) - before:
        if name.startswith("leftopen.notices."):
            del sys.modules[name]
    catalogue.senders.cache_clear()


def _found_again() -> None:
    importlib.invalidate_caches()
    catalogue.senders.cache_clear()


@contextmanager
def a_hook(status: int = 204) -> Iterator[tuple[str, list[bytes]]]:
    """A server on this machine that takes posts: its URL, and what it received."""
    received: list[bytes] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    with HTTPServer(("127.0.0.1", 0), Hook) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/hook", received
        finally:
            server.shutdown()
            thread.join()


def test_it_is_written_sent_and_recorded(tmp_path: Path, folder: Path) -> None:
    with a_hook() as (url, received), a_case(tmp_path, notify=url, notify_private="yes") as (workspace, case):
        one = told(workspace, case, url)
        assert state_of(workspace, case) is CaseState.NOTIFIED
        [event] = [
            e for e in Cases(workspace.store.records).events(case.id) if e.kind is CaseEventKind.NOTIFIED
        ]
    assert one.receipt is not None
    assert (one.receipt.accepted, one.receipt.said, one.unready) == (True, "HTTP 204", "")
    assert event.body["to_kind"] == "http"
    file = Path(one.file)
    assert file.suffix == ".json"
    assert received == [file.read_bytes()] == [one.message]
    assert json.loads(received[0])["subject"] == one.notice.subject


def test_a_rejection_is_no_notice(tmp_path: Path, folder: Path) -> None:
    with (
        a_hook(500) as (url, received),
        a_case(tmp_path, notify=url, notify_private="yes") as (workspace, case),
    ):
        one = told(workspace, case, url)
        assert state_of(workspace, case) is CaseState.OPEN
    assert one.receipt is not None
    assert (one.receipt.accepted, one.receipt.said, len(received)) == (False, "HTTP 500", 1)


def test_a_user_can_not_choose_where_it_is_posted(tmp_path: Path, folder: Path) -> None:
    with a_hook() as (url, received), a_case(tmp_path, notify="mailto:soc@example.org") as (workspace, case):
        one = told(workspace, case, url)
        assert state_of(workspace, case) is CaseState.OPEN
    assert one.receipt is not None
    assert "only to a URL that the settings or the scope name" in one.receipt.said
    assert received == []


def test_without_the_settings_that_it_needs_it_is_only_written(tmp_path: Path, folder: Path) -> None:
    words = '    needs=("control",),\n    unconfigured="no control is set",\n)\n'
    (folder / "made_up.py").write_text(SOURCE.rstrip().removesuffix(")") + words)
    _found_again()
    with a_hook() as (url, received), a_case(tmp_path, notify=url, notify_private="yes") as (workspace, case):
        one = told(workspace, case, url)
        answer = {row.what: row for row in examine(workspace)}["notices"]
    assert (one.receipt, one.unready, received) == (None, "no control is set (setting control)", [])
    assert Path(one.file).read_bytes() == one.message
    assert "made_up: only written to files, no control is set (setting control)" in answer.says


def test_every_message_that_lists_channels_names_it(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(BadSetting, match=r"supported: http:…, https:…, mailto:…"):
        sender_of("pigeon:loft")
    with office(tmp_path, **SENDER) as workspace:
        answer = {row.what: row for row in examine(workspace)}["notices"].says
    assert "made_up: can be sent" in answer
    assert "mailto: only written to files, no mail server is configured (setting smtp_host)" in answer


def test_without_its_file_there_is_no_such_channel(folder: Path) -> None:
    (folder / "made_up.py").unlink()
    _found_again()
    with pytest.raises(BadSetting, match=r"supported: mailto:…$"):
        sender_of("https://hooks.example.org/x")


def test_a_file_that_binds_no_channel_is_named(folder: Path) -> None:
    (folder / "another.py").write_text("channel = None\n")
    _found_again()
    with pytest.raises(TypeError, match=r"leftopen/notices/another\.py must bind `sender` to a Sender"):
        catalogue.senders()


def test_two_files_of_one_scheme_are_named(folder: Path) -> None:
    (folder / "another.py").write_text(SOURCE)
    _found_again()
    with pytest.raises(TypeError, match="notices another and made_up: both serve http:"):
        by_scheme(catalogue.senders())


@pytest.mark.parametrize("name", catalogue.senders())
def test_a_channel_states_its_words_and_its_settings(name: str) -> None:
    sender: Sender = catalogue.senders()[name]
    assert sender.schemes
    assert sender.example.partition(":")[0] in sender.schemes
    assert sender.suffix.startswith(".")
    assert set(sender.needs) <= {row.name for row in fields(Settings)}
    assert bool(sender.needs) is bool(sender.unconfigured)
