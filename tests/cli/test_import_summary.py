"""What a person is told of an import: each reason once, cut to the terminal, whole in a pipe."""

from __future__ import annotations

import os
import shutil
import sys
from typing import Any

import pytest

from leftopen.cli._import_summary import show
from leftopen.cli._output import Output

SUMMARY: dict[str, Any] = {
    "file": "it.json", "format": "shodan", "state": "finished", "why": "", "stored": 4000, "known": 1200,
    "bad": 1003, "seconds": 2.0, "at": "2026-05-01T00:00:00Z", "quoted": 1003, "bad_lines": "/it/x.bad.jsonl",
    "reasons": {"not valid UTF-8": 3, "not valid JSON": 1000}, "faults": {},
    "first_bad": [
        {"line": 7, "reason": "not valid UTF-8", "excerpt": "a" * 250},
        {"line": 1200, "reason": "not valid JSON", "excerpt": "b\x1b[2J"},
    ],
}  # fmt: skip


def answer(capsys: pytest.CaptureFixture[str], **changes: Any) -> list[str]:
    show({**SUMMARY, **changes}, Output(json=False, quiet=False))
    return capsys.readouterr().out.splitlines()


def test_each_reason_has_its_first_line_and_the_side_file_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert answer(capsys) == [
        "it.json: finished, shodan, 4,000 rows new, 1,200 known, 1,003 bad lines, in 2 s",
        "  1,000 lines: not valid JSON, first: line 1,200: b\\x1b[2J",
        "  3 lines: not valid UTF-8, first: line 7: " + "a" * 250,
        "  rejected lines: 1,003, saved in /it/x.bad.jsonl",
    ]


def test_without_a_quote_the_line_is_named_all_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    reason, cut = "invalid IP address", "the file is truncated"
    firsts = [
        {"line": line, "reason": response, "excerpt": ""} for line, response in ((12, reason), (99, cut))
    ]
    lines = answer(capsys, state="incomplete", why=cut, reasons={reason: 2, cut: 1}, first_bad=firsts)
    assert lines[1:3] == [f"  2 lines: {reason}, first: line 12", f"  {cut}"]


def test_on_a_terminal_a_quote_is_cut_to_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr(shutil, "get_terminal_size", lambda *args, **rest: os.terminal_size((60, 24)))
    cut = answer(capsys)[2]
    assert (len(cut), cut[-2:]) == (60, "a…")


def test_what_was_imported_already_and_what_lacks_something(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, state="already imported") == [
        "it.json: already imported on 2026-05-01: 5,200 rows are stored; nothing to do"
        " (use --again to import it again)"
    ]
    cut = "the last line is truncated"
    [again] = answer(capsys, state="already imported", why=cut)
    assert again.startswith(f"it.json: INCOMPLETE: {cut}; already imported on 2026-05-01")
    first = answer(capsys, state="incomplete", why=cut, reasons={cut: 1}, first_bad=[], quoted=0)
    assert first[0].startswith(f"it.json: INCOMPLETE: {cut}, shodan, 4,000 rows new")
    assert first[1:] == [f"  {cut}"]
    nothing = answer(
        capsys, state="failed", why="no row", stored=0, known=0, reasons={}, first_bad=[], quoted=0
    )
    assert nothing[0].startswith(
        "it.json: NOTHING IMPORTED: the file contains no valid rows, shodan, 0 rows new"
    )
    quiet = answer(capsys, stored=0, known=0, bad=0, reasons={}, first_bad=[], quoted=0)
    assert quiet == [
        "it.json: finished, no open ports in the file, shodan, 0 rows new, 0 known, 0 bad lines, in 2 s"
    ]
