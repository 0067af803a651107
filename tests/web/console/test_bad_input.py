"""Bad input to the console: a restart in the middle of a stream, questions of a megabyte, links that are
over, forged, or lead to what one may not see."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from leftopen.errors import StoreFailed
from leftopen.model.permission import Role
from leftopen.service.identity import accounts
from leftopen.store.records.entities.identity.users import Users
from leftopen.store.records.entities.scopes import Scopes
from tests.durability.runs import MAIN, Folder
from tests.web.console.conftest import Console
from tests.web.served import ended

GOOD = "eleven herons at dawn"
LARGE = 1_000_000


class Serving:
    """One `leftopen serve`; `end` may be called at any time, once."""

    def __init__(self, folder: Folder, port: int) -> None:
        words = ["serve", "--port", str(port), "--json", "--data", str(folder.data)]
        self._process = subprocess.Popen(
            [sys.executable, "-c", MAIN, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env=folder.environ(),
        )  # fmt: skip
        assert self._process.stdout is not None
        self.url = str(json.loads(self._process.stdout.readline())["url"])

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def end(self) -> None:
        code = ended(self._process)
        _, answer = self._process.communicate()
        assert (code, b"Traceback" in answer) == (0, False), answer


@contextmanager
def serving(folder: Folder, port: int) -> Iterator[Serving]:
    made = Serving(folder, port)
    try:
        yield made
    finally:
        if made.running:
            made.end()


def signed_in(client: httpx2.Client, folder: Folder, url: str) -> None:
    link = (folder.data / "setup-link").read_text().strip()
    fields = {"name": "maria", "password": GOOD, "again": GOOD}
    made = client.post(link, data=fields, headers={"origin": url, "sec-fetch-site": "same-origin"})
    assert made.status_code == 303


def event(lines: Iterator[str]) -> dict[str, object]:
    """The next state that is said."""
    found: dict[str, object] = json.loads(next(one for one in lines if one.startswith("data:"))[5:])
    return found


def request(port: int, target: str) -> tuple[int, bytes]:
    """As no browser would: the clients of this test refuse to."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", target)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_a_stream_ends_in_peace_with_its_server_and_goes_on_with_the_next(
    tmp_path: Path, free_port: int
) -> None:
    folder = Folder(root=tmp_path, settings={})
    with httpx2.Client(timeout=60) as client:
        with serving(folder, free_port) as server:
            signed_in(client, folder, server.url)
            with client.stream("GET", f"{server.url}/live") as stream:
                lines = stream.iter_lines()
                assert next(lines) == "retry: 3000"
                before = event(lines)
                server.end()
                assert [line for line in lines if line] == [], "it was cut in the middle"
        with serving(folder, free_port) as again:
            assert client.get(f"{again.url}/me").status_code == 200, "who was signed in is so still"
            with client.stream("GET", f"{again.url}/live") as stream:
                assert event(stream.iter_lines()) == before


def test_a_megabyte_is_refused_in_one_sentence_and_the_next_question_is_answered(
    tmp_path: Path, free_port: int
) -> None:
    folder = Folder(root=tmp_path, settings={})
    with httpx2.Client(timeout=60) as client, serving(folder, free_port) as server:
        signed_in(client, folder, server.url)
        here = {"origin": server.url, "sec-fetch-site": "same-origin"}
        for path in ("/search?q=", "/exposures?owner=", "/case/", "/docs/", "/sign-in?next=", "/nowhere?"):
            status, body = request(free_port, f"{path}{'x' * LARGE}")
            assert status in (400, 414, 431), path
            assert len(body) < 500
        for path in ("/search/save", "/sign-in", "/imports", "/scans"):
            answer = client.post(f"{server.url}{path}", data={"q": "x" * LARGE}, headers=here)
            assert answer.status_code == 413, path
        for cookie in ("x" * 5000, "x" * 60_000):
            forged = httpx2.get(f"{server.url}/", headers={"cookie": f"leftopen-{free_port}={cookie}"})
            assert forged.status_code in (303, 400, 431)
        assert client.get(f"{server.url}/search?q=port:80").status_code == 200


@pytest.mark.parametrize("name", ["", "viewer", "admin"])
def test_a_question_of_too_many_fields_is_refused_in_one_sentence(console: Console, name: str) -> None:
    many = "a&" * 2500
    for method, path in (("GET", "/sign-in"), ("GET", "/search"), ("POST", "/sign-in"), ("GET", "/nowhere")):
        answer = console.visitor(name).ask(method, f"{path}?{many}")
        assert answer.status_code == 400, (method, path)
        assert "a request takes at most 2000" in answer.text
        assert answer.headers["x-frame-options"] == "DENY"
    response = console.visitor(name).get(f"/search?{many}", accept="application/json")
    assert response.status_code == 400
    assert response.json() == {"error": "too many fields: a request takes at most 2000"}


