"""The accounts of the console, from the machine itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from leftopen.model.permission import Role
from leftopen.model.user import LinkPurpose
from leftopen.service.identity import accounts, passwords
from leftopen.store.records.writes import RecordWriter
from tests.cli.program import ran
from tests.durability.runs import Folder
from tests.service.office import office


def test_somebody_is_let_in_again(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path, settings={})
    assert "no users yet" in ran(folder, "user", "list").err
    with office(tmp_path) as workspace:
        user, _ = accounts.invite(workspace, "maria", Role.ADMIN, (), by="a test")
        kept = passwords.hashed("eleven herons at dawn", "maria")
        RecordWriter(workspace.store.records).users.change(
            user.id, lambda old: replace(old, password=kept, second="sealed")
        )
        [line] = ran(folder, "user", "list", "--json").lines
        assert (line["name"], line["role"], line["second_factor"]) == ("maria", "admin", True)
        [link] = ran(folder, "user", "reset", "maria", "--json").lines
        found = accounts.get_link(workspace, link["path"].removeprefix("/join/"))
        assert (found.purpose, found.user) == (LinkPurpose.JOIN, user.id)
        after = workspace.store.records.users.get(user.id)
        assert (after.password, after.second) == ("", "")
    assert ran(folder, "user", "reset", "nobody").code == 1
