"""What is named in the tables is there; what must be alone is one share that begins first."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.together import share

ROOT = Path(__file__).parents[2]
CLOCK = "tests/net/test_channel.py::test_it"
REAL = "tests/servers/test_checks_on_real_servers.py::test_it"


@pytest.mark.parametrize("start", [*share.ALONE, *share.EACH, *share.TOGETHER, *share.FIRST])
def test_what_is_named_exists(start: str) -> None:
    file, _, test = start.partition("::")
    assert (ROOT / file).exists()
    assert not test or f"def {test}" in (ROOT / file).read_text()


def test_what_hangs_on_the_clock_is_one_share() -> None:
    other = "tests/sweep/test_connect.py::test_other[a/b::c]"
    assert share.alone(CLOCK)
    assert share.share_of(CLOCK) == share.share_of(other)
    assert share.rank(CLOCK) < share.rank("tests/wire/http/test_message.py::test_it") < share.rank(REAL)


def test_a_long_file_is_handed_out_test_by_test_and_others_whole() -> None:
    assert share.share_of(f"{REAL}[a]") != share.share_of(f"{REAL}[b]")
    assert (
        share.share_of("tests/wire/http/test_message.py::test_a[x::y]") == "tests/wire/http/test_message.py"
    )
    assert share.share_of("tests/canary/test_a.py::a") == share.share_of("tests/canary/test_b.py::b")
