"""The queue of scans is shared out: whoever asks for many keeps nobody else out of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from leftopen.model.scan_job import ScanJob, ScanJobPart
from leftopen.store.records import Records
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.jobs import JobWriter
from leftopen.store.records.entities.scan_jobs import ScanJobWriter
from tests.store.new_folder import new_records
from tests.store.samples import NOON

MOST = 100


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    opened = Records.open(new_records(tmp_path))
    yield opened
    opened.close()


def job(number: int, *, key: str = "", user: str = "") -> ScanJob:
    part = ScanJobPart(words=("127.0.0.1",), ports="80")
    return ScanJob(id=f"{key}-{user}-{number:08x}", key=key, user=user, created=NOON, parts=(part,), size=1)


def test_one_key_alone_has_a_quarter_of_the_queue(records: Records) -> None:
    taken = [ScanJobWriter(Changes(records)).add(job(number, key="greedy"), MOST) for number in range(MOST)]
    assert sum(taken) == MOST // 4
    assert ScanJobWriter(Changes(records)).add(job(1, key="other"), MOST)
    assert ScanJobWriter(Changes(records)).add(job(1, user="greedy"), MOST), "an account is no key"


def test_what_is_done_does_not_count(records: Records) -> None:
    first = job(0, key="greedy")
    while ScanJobWriter(Changes(records)).add(first, 8):
        JobWriter(Changes(records)).cancel(first.id, NOON)
        first = job(int(first.id[-8:], 16) + 1, key="greedy")
        if first.id.endswith("14"):
            break
    assert first.id.endswith("14")


def test_many_askers_leave_no_place_unused(records: Records) -> None:
    taken = [ScanJobWriter(Changes(records)).add(job(1, key=f"key {number}"), 8) for number in range(12)]
    assert taken == [True] * 8 + [False] * 4
