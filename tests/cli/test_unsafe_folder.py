"""A data folder that others can write to is opened by no verb, and by no Python program."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

import leftopen
from leftopen.errors import UnsafeFolder
from leftopen.service.workspace.workspace import check_config
from leftopen.store.permissions import check
from leftopen.store.records import Records
from tests.cli.program import all_ran, ran
from tests.durability.runs import Folder

SOURCE = Path(leftopen.__file__).parent
VERBS = (
    ("search", "port:1"), ("count", "port:1"), ("stats",), ("host", "127.0.0.1"), ("export", "", "x.csv"),
    ("cases", "list"), ("cases", "show", "ab"), ("scan", "127.0.0.1"), ("plan", "127.0.0.1"),
    ("verify", "ab"), ("notify", "ab"), ("proof", "ab"), ("report", "ab"), ("scope", "list"), ("key", "list"),
    ("key", "add", "k"), ("places", "list"), ("user", "list"), ("import", "x.xml"),
    ("serve", "--port", "0"), ("doctor",),
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(root=tmp_path, settings={})
    made.data.mkdir(mode=0o700)
    with Records.open(made.data):
        pass
    (made.data / "format").write_text("1\n")
    return made


def test_no_verb_opens_it(folder: Folder) -> None:
    folder.data.chmod(0o777)
    (folder.root / "x.xml").write_text("<nmaprun/>")
    for answer in all_ran(folder, VERBS):
        assert answer.code == 1, answer
        assert answer.err.count("\n") == 1, answer
        assert f"chmod 700 {shlex.quote(str(folder.data))}" in answer.err.splitlines()[-1], answer
    assert not (folder.data / "engine.log").exists(), "nothing was started in it"


def test_no_file_of_it_may_be_open_either_and_the_command_mends_it(folder: Folder) -> None:
    for name in ("records.sqlite", "records.sqlite-wal", "records.sqlite-shm", "format"):
        file = folder.data / name
        file.touch()
        file.chmod(0o666)
        with pytest.raises(UnsafeFolder, match=re.escape(str(file))) as refused:
            leftopen.open(folder.data)
        subprocess.run(shlex.split(str(refused.value).rpartition("then: ")[2]), check=True)
    check("the data folder", folder.data)


def test_neither_may_settings_and_keys(folder: Folder) -> None:
    config = folder.root / "config"
    (config / "keys").mkdir(parents=True)
    for file in ("settings.toml", "keys/proof.pem"):
        (config / file).write_text("")
    for name in ("settings.toml", "keys", "keys/proof.pem", ""):
        before = (config / name).stat().st_mode
        (config / name).chmod(0o777)
        with pytest.raises(UnsafeFolder, match=re.escape(f"{config / name}, is writable by other users")):
            check_config(config)
        (config / name).chmod(before)
    check_config(config)
    (config / "keys").chmod(0o777)
    answer = ran(folder, "key", "list")
    assert (answer.code, f"chmod 700 {shlex.quote(str(config / 'keys'))}" in answer.err) == (1, True), (
        answer.err
    )


def test_the_folder_above_could_be_given_another(folder: Folder) -> None:
    folder.root.chmod(0o777)
    with pytest.raises(UnsafeFolder, match="a parent folder of the data folder"):
        check("the data folder", folder.data)
    folder.root.chmod(0o1777)
    check("the data folder", folder.data)


def test_a_python_program_is_told_too(folder: Folder) -> None:
    folder.data.chmod(0o702)
    with pytest.raises(UnsafeFolder, match="chmod 700"):
        leftopen.open(folder.data)


def test_the_records_are_opened_in_one_place_only() -> None:
    """Which is behind the question who else could write to them."""
    opening = re.compile(r"\b(Store|Records)\.open\(")
    found = {
        (file.relative_to(SOURCE).as_posix(), match[0])
        for file in SOURCE.rglob("*.py")
        for match in opening.finditer(file.read_text())
    }
    # A restoration makes the folder that it fills.
    own = {("service/backup/restore.py", "Records.open(")}
    assert found - own == {
        ("service/workspace/workspace.py", "Store.open("),
        ("store/__init__.py", "Records.open("),
    }
