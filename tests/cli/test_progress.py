"""Progress goes to standard error alone: a live line on a terminal, a line every ten seconds elsewhere."""

from __future__ import annotations

import pytest

from leftopen.cli._output import Output
from leftopen.cli._progress import EVERY, Bar
from leftopen.service.ingest.run import ImportProgress
from leftopen.service.scanning.scan import ScanProgress

OUT = Output(json=False, quiet=False)


def at(seconds: float, swept: int = 500) -> ScanProgress:
    return ScanProgress(swept=swept, total=1000, found=3, talked=2, open=1, seconds=seconds)


def test_in_a_pipe_there_is_a_line_every_ten_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    with Bar(quiet=False, live=False) as bar:
        for seconds in (0.5, 3.0, EVERY, EVERY + 5, 2 * EVERY):
            bar.show_scan(at(seconds))
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 2
    assert err.startswith("50 %")
    assert "3 responded" in err


def test_on_a_terminal_the_line_is_wiped_before_a_result_and_at_the_end(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Bar(quiet=False, live=True) as bar:
        bar.show_scan(at(1.0))
        bar.print_above("a result\x1b[2J", OUT)
        bar.show_scan(at(2.0))
    out, err = capsys.readouterr()
    assert out == "a result\\x1b[2J\n"
    assert err.endswith("\r\x1b[2K")
    assert err.count("\r\x1b[2K") == 2


def test_quiet_shows_results_only(capsys: pytest.CaptureFixture[str]) -> None:
    with Bar(quiet=True, live=True) as bar:
        bar.show_scan(at(1.0))
        bar.print_above("a result", OUT)
        bar.print_above("", OUT)
    assert capsys.readouterr() == ("a result\n", "")


def test_time_left_counts_from_where_it_was_resumed(capsys: pytest.CaptureFixture[str]) -> None:
    resumed = ScanProgress(swept=600, total=1000, found=0, talked=0, open=0, seconds=EVERY, resumed_at=500)
    with Bar(quiet=False, live=False) as bar:
        bar.show_scan(resumed)
    assert "10 attempts/s" in capsys.readouterr().err


def test_a_scan_that_has_only_begun_divides_by_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with Bar(quiet=False, live=True) as bar:
        bar.show_scan(ScanProgress(swept=0, total=0, found=0, talked=0, open=0, seconds=0.0))
    assert capsys.readouterr().err


def reading(records: int, done: int, seconds: float, *, storing: bool = False) -> ImportProgress:
    return ImportProgress(
        file="it\x1b.json", done=done, size=1000, records=records, stored=done, bad=0, seconds=seconds,
        storing=storing,
    )  # fmt: skip


def test_an_import_shows_a_line_at_once_and_the_share_that_is_stored(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Bar(quiet=False, live=False) as bar:
        for one in (reading(0, 0, 0.0), reading(400, 0, 3.0), reading(900, 500, EVERY)):
            bar.show_import(one)
        bar.show_import(reading(1000, 500, 2 * EVERY, storing=True))
    answer = capsys.readouterr().err.splitlines()
    assert answer[0] == "reading it\\x1b.json, 1 kB"
    assert answer[1].startswith("50 %, 90 records/s, 500 stored")
    assert answer[2] == "storing the last rows, 500 stored so far"
    assert len(answer) == 3
