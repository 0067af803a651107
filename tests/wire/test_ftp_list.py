"""Lists as FTP servers print them; made-up names."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire.ftp_list import FtpEntry, entries, holds_nothing

DAY = date(2026, 11, 24)
UNIX = (
    b"total 12\r\n"
    b"drwxr-xr-x    2 0        0            4096 Nov 24 20:40 sub folder\r\n"
    b"-rw-r--r--    1 ftp      some group     18 Oct 01  2021 a b.txt\r\n"
    b"-rw-r--r--   1 root            7 Dec 25 08:15 last year.eml\r\n"
    b"-rw-r--r--+  1 1001 1001 5000000000 2020-02-29 23:59 iso.pst\r\n"
    b"lrwxrwxrwx    1 0        0               5 Nov 24 20:40 link -> a b.txt\r\n"
    b"drwxr-xr-x    2 0        0            4096 Nov 24 20:40 ..\r\n"
)
DOS = (
    b"10-01-21  10:00AM       <DIR>          Old Folder\r\n"
    b"11-24-2019  04:45PM              2345678 report.pdf\r\n"
)
MLSD = (
    b"type=cdir;modify=20211001000000; .\r\n"
    b"modify=20211001000000;perm=el;size=4096;type=dir;unique=1; sub\r\n"
    b"Type=file;Size=18;Modify=20211001102030.123;UNIX.mode=0644; a;b c.txt\r\n"
    b"type=OS.unix=symlink;size=4; link\r\n"
)


def test_a_unix_list_has_sizes_dates_and_names_with_spaces() -> None:
    assert entries(UNIX, machine=False, day=DAY) == (
        FtpEntry(name="sub folder", folder=True, modified=datetime(2026, 11, 24, 20, 40, tzinfo=UTC)),
        FtpEntry(name="a b.txt", size=18, modified=datetime(2021, 10, 1, tzinfo=UTC)),
        FtpEntry(name="last year.eml", size=7, modified=datetime(2025, 12, 25, 8, 15, tzinfo=UTC)),
        FtpEntry(name="iso.pst", size=5_000_000_000, modified=datetime(2020, 2, 29, 23, 59, tzinfo=UTC)),
    )


def test_a_date_without_its_year_is_none_without_the_day_of_the_look() -> None:
    assert entries(UNIX, machine=False, day=None)[0].modified is None


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 1, 1), 2025), (date(2025, 12, 31), 2025), (date(2026, 12, 31), 2026)]
)
def test_a_date_without_its_year_is_the_last_that_has_passed(day: date, year: int) -> None:
    line = b"-rw-r--r-- 1 a b 5 Dec 31 23:00 x\r\n"
    (entry,) = entries(line, machine=False, day=day)
    assert entry.modified == datetime(year, 12, 31, 23, tzinfo=UTC)


def test_a_dos_list_is_read() -> None:
    assert entries(DOS, machine=False, day=DAY) == (
        FtpEntry(name="Old Folder", folder=True, modified=datetime(2021, 10, 1, 10, tzinfo=UTC)),
        FtpEntry(name="report.pdf", size=2345678, modified=datetime(2019, 11, 24, 16, 45, tzinfo=UTC)),
    )


def test_facts_are_read_whatever_their_order_and_case() -> None:
    assert entries(MLSD, machine=True, day=DAY) == (
        FtpEntry(name="sub", folder=True, modified=datetime(2021, 10, 1, tzinfo=UTC)),
        FtpEntry(name="a;b c.txt", size=18, modified=datetime(2021, 10, 1, 10, 20, 30, tzinfo=UTC)),
    )


def test_the_last_line_of_a_list_that_was_cut_is_left_out() -> None:
    assert [each.name for each in entries(UNIX[:190], machine=False, day=DAY, cut=True)] == [
        "sub folder",
        "a b.txt",
    ]


@pytest.mark.parametrize("name", [b"..", b".", b"a/b", b"../etc", b"a\\b", b"a\0b", b"x" * 1500])
def test_a_name_that_is_no_single_step_is_left_out(name: bytes) -> None:
    line = b"-rw-r--r-- 1 a b 5 Dec 31 2019 " + name + b"\r\n"
    assert entries(line, machine=False, day=DAY) == ()
    assert entries(b"type=file;size=1; " + name + b"\r\n", machine=True, day=DAY) == ()


@pytest.mark.parametrize(
    ("raw", "empty"),
    [
        (b"", True),
        (b"total 0\r\n", True),
        (b"type=cdir;modify=20211001000000; .\r\ntype=pdir; ..\r\n", True),
        (b"drwxr-xr-x 2 0 0 4096 Nov 24 20:40 .\r\ndrwxr-xr-x 2 0 0 4096 Nov 24 20:40 ..\r\n", True),
        (UNIX, False),
        (b"something else\r\n", False),
    ],
)
def test_an_empty_folder_is_told_from_a_list_that_is_not_understood(raw: bytes, empty: bool) -> None:
    assert holds_nothing(raw) is empty


@given(st.binary(max_size=300), st.booleans(), st.booleans(), st.dates() | st.none())
def test_any_bytes_are_entries_or_none(raw: bytes, machine: bool, cut: bool, day: date | None) -> None:
    for made in (raw, UNIX + raw, MLSD + raw, b"-rw-r--r-- 1 a b 5 Dec 31 23:00 " + raw):
        for entry in entries(made, machine=machine, day=day, cut=cut):
            assert "/" not in entry.name
            assert "\n" not in entry.name
        holds_nothing(made)


def test_a_long_hostile_line_takes_no_time() -> None:
    line = b"-rw-r--r-- " + b" 1" * 900 + b" Jan" * 20
    for _ in range(500):
        entries(line, machine=False, day=DAY)
        entries(b"1-" + line, machine=False, day=DAY)
        holds_nothing(b"d" + b" ." * 30_000)
