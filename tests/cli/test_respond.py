"""The response from its start to the signed report, as docs/responding.md tells a lead to type it."""

from __future__ import annotations

import shlex
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.cli.pages import commands
from tests.cli.program import all_ran
from tests.durability.runs import Folder
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis

PAGE = Path(__file__).parents[2] / "docs" / "responding.md"


@pytest.mark.slow
def test_every_command_of_the_page_goes_well_and_a_deleted_entry_shows(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path / "it", settings={"banner_wait": 0.05})
    with Loopback() as loopback:
        port = str(loopback.serve(Redis()))
        [first] = all_ran(folder, [("scan", "127.0.0.1", "--ports", port, "--json", "--quiet")])
    case = next(line["id"] for line in first.lines if line["type"] == "case")
    evidence = folder.root / "evidence"
    evidence.mkdir()
    (evidence / "access.log").write_text("GET /\n")
    typed = [shlex.split(line.replace("3fa9", case[:12]))[1:] for line in commands(PAGE)]
    assert len(typed) > 25
    begin = all_ran(folder, typed[:4])
    shutil.copy(folder.root / "config" / "keys" / "proof.pub", folder.root / "proof.pub")
    done = [*begin, *all_ran(folder, typed[4:])]
    assert [(one.words, one.err) for one in done if one.code != 0] == []
    assert "next: Record when you learned of the leak" in done[0].out
    assert sum(one.out.startswith("valid: signed by") for one in done) == 2
    for name in ("custody.csv", "custody.json", "leadership.docx", "impact.html"):
        assert (folder.root / name).stat().st_size > 100
    shown, intact = all_ran(folder, [("cases", "show", case), ("respond", case, "check", "--json")])
    assert f"leftopen respond {case[:8]}" in shown.out + shown.err
    assert intact.lines[0]["wrong"] == []
    with sqlite3.connect(folder.data / "records.sqlite") as records:
        records.execute("delete from response_entries where seq = 2")
    broken, status = all_ran(folder, [("respond", case, "check"), ("respond", case)])
    assert (broken.code, "entry 2 is missing" in broken.out) == (1, True)
    assert (status.code, "WARNING: entry 2 is missing" in status.out) == (1, True)
