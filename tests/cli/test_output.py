"""Tables: whole addresses, whole lines in a pipe, no empty columns."""

from __future__ import annotations

import pytest

from leftopen.cli._output import Output

WHERE = "127.0.0.1:17777"
LONG = "a_check_with_a_long_name " * 6


def _table(capsys: pytest.CaptureFixture[str], holds: str = "") -> list[str]:
    Output(json=False, quiet=False).table(("where", "check", "holds"), [(WHERE, LONG, holds)])
    return capsys.readouterr().out.splitlines()


def test_a_row_is_one_line_in_a_pipe(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    lines = _table(capsys)
    assert len(lines) == 2
    assert lines[1].rstrip() == f"{WHERE}  {LONG.rstrip()}"


def test_an_address_is_never_broken_however_narrow_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    assert sum(WHERE in line for line in _table(capsys)) == 1


def test_a_column_without_text_is_left_out(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert "holds" not in _table(capsys)[0]
    assert "holds" in " ".join(_table(capsys, "us_ssn 2"))


def test_the_name_of_a_check_is_whole_on_a_terminal_of_eighty_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    name = "a_check_with_a_name_of_36_characters"
    Output(json=False, quiet=False).table(("where", "check", "holds"), [(WHERE, name, "holds " * 20)])
    assert sum(name in line for line in capsys.readouterr().out.splitlines()) == 1
