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


def test_many_rows_in_a_pipe_look_as_on_a_terminal_with_room_for_them(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Long tables are laid out without the library that lays out what does not fit, which is slow."""
    rows = [("192.0.2.7", "é" * 9, ""), ("\u4f60\u597d", "", ""), ("", "x y", ""), (7, None, "")]
    monkeypatch.setenv("COLUMNS", "1000")
    Output(json=False, quiet=False).table(("where", "check", "holds"), rows)
    slow = capsys.readouterr().out
    monkeypatch.delenv("COLUMNS")
    monkeypatch.setattr("rich.table.Table", None)
    Output(json=False, quiet=False).table(("where", "check", "holds"), rows)
    assert capsys.readouterr().out == slow


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


TITLE = "a title that goes on " * 20
TITLES = ("ip", "http.title", "product")


def _short(capsys: pytest.CaptureFixture[str]) -> list[str]:
    Output(json=False, quiet=False).table(TITLES, [("192.0.2.7", TITLE, "nginx")] * 2, short=True)
    return [line.rstrip() for line in capsys.readouterr().out.splitlines()]


def test_a_short_row_is_one_line_on_a_terminal_and_says_that_it_is_cut(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    head, *rows = _short(capsys)
    assert head.split() == list(TITLES)
    assert len(rows) == 2
    assert all(row.startswith("192.0.2.7  a title") and "…" in row and row.endswith("nginx") for row in rows)


def test_in_a_pipe_nothing_of_a_short_row_is_cut(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert TITLE.strip() in _short(capsys)[1]


def test_the_name_of_a_column_is_never_broken(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    Output(json=False, quiet=False).table(("a_column", "certificate", "x"), [("b", "c", "word " * 60)])
    assert capsys.readouterr().out.splitlines()[0].split() == ["a_column", "certificate", "x"]


def test_a_list_is_one_line_a_row_and_says_which_columns_have_no_room(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "52")
    titles = ("case", "where", "check", "due", "holds")
    rows = [
        (f"{at:08x}", "127.0.0.1:17777", "redis_open", "2026-12-31", "us_ssn 124, iban 7") for at in range(9)
    ]
    Output(json=False, quiet=False).rows([], titles, rows)
    shown = capsys.readouterr()
    head, *lines = shown.out.splitlines()
    assert head.split() == ["case", "where", "check", "due"]
    assert len(lines) == 9
    assert all(
        len(line) <= 52 and row[0] in line and row[1] in line for line, row in zip(lines, rows, strict=True)
    )
    assert shown.err == "no room for holds (--columns, --format csv, or a wider terminal)\n"
    Output(json=False, quiet=False, columns=("holds", "case")).rows([], titles, rows)
    assert capsys.readouterr().out.splitlines()[0].split() == ["holds", "case"]
