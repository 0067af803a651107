"""The commands of docs/leak/readers.md, with a case that has an assessment: up to whose data was served, and to
whom."""

from __future__ import annotations

import csv
import io
import json
import shlex
from pathlib import Path

import pytest

from tests.cli.pages import commands
from tests.cli.program import all_ran
from tests.durability.runs import Folder
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis

PAGE = Path(__file__).parents[2] / "docs" / "leak" / "readers.md"
MAILS = (
    b"From a@example.org Tue Jan  1 10:11:12 2019\nFrom: Jane Roe <a@example.org>\n"
    b"Subject: %d\n\nName: Jane Roe\nSSN: 891-23-%04d\n\n"
)
STORE = b"".join(MAILS % (number, number) for number in range(1, 9))
LINE = '{} - - [20/Nov/2026:{:02}:{:02}:00 +0000] "GET {} HTTP/1.1" 200 {} "-" "curl/8"\n'


def prepared(root: Path) -> None:
    """A mailbox file that a stranger got whole, and mails that are no files of the assessment."""
    (root / "mails.csv").write_text("path,bytes\n/mail/1.eml,1000\n/mail/2.eml,2000\n")
    (root / "inbox.mbox").write_bytes(STORE)
    lines = [
        LINE.format("203.0.113.9", hour, minute, "/mail/1.eml", 1000)
        for hour in range(7, 14)
        for minute in range(60)
    ]
    lines.insert(200, LINE.format("203.0.113.7", 10, 20, "/inbox.mbox", len(STORE)))
    (root / "access.log").write_text("".join(lines))


@pytest.mark.slow
def test_every_command_of_the_page_goes_well(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path / "it", settings={"banner_wait": 0.05})
    folder.root.mkdir()
    with Loopback() as loopback:
        port = str(loopback.serve(Redis()))
        [first] = all_ran(folder, [("scan", "127.0.0.1", "--ports", port, "--json", "--quiet")])
    case = next(line["id"] for line in first.lines if line["type"] == "case")
    prepared(folder.root)
    typed = [shlex.split(line.replace("3fa9", case[:12]))[1:] for line in commands(PAGE)]
    done = all_ran(folder, [("assess", "inbox.mbox", "--case", case[:12], "--workers", "1"), *typed])
    assert [(one.words, one.err) for one in done if one.code != 0] == []
    out = {" ".join(one.words).replace(case[:12], "3fa9"): one for one in done}
    answer = next(one.out for words, one in out.items() if words.startswith("readers access.log --case"))
    assert "People with" in answer
    assert "served to outsiders:" in out["assess people --holds us_ssn"].out
    rows = list(csv.DictReader(io.StringIO(out["assess people --format csv"].out)))
    assert {(row["served"], row["clients"]) for row in rows} == {("served", "1")}
    assert case[:8] in out["readers list"].out
    assert "People with" in out["readers show 3fa9"].out
    bundle = json.loads((folder.root / "readers.stix.json").read_bytes())
    assert [one["value"] for one in bundle["objects"] if one["type"] == "ipv4-addr"] == ["203.0.113.7"]
    assert (folder.root / "readers.log").read_text().count("203.0.113.7") == 1
    assert "203.0.113.9" not in (folder.root / "readers.log").read_text()
