"""No command signs or exports records that were changed from outside; a backup holds them, and says so."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.cli.program import Ran, all_ran
from tests.durability.runs import Folder
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis
from tests.service.cases.signing.forgeries import FORGERIES, forge

pytestmark = pytest.mark.slow
FILES = (
    "proof.json", "case.html", "case.json", "case.csv", "impact.html", "impact.json", "custody.csv",
    "custody.json", "leadership.txt", "leadership.html", "leadership.docx", "all.csv", "all.jsonl",
    "all.sarif",
)  # fmt: skip

LOOKS = (("doctor",), ("backup", "b.leftopen"))


def exports(case: str) -> list[tuple[str, ...]]:
    """Every command that writes a case or a response for others; each of the first writes one of FILES."""
    respond = ("respond", case)
    return [
        ("proof", case, "--out", "proof.json"),
        *(("report", case, "--out", f"case.{ending}") for ending in ("html", "json", "csv")),
        *((*respond, "report", "--out", f"impact.{ending}") for ending in ("html", "json")),
        *((*respond, "custody", "export", f"custody.{ending}") for ending in ("csv", "json")),
        (*respond, "draft", "show", "leadership", "--out", "leadership.txt"),
        *((*respond, "draft", "export", "leadership", f"leadership.{one}") for one in ("html", "docx")),
        *(("export", "--cases", f"all.{ending}") for ending in ("csv", "jsonl", "sarif")),
        (*respond, "draft", "show", "leadership"),
        (*respond, "answers"),
        ("cases", "list", "--all", "--format", "csv"),
        ("cases", "list", "--all", "--format", "sarif"),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Folder, str]:
    """A case that is closed by evidence, with a response of four entries."""
    root = tmp_path_factory.mktemp("closed")
    folder, server = Folder(root=root / "it", settings={"banner_wait": 0.05}), Redis()
    with Loopback() as loopback:
        port = str(loopback.serve(server))
        [first] = all_ran(folder, [("scan", "127.0.0.1", "--ports", port, "--json", "--quiet")])
        case = next(line["id"] for line in first.lines if line["type"] == "case")
        server.locked = True
        (folder.root / "access.log").write_text("GET /\n")
        done = all_ran(folder, [
            ("verify", case),
            ("respond", case, "decide", "tell the press", "--reason", "it is public"),
            ("respond", case, "custody", "add", "access.log", "--from", "web1"),
            ("respond", case, "role", "lead", "maria"),
            ("respond", case, "decide", "tell the owner", "--reason", "it is theirs"),
        ])  # fmt: skip
    assert [(one.words, one.err) for one in done if one.code != 0] == []
    return folder, case


@pytest.fixture
def untouched(closed: tuple[Folder, str], tmp_path: Path) -> Iterator[tuple[Folder, str]]:
    """The same; what a test does to its records and heads is undone, and its files go."""
    folder, _ = closed
    kept = [*folder.data.glob("records.sqlite*"), *(folder.root / "config" / "keys").glob("head-*")]
    for file in kept:
        shutil.copy2(file, tmp_path / file.name)
    before = set(folder.root.iterdir())
    yield closed
    for file in folder.data.glob("records.sqlite*"):
        file.unlink()
    for file in kept:
        shutil.copy2(tmp_path / file.name, file)
    for file in set(folder.root.iterdir()) - before:
        file.unlink()


def test_every_command_writes_untouched_records(untouched: tuple[Folder, str]) -> None:
    folder, case = untouched
    done = all_ran(folder, exports(case))
    assert [(one.words, one.err) for one in done if one.code != 0] == []
    assert [name for name in FILES if not (folder.root / name).stat().st_size] == []
    modes = {name: oct((folder.root / name).stat().st_mode & 0o777) for name in FILES}
    assert set(modes.values()) == {"0o600"}, modes
    [checked, backup] = all_ran(folder, [
        ("respond", case, "check"), ("backup", "b.leftopen", "--json"),
    ])  # fmt: skip
    assert checked.out.startswith("intact: ")
    assert json.loads(backup.out)["broken"] == ""


@pytest.mark.parametrize("name", list(FORGERIES))
def test_no_command_writes_forged_records(untouched: tuple[Folder, str], name: str) -> None:
    folder, case = untouched
    answer = forge(folder.data, case, name)
    wanted = exports(case)
    ran = all_ran(folder, [*wanted, *LOOKS, ("respond", case, "check"), ("respond", case)])
    done, looked = ran[: len(wanted)], ran[len(wanted) :]
    assert [one.words for one in done if one.code == 0 or answer not in one.err] == []
    assert [one.words for one in done if "Traceback" in one.err or one.out] == []
    assert [name for name in FILES if (folder.root / name).exists()] == []
    _told(folder, looked, answer)


def _told(folder: Folder, looked: Sequence[Ran], answer: str) -> None:
    """Those that only look say it, and a backup is made."""
    doctor, backup, check, status = looked
    [line] = [line for line in doctor.out.splitlines() if "event chain" in line]
    assert line.startswith("BROKEN")
    assert answer in line
    assert "find the cause first" in line
    assert (check.code, answer in check.out) == (1, True)
    assert (status.code, "WARNING" in status.out) == (1, True)
    assert (backup.code, answer in backup.err) == (0, True)
    assert (folder.root / "b.leftopen").stat().st_size > 0


def test_an_erasure_leaves_an_event_and_nothing_is_refused(untouched: tuple[Folder, str]) -> None:
    folder, case = untouched
    reason = "request of the owner"
    [erased] = all_ran(folder, [("erase", "address", "127.0.0.1", "--reason", reason, "--yes")])
    assert erased.code == 0, erased.err
    done = all_ran(folder, [
        *exports(case), ("respond", case, "check"), ("cases", "show", case), ("doctor",),
        ("respond", case, "decide", "begin anew", "--reason", "x"), ("respond", case, "check"),
        ("respond", case, "custody", "export", "again.json"),
    ])  # fmt: skip
    failed = [(one.words, one.err) for one in done if one.code != 0 and one.words != ("doctor",)]
    assert failed == []
    shown = next(one.out for one in done if one.words[:2] == ("cases", "show"))
    assert f"erased                  {reason}" in shown
    for entry in range(1, 5):
        assert re.search(rf"response +entry {entry}, erased on \d{{4}}-\d\d-\d\d by \S+: {reason} ", shown)
    assert "no longer in the log" not in shown
    assert done[-2].out.startswith("intact: ")
    body = json.loads((folder.root / "again.json").read_text())
    numbers = [entry["seq"] for entry in body["signed"]["entries"]]
    assert numbers == [*range(5, 5 + len(numbers))], "the erased are four, and their numbers stay theirs"
