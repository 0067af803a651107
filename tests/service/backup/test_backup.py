"""A backup that is made while others write, restored into an empty folder, gives the same answers."""

from __future__ import annotations

import json
import os
import random
import shutil
import stat
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from leftopen.errors import LeftopenError, StoreFailed
from leftopen.service.backup import archive
from leftopen.service.backup.make import back_up
from leftopen.store.format import RESTORING
from leftopen.store.observations import table_copies
from leftopen.store.observations.writer import ObservationWriter
from tests.cli.program import Ran, all_ran, ran
from tests.durability.crowd import Crowd, some_ports
from tests.durability.runs import Folder, Run
from tests.durability.stored import assert_nothing_lost, kept
from tests.hostile.test_disk_full import fill, leave, small_disk
from tests.imports.banners import lines
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis
from tests.service.office import SENDER, office
from tests.store.samples import seen
from tests.tier import tier

HOST = "127.31.4.18"
LOW, HIGH = 11_000, 11_999
LINES = tier(3_000, 6_000)
SETTINGS = {"banner_wait": 0.05, **SENDER}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(root=tmp_path / "it", settings=SETTINGS)


def other(folder: Folder, name: str) -> Folder:
    """Another data folder of the same installation."""
    return _Beside(root=folder.root, settings=folder.settings, name=name)


class _Beside(Folder):
    def __init__(self, *, name: str, **given: object) -> None:
        super().__init__(**given)  # type: ignore[arg-type]
        object.__setattr__(self, "_name", name)

    @property
    def data(self) -> Path:
        return self.root / str(object.__getattribute__(self, "_name"))


def good(answer: Ran) -> str:
    assert answer.code == 0, answer.err
    return answer.out


def answers(folder: Folder, case: str) -> list[str]:
    """What a person asks about one host and one case; a proof as its standing."""
    asked = (
        ("search", "*", "--history", "--json"), ("host", "127.0.0.1", "--json"), ("count", "*"),
        ("cases", "list", "--state", "closed", "--json"), ("cases", "show", case, "--json"),
        ("scope", "list"),
    )  # fmt: skip
    proof = folder.data / "proofs" / f"{case}.json"
    public = str(folder.root / "config" / "keys" / "proof.pub")
    checked = ("proof", "--check", str(proof), "--key", public)
    return [good(answer) for answer in all_ran(folder, [*asked, checked])]


@pytest.mark.slow
def test_search_host_cases_and_proof_are_the_same_after_a_restore(folder: Folder) -> None:
    server = Redis()
    with Loopback() as loopback:
        port = str(loopback.serve(server))
        first = ran(folder, "scan", "127.0.0.1", "--ports", port, "--json")
        case = next(line["id"] for line in first.lines if line["type"] == "case")
        server.locked = True
        good(ran(folder, "verify", case))
    good(ran(folder, "proof", case))
    (folder.root / "banners").write_bytes(lines(60))
    good(ran(folder, "import", "banners"))
    before = answers(folder, case)
    answer = ran(folder, "backup", "one.backup")
    assert "--with-keys" in answer.err
    assert stat.S_IMODE((folder.root / "one.backup").stat().st_mode) == 0o600
    restored = other(folder, "restored")
    good(ran(restored, "restore", "one.backup"))
    assert answers(restored, case) == before
    doctor = {line["what"]: line for line in ran(restored, "doctor", "--json").lines}
    assert doctor["event chain"]["ok"] is True
    assert kept(restored).projected == {case: 1}


