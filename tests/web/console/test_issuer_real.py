"""The whole way in by the word of a real issuer (oidc-provider), in a real browser."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from leftopen.demo.program import ServerProgram
from leftopen.model.permission import Role
from leftopen.service.identity import accounts
from leftopen.store.records.entities.identity.users import Users
from leftopen.web.console.pages.oidc import BACK
from tests.durability.runs import MAIN, Folder
from tests.servers.need import ROOT, client_program, missing, node_module, program, require
from tests.servers.sim_oidc import CLIENT
from tests.service.office import office
from tests.web.served import ended, listening_at

pytestmark = [pytest.mark.real, pytest.mark.slow]
HERE = Path(__file__).parent
LONGEST_S = 180
INVITED = ("jean", "unverified")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    module, playwright = node_module("oidc-provider"), client_program("playwright")
    require(missing("chromium", "node") or ("" if module else "npm package oidc-provider not installed"))
    require("" if playwright else "playwright is not in .servers/clients")
    root = tmp_path_factory.mktemp("issuer")
    ours, theirs = free_port(), free_port()
    url, secret = f"http://localhost:{ours}", secrets.token_hex(16)
    (root / "secret").write_text(secret)
    words = [str(HERE / "oidc_provider.mjs"), str(module), str(theirs), url + BACK, secret]
    provider = ServerProgram(
        [program("node"), *words], ports=(theirs,), log=root / "issuer.log", env=dict(os.environ)
    )
    settings = {
        "oidc_issuer": f"http://127.0.0.1:{theirs}", "oidc_client_id": CLIENT,
        "oidc_client_secret_file": root / "secret",
    }  # fmt: skip
    folder = Folder(root=root, settings=settings)
    with office(root) as workspace:
        links = {
            name: "/join/"
            + accounts.invite(workspace, f"{name}@example.org", Role.ANALYST, (), by="a test")[1]
            for name in INVITED
        }
        provider.start()
        process = subprocess.Popen(
            [sys.executable, "-c", MAIN, "serve", "--port", str(ours), "--json", "--data", str(folder.data)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=folder.environ(),
        )  # fmt: skip
        try:
            listening_at(process)
            found = clicked(
                root, str(playwright), {"url": url, "links": links, "names": [*INVITED, "stranger", "jean"]}
            )
            subjects = {user.name: user.subject for user in Users(workspace.store.records).list()}
            return {**found, "subjects": subjects, "issuer": settings["oidc_issuer"]}
        finally:
            provider.stop()
            assert ended(process) == 0
            assert process.stdout is not None
            process.stdout.close()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def clicked(root: Path, playwright: str, request: dict[str, Any]) -> dict[str, Any]:
    config = root / "clicks.json"
    config.write_text(json.dumps(request))
    done = subprocess.run(
        [str(Path(playwright).with_name("python")), str(HERE / "issuer_clicks.py"), str(config)],
        capture_output=True, text=True, timeout=LONGEST_S, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_somebody_who_was_invited_is_in_where_they_wanted_to_go(report: dict[str, Any]) -> None:
    assert (report["jean"]["at"], report["jean"]["wrong"]) == ("/exposures", "")
    # The session, and the mark that this browser came by the issuer; the cookie of the way in is gone.
    session, mark = sorted(report["jean"]["cookies"])
    assert mark == session.replace("leftopen-", "leftopen-issuer-")
    assert report["subjects"]["jean@example.org"] == f"{report['issuer']} jean"


def test_the_issuer_asks_again_where_somebody_confirms_who_they_are(report: dict[str, Any]) -> None:
    """Though the browser is signed in there; its token says when it asked."""
    assert report["jean"]["anew"] == "/me/second"


@pytest.mark.parametrize(
    ("name", "why"),
    [("stranger", "No account is connected"), ("unverified", "does not confirm the invited mail address")],
)
def test_nobody_else_is(report: dict[str, Any], name: str, why: str) -> None:
    assert why in report[name]["wrong"]
    assert report[name]["cookies"] == []
    assert f"{name}@example.org" not in report["subjects"] or not report["subjects"][f"{name}@example.org"]


def test_the_browser_went_nowhere_else(report: dict[str, Any]) -> None:
    assert [report[name]["elsewhere"] for name in ("jean", "stranger", "unverified")] == [[], [], []]