def test_records_that_do_not_answer_are_said_on_every_page(
    anew: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost() -> None:
        raise StoreFailed("the records are locked by another leftopen process; try again later")

    visitor = anew.visitor("admin")
    monkeypatch.setattr(anew.state.session_cache, "load", lost)
    for path in ("/", "/sign-in", "/users", "/nowhere"):
        answer = visitor.get(path)
        assert (answer.status_code, "locked by another leftopen process" in answer.text) == (503, True), path


def test_one_form_does_not_fill_the_records(bare: Console) -> None:
    """Of 500 networks, each with half a megabyte about who authorised it."""
    targets = "\n".join(f"203.0.113.{number % 256}" for number in range(500))
    answer = bare.visitor("scanner_admin").post(
        "/scope/add",
        targets=targets,
        effect="allow",
        authorised_by="x" * 500_000,
        until="2099-01-01",
        read="listing",
    )
    assert (answer.status_code, "longer than 1,000 characters" in answer.text) == (400, True)
    assert Scopes(bare.workspace.store.records).list() == []


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "CONNECT", "PROPFIND", "PUT", "DELETE", "BREW"])
@pytest.mark.parametrize("path", ["/", "/sign-in", "/shodan/host/count", "/users"])
def test_no_other_method_does_anything(console: Console, method: str, path: str) -> None:
    for name in ("", "admin"):
        answer = console.visitor(name).ask(method, path, headers={"x-secret": "herons"})
        assert answer.status_code in (401, 404, 405), (name, answer.status_code)
        assert "herons" not in answer.text


def test_an_invitation_is_over_after_three_days_and_a_newer_one_takes_its_place(anew: Console) -> None:
    user, old = accounts.invite(anew.workspace, "jean", Role.VIEWER, (), by="admin")
    _, new = accounts.reset(anew.workspace, user.id, by="admin")
    assert anew.visitor().get(f"/join/{old}").status_code == 404
    assert anew.visitor().get(f"/join/{new}").status_code == 200
    anew.clock.ahead = timedelta(days=3, seconds=1)
    assert anew.visitor().get(f"/join/{new}").status_code == 404
    answer = anew.visitor().post(f"/join/{new}", password=GOOD, again=GOOD)
    assert answer.status_code == 404
    assert Users(anew.workspace.store.records).get(user.id).password == ""


@pytest.mark.parametrize("forge", ["first", "last", "case", "longer", "shorter", "turned"])
def test_a_link_with_one_wrong_letter_is_none(anew: Console, forge: str) -> None:
    _, token = accounts.invite(anew.workspace, "jean", Role.VIEWER, (), by="admin")
    wrong = {
        "first": ("b" if token[0] == "a" else "a") + token[1:],
        "last": token[:-1] + ("b" if token[-1] == "a" else "a"),
        "case": token.swapcase(),
        "longer": token + "A",
        "shorter": token[:-1],
        "turned": token[::-1],
    }[forge]
    assert anew.visitor().get(f"/join/{wrong}").status_code == 404
    assert anew.visitor().get(f"/join/{token}").status_code == 200


def test_a_deep_link_leads_where_one_may_go_and_says_no_elsewhere(anew: Console) -> None:
    """To who is signed out it looks the same whatever is there; signed in, only what is allowed opens."""
    inside, outside = "198.51.100.1", "198.51.100.40"
    for path in (f"/host/{inside}", f"/case/{anew.cases[0].id}", "/case/ffff", "/users", "/nowhere"):
        away = anew.visitor().get(path)
        assert (away.status_code, away.headers["location"].startswith("/sign-in?next=")) == (303, True)
    for name, path, status in (
        ("part", f"/host/{inside}", 200), ("part", f"/host/{outside}", 404), ("part", "/imports", 403),
        ("viewer", "/users", 403), ("viewer", "/scan/ffff", 403), ("analyst", "/import/ffff", 403),
        ("auditor", "/docs/start/console", 403), ("auditor", f"/case/{anew.cases[0].id}", 403),
        ("admin", "/import/ffff", 404), ("admin", "/docs/nowhere", 404), ("admin", "/scan/ffff", 404),
    ):  # fmt: skip
        assert anew.visitor(name).get(path).status_code == status, (name, path)