@pytest.mark.slow
def test_a_backup_in_the_middle_of_a_scan_and_an_import_lacks_nothing_and_has_nothing_twice(
    folder: Folder,
) -> None:
    chance = random.Random(18)
    (folder.root).mkdir()
    (folder.root / "banners").write_bytes(lines(LINES))
    with Crowd(HOST, some_ports(LOW, HIGH, 24, chance), slow=0.02) as crowd:
        slow = replace(folder, settings={**SETTINGS, "workers": 2, "banner_wait": 0.15, "rate": 300})
        scan = Run(slow, "scan", HOST, "--ports", f"{LOW}-{HIGH}", "--json", "--quiet")
        scan.until("case", 120)
        importing = Run(folder, "import", str(folder.root / "banners"), "--json", "--quiet")
        made, printed, backups = 0, [], list[list[object]]()
        while importing.running or made < 2:
            before = scan.lines()
            good(ran(folder, "backup", f"{made}.backup", "--quiet"))
            backups.append(list(before))
            made += 1
        assert importing.wait() == 0, importing.said()
        assert scan.wait() == 0, scan.said()
        printed = scan.lines()
        assert len(crowd.ports) == sum(line["type"] == "observation" for line in printed)
    assert len(backups[0]) < len(printed), "the first backup was to be made before the scan ended"
    for number in (0, made - 1):
        restored = other(folder, f"restored{number}")
        good(ran(restored, "restore", f"{number}.backup", "--quiet"))
        assert_nothing_lost(kept(restored), backups[number])  # type: ignore[arg-type]
    last = other(folder, f"restored{made - 1}")
    good(ran(last, "import", "banners"))
    assert good(ran(last, "count", f"-net:{HOST}")) == good(ran(folder, "count", f"-net:{HOST}"))


