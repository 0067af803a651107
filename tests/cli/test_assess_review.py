"""The review of an assessment on the command line: a hit is rejected, and the sample gives its bound."""

from __future__ import annotations

from pathlib import Path

from tests.cli.program import all_ran
from tests.durability.runs import Folder

HEAD = "From a@example.org Tue Jan  1 10:11:12 2019\nFrom: a@example.org\n"
MAILS = (f"{HEAD}Subject: one\n\nHis SSN: 891-23-4567\n\n", f"{HEAD}Subject: two\n\nHello.\n\n")


def test_reject_and_sample(tmp_path: Path) -> None:
    source = tmp_path / "inbox.mbox"
    source.write_text("".join(MAILS))
    folder = Folder(root=tmp_path / "data", settings={})
    _, listed, sampled = all_ran(
        folder,
        [
            ["assess", str(source), "--workers", "1"],
            ["assess", "review", "--context", "--json"],
            ["assess", "sample", "--json"],
        ],
    )
    [hit] = [one for one in listed.lines if one["label"] == "us_ssn"]
    assert "891-23-4567" not in listed.out
    assert "His SSN" in str(hit["before"])
    document, line = sampled.lines
    assert (line["clean"], line["judged"], line["missed_share_at_most"]) == (1, 0, None)
    around, judged, shown, done, text = all_ran(
        folder,
        [
            ["assess", "review", "--context"],
            ["assess", "review", "--reject", str(hit["id"])[:12]],
            ["assess", "show", "--json"],
            ["assess", "sample", "--clean", str(document["id"])[:12], "--json"],
            ["assess", "sample", "--text", str(document["id"])[:12]],
        ],
    )
    assert "\\x0a" not in around.out + text.out
    assert any(line.startswith("His SSN: [") for line in around.out.splitlines())
    assert "is rejected" in judged.out
    assert shown.lines[0]["rejected"] == 1
    assert "us_ssn" not in str(shown.lines[0]["holds"])
    assert done.lines[-1]["missed_share_at_most"] == 0
    assert "Hello." in text.out.splitlines()
