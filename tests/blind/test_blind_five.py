"""The fifth set of the blind examination: its truth is proven by a client that knows nothing
of leftopen; what is found, and what is missed, stays known."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.blind import prove
from tests.blind.exam import Exam, exams
from tests.blind.holds import examine
from tests.blind.run import loaded
from tests.servers.need import require

FIVE = exams("five")
PROOF = Path(__file__).parent / "five_proof.tsv"
MENDED = loaded(Path(__file__).parent / "five_mended.json")
SHAPES = "its page is read, and no shape knows it"
SPENT = "its requests are spent on its scripts"
SCRIPT = "what its script calls is not read or understood"
NEVER = "a WebSocket or a POST, which is never sent"
PROTOCOL = "no probe or check for its protocol, or for this form of it"
PATHS = "its content is at paths that only the product knows"
MISSED = {
    "statikk": SHAPES, "graphdash": SHAPES, "celestialflow_web": SPENT, "tweetnook": SPENT, "difit": SPENT,
    "wiki_server": SPENT, "stat_server": SCRIPT, "epochix": SCRIPT, "webpty": NEVER, "watchmen_rust": NEVER,
    "ircd_irc2": PROTOCOL, "cfingerd": PROTOCOL, "pysmbserver": PROTOCOL, "jman": PATHS,
    "acebase_server": PATHS, "pollect": "any path gives the same answer",
    "scalarpulse": "an answer that does not end takes the time of all others",
    "simple_ftpd": "it ends when a client hangs up with bytes unread",
}  # fmt: skip


@pytest.mark.full
@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize("exam", [pytest.param(exam, id=exam.name) for exam in FIVE])
def test_the_open_one_is_readable_and_the_closed_one_is_not(exam: Exam) -> None:
    require(exam.missing())
    assert prove.proven(exam).startswith(f"{exam.name}\t")


@pytest.mark.full
@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize("exam", [pytest.param(exam, id=exam.name) for exam in FIVE])
def test_nothing_is_called_what_it_is_not_and_nothing_found_is_lost(exam: Exam, tmp_path: Path) -> None:
    examine(exam, tmp_path, MENDED[exam.name])


def test_what_is_missed_is_known() -> None:
    assert {name for name, answer in MENDED.items() if not answer.found} == set(MISSED)


def test_all_forty_are_proven() -> None:
    lines = PROOF.read_text().splitlines()[1:]
    assert [line.partition("\t")[0] for line in lines] == [exam.name for exam in FIVE]
    assert Counter(exam.is_http for exam in FIVE) == {True: 35, False: 5}


def test_a_name_is_handed_over_for_the_fronts_that_do_not_tell_it() -> None:
    assert {exam.host for exam in FIVE if exam.handed} == {exam.host for exam in FIVE if exam.front == "name"}
    assert all(exam.host for exam in FIVE if exam.front in ("name", "name_tls"))
