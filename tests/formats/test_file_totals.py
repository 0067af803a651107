"""The size of what was listed."""

from __future__ import annotations

from datetime import UTC, datetime

from leftopen.formats.file_totals import are_files, listed_size
from leftopen.formats.mail_files import File
from leftopen.model.size import Size

OLD, NEW = datetime(2019, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC)


def test_number_bytes_and_dates_are_those_that_were_listed() -> None:
    files = [File(path="/a", size=5, modified=NEW), File(path="/b", size=7, modified=OLD)]
    assert listed_size(files, at_least=False) == Size(records=2, bytes=12, oldest=OLD, newest=NEW)


def test_files_have_an_ending_a_size_or_a_date() -> None:
    named = [File(path=f"/settings/{name}") for name in ("general", "users", "mail")]
    assert not are_files(named)
    assert not are_files([File(path="/general/"), File(path="/users/")])
    assert not are_files([*named, File(path="/settings/logo.png")])
    assert are_files([File(path="/LICENSE"), File(path="/a.txt"), File(path="/.env"), File(path="/sub/")])
    assert are_files([File(path="/sub/", modified=OLD)])
    assert are_files([File(path="/a", size=1), File(path="/b", modified=NEW)])
    assert not are_files([])


def test_a_size_that_is_missing_or_mad_makes_the_sum_a_lower_bound() -> None:
    files = [File(path="/a", size=5), File(path="/b"), File(path="/c", size=2**70), File(path="/d", size=-1)]
    assert listed_size(files, at_least=False) == Size(records=4, bytes=5, at_least=True)


def test_no_size_at_all_is_none() -> None:
    assert listed_size([File(path="/a")], at_least=False) == Size(records=1)
    assert listed_size([], at_least=True) == Size(records=0, at_least=True)
