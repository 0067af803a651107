"""The fourth set of the blind examination: its truth is proven by a client that knows nothing
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

FOUR = exams("four")
PROOF = Path(__file__).parent / "four_proof.tsv"
MENDED = loaded(Path(__file__).parent / "four_mended.json")
LINKS = "nothing says that its links only read"
SHAPES = "its page is read, and no shape knows it"
PROTOCOL = "no probe or check for its protocol"
MISSED = {
    "pytest_deck": LINKS, "siontiles": LINKS, "linknote": LINKS, "webp3": LINKS, "file_servers": LINKS,
    "monilite": LINKS, "keep_the_why_dashboard": SHAPES, "git_strata": SHAPES, "nnscope": SHAPES,
    "cofan": SHAPES, "visual_brief": SHAPES, "simple_repository_browser": "it lists only what a search finds",
    "browser_tools": "its content is at paths that only the product knows",
    "mockaton": "its content is at paths that only the product knows",
    "ircd_hybrid": PROTOCOL, "gophernicus": PROTOCOL, "efingerd": PROTOCOL, "pygopherd": PROTOCOL,
}  # fmt: skip


@pytest.mark.full
@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize("exam", [pytest.param(exam, id=exam.name) for exam in FOUR])
def test_the_open_one_is_readable_and_the_closed_one_is_not(exam: Exam) -> None:
    require(exam.missing())
    assert prove.proven(exam).startswith(f"{exam.name}\t")


@pytest.mark.full
@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize("exam", [pytest.param(exam, id=exam.name) for exam in FOUR])
def test_nothing_is_called_what_it_is_not_and_nothing_found_is_lost(exam: Exam, tmp_path: Path) -> None:
    examine(exam, tmp_path, MENDED[exam.name])


def test_what_is_missed_is_known() -> None:
    assert {name for name, answer in MENDED.items() if not answer.found} == set(MISSED)


def test_all_forty_are_proven() -> None:
    lines = PROOF.read_text().splitlines()[1:]
    assert [line.partition("\t")[0] for line in lines] == [exam.name for exam in FOUR]
    assert Counter(exam.is_http for exam in FOUR) == {True: 35, False: 5}


def test_a_name_is_handed_over_for_the_fronts_that_do_not_tell_it() -> None:
    assert {exam.host for exam in FOUR if exam.handed} == {exam.host for exam in FOUR if exam.front == "name"}
    assert all(exam.host for exam in FOUR if exam.front in ("name", "name_tls"))
