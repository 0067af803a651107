"""Names of accounts: none passes for another, nor for the program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from leftopen.errors import BadRequest
from leftopen.model.permission import Role
from leftopen.service.identity import accounts
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.identity.users import Users
from tests.service.office import office


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with office(tmp_path) as made:
        accounts.invite(made, "Maria", Role.ANALYST, (), by="a test")
        yield made


@pytest.mark.parametrize("name", ["leftopen", "LeftOpen", "root", "ROOT"])
def test_nobody_has_the_name_of_the_program_or_of_the_owner_of_the_machine(
    workspace: Workspace, name: str
) -> None:
    with pytest.raises(BadRequest, match="that of the program or of the machine"):
        accounts.invite(workspace, name, Role.ANALYST, (), by="a test")
    assert [one.name for one in Users(workspace.store.records).list()] == ["Maria"]


@pytest.mark.parametrize("name", ["Maria", "maria", "MARIA"])
def test_no_two_names_differ_in_the_case_of_letters_only(workspace: Workspace, name: str) -> None:
    with pytest.raises(BadRequest, match="user 'Maria' already exists"):
        accounts.invite(workspace, name, Role.ANALYST, (), by="a test")
    accounts.invite(workspace, "maria2", Role.ANALYST, (), by="a test")
    assert len(Users(workspace.store.records).list()) == 2
