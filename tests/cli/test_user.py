"""The accounts of the console, from the machine itself."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from leftopen.model.permission import Role
from leftopen.model.user import LinkPurpose
from leftopen.service.identity import accounts, passwords
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.users import Users, UserWriter
from tests.cli.program import all_ran, ran
from tests.durability.runs import Folder
from tests.service.office import office


def test_somebody_is_let_in_again(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path, settings={})
    assert "no users yet" in ran(folder, "user", "list").err
    with office(tmp_path) as workspace:
        user, _ = accounts.invite(workspace, "maria", Role.ADMIN, (), by="a test")
        kept = passwords.hash_password("eleven herons at dawn", "maria")
        UserWriter(Changes(workspace.store.records)).change(
            user.id, lambda old: replace(old, password=kept, second="sealed")
        )
        [line] = ran(folder, "user", "list", "--json").lines
        assert (line["name"], line["role"], line["second_factor"]) == ("maria", "admin", True)
        [link] = ran(folder, "user", "reset", "maria", "--json").lines
        found = accounts.get_link(workspace, link["path"].removeprefix("/join/"))
        assert (found.purpose, found.user) == (LinkPurpose.JOIN, user.id)
        after = Users(workspace.store.records).get(user.id)
        assert (after.password, after.second) == ("", "")
    assert ran(folder, "user", "reset", "nobody").code == 1


def test_users_are_managed_and_the_last_admin_stays(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path, settings={})
    with office(tmp_path) as workspace:
        admin, _ = accounts.invite(workspace, "root1", Role.ADMIN, (), by="a test")
        kept = passwords.hash_password("eleven herons at dawn", "root1")
        UserWriter(Changes(workspace.store.records)).change(admin.id, lambda old: replace(old, password=kept))
    commands = [
        "user add maria --role analyst --networks 192.0.2.0/24 --json",
        "user role maria case_manager --json",
        "user role maria admin --networks all --json",
        "user disable maria --json",
        "user enable maria",
        "user disable root1",
        "user role root1 viewer",
        "user remove root1",
        "user add Maria",
        "user add eve --role queen",
        "user disable nobody",
        "user remove maria",
        "audit --what account --json",
        "audit --actor nobody",
        "audit --since 2999-01-01 --json",
        "audit --what account --out audit.json",
        "audit --what account --out audit.csv",
        "audit --out audit.txt",
        "audit --since yesterday",
        "report --check audit.json --key config/keys/proof.pub",
    ]
    answer = all_ran(folder, [one.split() for one in commands])
    codes = dict(zip(commands, [one.code for one in answer], strict=True))
    assert [name for name, code in codes.items() if code] == [*commands[5:11], *commands[17:19]]
    assert all("last admin" in answer[number].err for number in (5, 6, 7))
    assert answer[0].lines[0]["path"].startswith("/join/")
    assert [(one["role"], one["networks"]) for one in (answer[1].lines[0], answer[2].lines[0])] == [
        ("case_manager", ["192.0.2.0/24"]), ("admin", []),
    ]  # fmt: skip
    assert answer[3].lines[0]["disabled"] is True
    acts = [line["what"] for line in answer[12].lines]
    assert (acts[0], acts.count("account change"), acts[-1]) == ("account remove", 4, "account add")
    assert (answer[14].lines, "no entries" in answer[13].err) == ([], True)
    assert len((tmp_path / "audit.csv").read_text().splitlines()) == len(acts) + 1
    signed = json.loads((tmp_path / "audit.json").read_text())["signed"]
    assert [one["what"] for one in signed["entries"]] == acts
    assert answer[-1].out.startswith("valid: signed by")
