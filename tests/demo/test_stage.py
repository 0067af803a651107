from __future__ import annotations

import random
import socket
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from leftopen.demo import servers
from leftopen.demo.program import free_ports
from leftopen.demo.stage import Stage, stored
from tests.servers.need import missing, require

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, str]]:
    """What each server answers open, then closed, then gone, over one staging."""
    folder = tmp_path_factory.mktemp("stage")
    answers: dict[str, tuple[int, str]] = {}
    with Stage(folder) as stage:
        _note(stage, "open", answers)
        answers["open stored"] = (stored(servers.database(folder)), "")
        answers["shared"] = (stage.shared, "")
        answers["open redis"] = (0, _redis(stage, b"DBSIZE\r\n"))
        stage.secure()
        _note(stage, "closed", answers)
        answers["closed stored"] = (stored(servers.database(folder)), "")
        answers["closed redis"] = (0, _redis(stage, b"DBSIZE\r\n"))
        stage.reopen_mailbox()
        _note(stage, "reopened", answers)
        stage.secure_mailbox()
        _note(stage, "secured again", answers)
    answers["left"] = (sum(_listens(place) for place in stage.endpoints.values()), "")
    return answers


def _note(stage: Stage, state: str, answers: dict[str, tuple[int, str]]) -> None:
    for name, path in (("mailbox", "/api/messages/?page=100000"), ("webmail", "/"), ("files", "/")):
        answers[f"{state} {name}"] = _get(stage.endpoints[name][1], path)


def _get(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, str(refusal.headers["WWW-Authenticate"])


def _redis(stage: Stage, command: bytes) -> str:
    if "redis" not in stage.endpoints:
        return ""
    with socket.create_connection(stage.endpoints["redis"], timeout=5) as connection:
        connection.sendall(command)
        return connection.recv(200).decode()


def _listens(place: tuple[str, int]) -> bool:
    with socket.socket() as attempt:
        return attempt.connect_ex(place) == 0


def test_the_open_mailbox_counts_all_three_hundred_mails(staged: dict[str, tuple[int, str]]) -> None:
    status, text = staged["open mailbox"]
    assert (status, '"pages_total": 3' in text) == (200, True)
    assert staged["open stored"][0] == 300


def test_the_open_file_server_lists_what_it_shares(staged: dict[str, tuple[int, str]]) -> None:
    status, text = staged["open files"]
    assert status == 200
    assert text.count("leave_roster_") == 2 * 8
    assert staged["shared"][0] == 16


def test_the_open_web_mail_lists_its_newest_forty(staged: dict[str, tuple[int, str]]) -> None:
    status, text = staged["open webmail"]
    assert (status, text.count("<tr><td>"), "60 messages" in text) == (200, 40, True)


def test_the_secured_servers_ask_for_a_password(staged: dict[str, tuple[int, str]]) -> None:
    assert staged["closed mailbox"] == (401, 'Basic realm="Sendria"')
    assert staged["closed webmail"] == (401, 'Basic realm="Message store"')
    assert staged["closed files"][0] == 401


def test_only_the_mailbox_is_opened_again_and_secured_again(staged: dict[str, tuple[int, str]]) -> None:
    assert staged["reopened mailbox"] == staged["open mailbox"]
    assert staged["reopened webmail"] == staged["closed webmail"]
    assert staged["reopened files"][0] == 401
    assert staged["secured again mailbox"] == staged["closed mailbox"]


def test_the_mails_outlive_the_restart(staged: dict[str, tuple[int, str]]) -> None:
    assert staged["closed stored"] == staged["open stored"]


def test_redis_holds_keys_while_open_and_asks_once_closed(staged: dict[str, tuple[int, str]]) -> None:
    require(missing("redis-server"))
    assert staged["open redis"][1] == ":40\r\n"
    assert staged["closed redis"][1].startswith("-NOAUTH")


def test_nothing_listens_after_the_stage_is_closed(staged: dict[str, tuple[int, str]]) -> None:
    assert staged["left"][0] == 0


def test_an_exception_inside_the_stage_ends_every_server(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), Stage(tmp_path) as stage:
        raise ZeroDivisionError
    assert not any(_listens(place) for place in stage.endpoints.values())


def test_passwords_stand_in_no_command_line_and_in_owner_only_files(tmp_path: Path) -> None:
    port = free_ports(1, random.Random(1))[0]
    (tmp_path / "share").mkdir()
    program = servers.files(tmp_path, port, "tell-nobody", "nor-this")
    program.start()
    try:
        lines = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
        assert not any(b"tell-nobody" in line or b"nor-this" in line for line in lines)
        assert (tmp_path / "uploadserver.arguments").stat().st_mode & 0o777 == 0o600
    finally:
        program.stop()
