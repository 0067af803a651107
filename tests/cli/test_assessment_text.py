"""What the summary of an assessment says beside its losses."""

from __future__ import annotations

from typing import cast

import pytest

from leftopen.cli._assessment_text import LOSSES, show
from leftopen.cli._output import Line, Output

READ, LOST = {"read": 3361}, {"carved": 2, "encrypted": 12, "unread": 5, "failed": 6}
LINE = {
    "id": "3f2a", "depth": "deep", "ocr": False, "bytes": 9, "complete": True, "whole": False, "units": 1,
    "units_done": 1, "holds": [], "markings": [], "rejected": 0, "doubtful": 0, "documents": 3386,
    "people": {"listed": 0, "unlinked": {}}, "outcomes": READ | LOST, "pictures_unread": 0, "years": {},
    "kinds": {"eml": 3324, "part": 62}, "mails_lost": {"3": [12, -1], "4": [12, 13]}, "losses": [],
    "skipped_files": [], "skipped": 0,
}  # fmt: skip


def test_no_loss_is_rounded_away_and_no_count_is_minus_one(capsys: pytest.CaptureFixture[str]) -> None:
    show(cast(Line, LINE), Output(json=False, quiet=True))
    answer = capsys.readouterr().out
    [bar] = [line for line in answer.splitlines() if line.startswith("[")]
    assert {mark: bar.count(mark) for mark in "#+x.!"} == {"#": 36, "+": 1, "x": 1, ".": 1, "!": 1}
    assert len(bar) == 42
    assert "62 attachments were not read: a triage reads only the names" in answer
    assert "mailbox of file 3: 12 mails read, could not be counted over the whole file" in answer
    assert "mailbox of file 4: 12 mails read, 13 counted over the whole file" in answer


def test_what_is_not_listed_is_counted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    losses = [
        {"outcome": "failed", "documents": 2, "path": f"{at}", "why": "cut"} for at in range(LOSSES + 2)
    ]
    skipped = [{"path": f"{at}", "why": "a link"} for at in range(LOSSES + 1)]
    answer = []
    for found, links in ((losses, skipped), (losses, []), ([], skipped)):
        line = LINE | {"losses": found, "skipped_files": links, "skipped": len(links)}
        show(cast(Line, line), Output(json=False, quiet=True))
        answer += [one.strip() for one in capsys.readouterr().out.splitlines() if one.startswith("  and ")]
    assert answer == ["and 4 more documents and 1 more skipped file", "and 4 more documents",
                    "and 1 more skipped file"]  # fmt: skip
    assert LOSSES == 20, "what fits on a screen"