def test_a_damaged_a_cut_and_a_foreign_file_are_refused_and_leave_the_folder_empty(folder: Folder) -> None:
    (folder.root).mkdir()
    (folder.root / "banners").write_bytes(lines(5))
    good(ran(folder, "import", "banners"))
    good(ran(folder, "backup", "good"))
    whole = (folder.root / "good").read_bytes()
    (folder.root / "cut").write_bytes(whole[: len(whole) * 2 // 3])
    (folder.root / "foreign").write_bytes(b"no backup at all")
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 1
    (folder.root / "flipped").write_bytes(flipped)
    (folder.root / "changed").write_bytes(b"")
    changed_member(folder.root / "good", folder.root / "changed")
    new = other(folder, "new")
    wrong = ("cut", "foreign", "flipped", "absent", "changed")
    answer = all_ran(new, [("restore", name, "--quiet") for name in wrong])
    assert [one.code for one in answer] == [1] * len(wrong), [one.err for one in answer]
    assert [len(one.err.splitlines()) for one in answer] == [1] * len(wrong)
    assert "differs from its manifest" in answer[-1].err
    assert not new.data.exists()
    inside = str(folder.data / "x")
    full, again, within = all_ran(folder, [("restore", "good"), ("backup", "good"), ("backup", inside)])
    assert "is not empty" in full.err
    assert "exists already" in again.err
    assert "inside the data folder" in within.err


def changed_member(good: Path, changed: Path) -> None:
    """The same archive with one byte of the records changed, and the manifest as it was."""
    held = {name: content.read() for name, content in archive.members(good)}
    records = bytearray(held["records.sqlite"])
    records[-1] ^= 1
    with changed.open("wb") as out, archive.writing(out, 0) as writer:
        for name, content in held.items():
            writer.add(name, bytes(records) if name == "records.sqlite" else content)


FOREIGN_TABLES = (
    "file('{outside}', 'LineAsString')",
    "numbers(3) INTO OUTFILE '{outside}.new'",
    "system.tables",
    "cases",
)
FOREIGN_MEMBERS = (
    "engine/FUNCTION file('{outside}.new', 'Native')/000000.native",
    "engine/services/x.sql",
    "engine/metadata/x/000000.native",
    "data/{outside}.new",
    "data/records.sqlite-wal",
    "data/engine/x.sql",
    "data/engine.lock",
    "data/setup-link",
    "data/scans/x",
    "data/notices/format",
    "data/./notices/x",
    "config/settings.toml",
    "other/x",
    "x",
)


def test_a_backup_with_any_other_name_in_it_is_refused_by_that_name_before_anything_is_done(
    folder: Folder, tmp_path: Path
) -> None:
    good(ran(folder, "scope", "add", "127.0.0.0/8", "--until", "2099-01-01"))
    good(ran(folder, "backup", "good"))
    outside, new = tmp_path / "outside", other(folder, "new")
    outside.write_text("the key\n")
    wrong = [
        *((name.format(outside=outside), True) for name in FOREIGN_TABLES),
        *((name.format(outside=outside), False) for name in FOREIGN_MEMBERS),
    ]
    for number, (name, table) in enumerate(wrong):
        foreign(folder.root / "good", folder.root / f"bad{number}", name, table=table)
    answer = all_ran(new, [("restore", f"bad{number}", "--quiet") for number in range(len(wrong))])
    for (name, _), one in zip(wrong, answer, strict=True):
        assert (one.code, len(one.err.splitlines())) == (1, 1), (name, one.err)
        assert repr(name) in one.err
    assert not new.data.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["it", "outside"]


def foreign(good: Path, bad: Path, name: str, *, table: bool) -> None:
    """The same archive with one more table or member."""
    held = archive_texts(good)
    manifest = msgspec.json.decode(dict(held)[archive.MANIFEST], type=archive.Manifest)
    tables = {**manifest.tables, name: 1} if table else manifest.tables
    with bad.open("wb") as out, archive.writing(out, 0) as writer:
        for member, content in held:
            if member != archive.MANIFEST:
                writer.add(member, content)
        if not table:
            writer.add(name, b"x")
        writer.end(replace(manifest, tables=tables, members=writer.members))


def test_a_member_that_is_there_twice_is_refused(folder: Folder) -> None:
    good(ran(folder, "scope", "add", "127.0.0.0/8", "--until", "2099-01-01"))
    good(ran(folder, "backup", "good"))
    foreign(folder.root / "good", folder.root / "bad", "records.sqlite", table=False)
    answer = ran(other(folder, "new"), "restore", "bad")
    assert (answer.code, "it has 'records.sqlite' twice" in answer.err) == (1, True)


def test_a_backup_holds_the_tables_that_there_are(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        there = {str(row["name"]) for row in workspace.store.client.query("SHOW TABLES")}
        assert there == {*table_copies.TABLES, "migrations", "cases"}
        for name in ("services; SELECT 1", "`services`", "(SELECT 1)"):
            with pytest.raises(StoreFailed, match="is no table"):
                table_copies.count(workspace.store.client, name)


@pytest.mark.parametrize("name", ["/etc/x", "../x", "a/../../x", "", "data//etc/x", "data/./x", "data/x/"])
def test_a_member_leads_nowhere_else(name: str) -> None:
    assert not archive.is_safe(name)
    assert archive.is_safe("data/notices/x.eml")


def test_keys_are_in_it_only_when_asked_for_and_are_never_replaced(folder: Folder, tmp_path: Path) -> None:
    good(ran(folder, "scope", "add", "127.0.0.0/8", "--until", "2099-01-01"))
    (folder.root / "config").mkdir(mode=0o700, exist_ok=True)
    (folder.root / "config" / "settings.toml").write_text('contact = "mailto:a@example.org"\n')
    # The key for proofs is made when it is first needed.
    good(ran(folder, "doctor"))
    good(ran(folder, "backup", "without"))
    good(ran(folder, "backup", "with", "--with-keys"))
    listed = {name for name, _ in archive.members(folder.root / "without")}
    assert not [name for name in listed if name.startswith("config/")]
    new = Folder(root=tmp_path / "new", settings={})
    new.root.mkdir()
    for name in ("with", "without"):
        shutil.copy(folder.root / name, new.root / name)
    answer = ran(new, "restore", "with")
    assert f"{new.root / 'config' / 'settings.toml'} is from the backup" in good(answer)
    for name in ("settings.toml", "keys/proof.pem", "keys/proof.pub"):
        assert (new.root / "config" / name).read_bytes() == (folder.root / "config" / name).read_bytes()
    # The idle engine may take its socket away at the same moment.
    shutil.rmtree(new.data, ignore_errors=True)
    assert not new.data.exists()
    (new.root / "config" / "keys" / "proof.pem").write_bytes(b"another key")
    answer = ran(new, "restore", "with")
    assert "differs from the one in the backup" in answer.err
    assert (new.root / "config" / "keys" / "proof.pem").read_bytes() == b"another key"


def test_a_backup_on_a_full_disk_is_one_line_and_leaves_no_file(folder: Folder, tmp_path: Path) -> None:
    (folder.root).mkdir()
    (folder.root / "banners").write_bytes(lines(300))
    good(ran(folder, "import", "banners"))
    with small_disk(tmp_path / "small", 4) as disk:
        fill(disk, leave=40_000)
        there = set(os.listdir(disk))
        answer = ran(folder, "backup", str(disk / "x"))
        assert answer.code == 1
        assert "full" in answer.err or "No space left" in answer.err
        assert set(os.listdir(disk)) == there
    assert int(good(ran(folder, "count", "*"))) == 300
    with office(folder.root) as workspace:
        names = workspace.store.client.query("SHOW TABLES")
        assert not [row for row in names if str(row["name"]).startswith("snapshot_")]


def test_a_restore_onto_a_small_disk_leaves_it_empty_and_succeeds_with_more_room(
    folder: Folder, tmp_path: Path
) -> None:
    (folder.root).mkdir()
    (folder.root / "banners").write_bytes(lines(300))
    good(ran(folder, "import", "banners"))
    good(ran(folder, "backup", "one"))
    with small_disk(tmp_path / "small" / "data", 16):
        small = Folder(root=tmp_path / "small", settings={})
        shutil.copy(folder.root / "one", small.root / "one")
        answer = ran(small, "restore", "one")
        assert answer.code == 1
        assert "full" in answer.err or "No space left" in answer.err
        assert os.listdir(small.data) == []
        leave(small)
    good(ran(small, "restore", "one"))
    assert int(good(ran(small, "count", "*"))) == 300


def test_a_restore_that_was_killed_is_not_used_and_can_be_done_again(folder: Folder) -> None:
    good(ran(folder, "scope", "add", "127.0.0.0/8", "--until", "2099-01-01"))
    good(ran(folder, "backup", "one"))
    new = other(folder, "new")
    new.data.mkdir(mode=0o700)
    (new.data / RESTORING).touch()
    (new.data / "records.sqlite").write_bytes(b"half")
    refused = ran(new, "scope", "list")
    assert (refused.code, "did not finish" in refused.err) == (1, True)
    good(ran(new, "restore", "one"))
    assert good(ran(new, "scope", "list")) == good(ran(folder, "scope", "list"))


def test_a_backup_that_fails_in_the_middle_drops_the_copies_of_the_tables(tmp_path: Path) -> None:
    def broken(progress: object) -> None:
        raise LeftopenError("enough")

    with office(tmp_path) as workspace:
        ObservationWriter(workspace.store.client).add([seen("192.0.2.8")])
        with pytest.raises(LeftopenError, match="enough"):
            back_up(workspace, tmp_path / "x", broken)
        names = [str(row["name"]) for row in workspace.store.client.query("SHOW TABLES")]
        assert not [name for name in names if name.startswith("snapshot_")]
        back_up(workspace, tmp_path / "x", lambda progress: None)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config", "data", "x"]
    assert json.loads(dict(archive_texts(tmp_path / "x"))["manifest.json"])["tables"]["services"] == 1


def archive_texts(file: Path) -> list[tuple[str, bytes]]:
    return [(name, content.read()) for name, content in archive.members(file)]
