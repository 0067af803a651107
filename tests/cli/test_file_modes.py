"""What holds findings or results is for its owner only, whatever the umask: in the data folder, and each file
that a command writes where it is told to."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.program import all_ran
from tests.cli.test_respond import examined
from tests.durability.runs import Folder
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis

OTHERS = stat.S_IRWXG | stat.S_IRWXO
GIVEN = ("inbox.mbox", "audit.json", "MailboxRules.csv", "access.log", "ip2asn.tsv")
"""What the person gave; all else is ours."""


@pytest.fixture
def _usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def written(case: str) -> list[tuple[str, ...]]:
    """Every command that writes a file by name, and those that leave one in the data folder."""
    respond = ("respond", case)
    return [
        ("respond", case, "custody", "add", "access.log", "--from", "web1"),
        ("proof", case), ("proof", case, "--out", "proof.json"),
        ("report", case), *(("report", case, "--out", f"case.{one}") for one in ("html", "json", "csv")),
        *((*respond, "report", "--out", f"impact.{one}") for one in ("html", "json")),
        *((*respond, "custody", "export", f"custody.{one}") for one in ("csv", "json")),
        (*respond, "draft", "show", "leadership", "--out", "leadership.txt"),
        *((*respond, "draft", "export", "leadership", f"leadership.{one}") for one in ("html", "docx")),
        *(("export", "--cases", f"all.{one}") for one in ("csv", "jsonl", "sarif")),
        *(("export", "*", f"found.{one}") for one in ("csv", "jsonl", "jsonl.gz", "parquet")),
        *(("readers", "export", case, f"readers.{one}") for one in ("csv", "misp.json", "stix.json")),
        ("places", "import", "ip2asn.tsv", "--date", "2026-01-31"),
        ("readers", "lines", case, "audit.json", "--out", "lines.log"),
        ("assess", "people", "--out", "people.csv"),
        ("backup", "all.backup"),
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.usefixtures("_usual_umask")
def test_no_other_user_can_read_what_was_written(tmp_path: Path) -> None:
    folder, server = Folder(root=tmp_path / "it", settings={"banner_wait": 0.05}), Redis()
    with Loopback() as loopback:
        scan = ("scan", "127.0.0.1", "--ports", str(loopback.serve(server)), "--json", "--quiet")
        [first] = all_ran(folder, [(*scan, "-oJ", "scan.jsonl")])
        case = next(line["id"] for line in first.lines if line["type"] == "case")
        server.locked = True
        (folder.root / "access.log").write_text("GET /\n")
        (folder.root / "ip2asn.tsv").write_text("127.0.0.0\t127.0.0.255\t64500\tFR\tEXAMPLE\n")
        done = all_ran(folder, [("verify", case), *examined(folder.root, case[:12]), *written(case)])
    assert [(one.words, one.err) for one in done if one.code != 0] == []
    there = {path for path in folder.root.rglob("*") if path.name not in GIVEN}
    assert {path.relative_to(folder.data).parts[0] for path in there if folder.data in path.parents} >= {
        "assessments", "format", "id", "proofs", "readers", "records.sqlite",
    }  # fmt: skip
    kept = {path: stat.S_IMODE(path.lstat().st_mode) for path in there if not path.is_symlink()}
    wide = {str(path.relative_to(folder.root)): oct(mode) for path, mode in kept.items() if mode & OTHERS}
    assert wide == {}
    assert {mode for path, mode in kept.items() if path.is_dir()} == {0o700}
