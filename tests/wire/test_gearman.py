"""Gearman's codec on what 1.1.21 said and on any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import gearman
from leftopen.wire.gearman import Status

STATUS = b"reverse\t12\t1\t3\nresize image\t0\t0\t2\n.\n"


@pytest.mark.parametrize(
    ("raw", "version"),
    [
        (b"OK 1.1.21+ds\n", "1.1.21+ds"),
        (b"OK 0.14\r\n", "0.14"),
        (b"OK 1.1.21", ""),
        (b"OK 3.0\r\n---", "3.0"),
        (b"OK\r\n", ""),
        (b"OK ready\n", ""),
        (b"OK 1.\x1b[2J\n", ""),
        (b"OK " + b"1" * 60 + b"\n", ""),
    ],
)
def test_a_version_is_a_whole_line_with_a_number(raw: bytes, version: str) -> None:
    assert gearman.version(raw) == version


def test_functions_jobs_and_workers_are_counted() -> None:
    assert gearman.status(STATUS) == Status(functions=2, jobs=12, workers=5, whole=True)
    assert gearman.status(b".\n") == Status(functions=0, jobs=0, workers=0, whole=True)


def test_a_list_that_was_cut_keeps_its_whole_lines() -> None:
    assert gearman.status(STATUS[:20]) == Status(functions=1, jobs=12, workers=3, whole=False)


@pytest.mark.parametrize(
    "raw",
    [b"", b"reverse\t1", b"ERR UNKNOWN_COMMAND x\r\n", b"a\t1\t1\n.\n", b"a\tx\t1\t1\n.\n", b"VERSION 1\r\n"],
)
def test_another_response_is_none(raw: bytes) -> None:
    assert gearman.status(raw) is None


def test_it_is_waited_for_until_its_end_and_no_longer() -> None:
    assert gearman.whole(STATUS)
    assert gearman.whole(b".\n")
    assert not any(gearman.whole(STATUS[:cut]) for cut in range(len(STATUS)))
    assert gearman.whole(b"ERR UNKNOWN_COMMAND x\r\n")
    assert gearman.whole(b"a\t1\t1\t1\n" * 3000)


@given(st.binary(max_size=200), st.sampled_from([b"", b"OK ", b"a\t1\t2\t3\n", STATUS]))
def test_no_bytes_make_it_raise(raw: bytes, start: bytes) -> None:
    for made in (start + raw, raw + start):
        gearman.version(made)
        gearman.whole(made)
        gearman.status(made)
