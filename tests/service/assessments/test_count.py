"""What is made of an assessment's results is made once, kept, and made anew when anything changed."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from leftopen.errors import LeftopenError, NotCounted, StoreFailed
from leftopen.impact.people.mention_index import MentionIndex
from leftopen.impact.people.served import PeopleServed
from leftopen.model.access_logs import Item, ItemAnswer, ReadVerdict
from leftopen.model.judgement import JudgementWord
from leftopen.model.people import MaskedName, Mention, MentionReason, PersonValue, Role
from leftopen.service.access_logs import people, saved
from leftopen.service.assessments import count, review, sample, summary
from leftopen.service.assessments import people as assessed_people
from leftopen.service.assessments.folder import AssessmentFolder
from leftopen.service.assessments.stored_people import BLOCK, StoredPeople
from leftopen.service.respond import examine, lines
from leftopen.service.respond.state import load
from leftopen.service.retention import readings
from leftopen.service.workspace.locks import try_lock
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.cases.cases import Cases
from tests.impact.people.joined import affected
from tests.service.office import office
from tests.service.respond.incident import CASE, FILES, assess, begun, read_logs, unit, with_people

ID = "c" * 12
UNTIED = ItemAnswer(item=Item(id="7", path="/api/message/7"), verdict=ReadVerdict.SERVED, reads=1, clients=1)


@contextmanager
def known(tmp_path: Path) -> Iterator[tuple[Workspace, AssessmentFolder]]:
    with office(tmp_path / "it") as workspace:
        begun(workspace)
        yield workspace, assess(workspace, ID, replace(with_people(unit()), clean=2), files=FILES)


def everything(workspace: Workspace, folder: AssessmentFolder) -> tuple[Any, ...]:
    """All that shows something of an assessment."""
    found, served = people.of_assessment(workspace, folder)
    return (
        summary.summary_line(workspace, folder),
        list(assessed_people.lines(found, "", served)),
        review.queue(workspace, folder),
        sample.sample(workspace, folder),
        lines.status(workspace, load(workspace, CASE)),
        examine.examine(workspace, load(workspace, CASE)).assessed,
    )


def test_all_that_is_shown_is_read_from_what_was_counted_once(tmp_path: Path) -> None:
    """The results may be gone: nothing reads them again."""
    with known(tmp_path) as (workspace, folder):
        read_logs(workspace, ID)
        first = everything(workspace, folder)
        (folder.path / "units" / "0.zst").write_bytes(b"")
        assert everything(workspace, folder) == first
        kept = [folder.path / name for name in ("people.blocks", "served.blocks", "summary.zst", "queue.zst")]
        assert {stat.S_IMODE(file.stat().st_mode) for file in kept} == {0o600}
        assert not list(folder.path.glob("*.part"))


def test_what_is_kept_counts_no_more_once_a_hit_is_rejected_or_the_logs_are_read(tmp_path: Path) -> None:
    with known(tmp_path) as (workspace, folder):
        before = everything(workspace, folder)
        read_logs(workspace, ID)
        assert people.of_assessment(workspace, folder)[1] is not None
        [hit] = [one for one in review.hits_at(workspace, folder, "2:0").hits if one.label == "us_ssn"]
        review.judge(workspace, folder, hit, JudgementWord.REJECTED, by="maria")
        assert StoredPeople.open(workspace, folder) is None
        after = everything(workspace, folder)
        assert len(after[1]) == len(before[1]) - 1
        assert (before[0]["rejected"], after[0]["rejected"], after[5].rejected) == (0, 1, 1)
        assert {one["served"]["verdict"] for one in after[1]} == {"served"}
        folder.put(replace(unit([]), number=1))
        assert StoredPeople.open(workspace, folder) is None
        (folder.path / "units" / "0.zst").write_bytes(b"")
        with pytest.raises(StoreFailed):
            summary.summary_line(workspace, folder)


def test_while_it_is_read_what_was_counted_a_while_ago_says_of_how_many_units(tmp_path: Path) -> None:
    with known(tmp_path) as (workspace, folder):
        folder.put_assessment(replace(folder.assessment(), units=2))
        summary.summary_line(workspace, folder)
        with try_lock(workspace.data, f"assessment-{ID}"):
            folder.put(replace(unit([]), number=1))
            during = summary.summary_line(workspace, folder)
        after = summary.summary_line(workspace, folder)
    assert [(one["units_done"], one["complete"]) for one in (during, after)] == [(1, False), (2, True)]


def test_where_nothing_is_counted_it_is_said_which_assessment_waits(tmp_path: Path) -> None:
    with known(tmp_path) as (workspace, folder):
        here = replace(workspace, counts=False)
        for shown in (summary.summary_line, review.queue, sample.sample, people.of_assessment):
            with pytest.raises(NotCounted, match="is being counted") as waits:
                shown(here, folder)
            assert waits.value.assessment == ID
        count.ensure(workspace, folder)
        everything(here, folder)
        read_logs(workspace, ID)
        with pytest.raises(NotCounted):
            people.of_assessment(here, folder)


def test_whose_data_was_served_is_not_kept_longer_than_the_reading(tmp_path: Path) -> None:
    with known(tmp_path) as (workspace, folder):
        read_logs(workspace, ID)
        people.of_assessment(workspace, folder)
        assert (folder.path / "served.blocks").exists()
        readings.remove(workspace, [Cases(workspace.store.records).get(CASE)])
        assert not (folder.path / "served.blocks").exists()
        assert people.of_assessment(workspace, folder)[1] is None


def test_whose_data_was_served_is_counted_again_where_an_earlier_version_said_it(tmp_path: Path) -> None:
    """It knew of no items that nothing ties to a document, and said that nobody got people's data."""
    with known(tmp_path) as (workspace, folder):
        found = count.result(workspace, folder, StoredPeople.open)
        saved.save(workspace, replace(read_logs(workspace), answers=(UNTIED,)))
        made_of = folder.made_of(f"{found.of} {saved.state(workspace, CASE)}")
        folder.put_blocks("served", made_of, (), lambda: PeopleServed(kinds=()))
        for _ in ("counted", "as it was stored"):
            served = people.of_assessment(workspace, folder)[1]
            assert served is not None
            assert (served.counts.untied.items, served.counts.untied.examples) == (1, ("/api/message/7",))
            assert (served.counts.whole.unknown, served.counts.whole.not_served) == (found.total(), 0)
            assert served.at(0).whole.verdict is ReadVerdict.UNKNOWN


def test_any_page_of_the_people_is_that_part_of_all(tmp_path: Path) -> None:
    with known(tmp_path) as (workspace, folder):
        documents = tuple(
            replace(
                unit([("us_ssn", 1)]).found[0],
                place=f"0:{at}",
                digest=at.to_bytes(16),
                people=(somebody(at),),
            )
            for at in range(2 * BLOCK + 1)
        )
        folder.put(replace(unit([]), found=documents))
        found, _ = people.of_assessment(workspace, folder)
        index = MentionIndex()
        for result in folder.results():
            index.add(result)
        whole = affected(index)
        assert list(found.people) == list(whole.people)
        assert found.by_label() == whole.by_label()
        some = [one.id for one in whole.people if "iban" in one.labels]
        for first, last in pairwise((0, 1, 49, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 1)):
            pages = [found.holding(label, first) for label in ("", "iban")]
            shown = [[one.id for _, one in page][: last - first] for page in pages]
            assert shown == [[one.id for one in whole.people[first:last]], some[first:last]]
        assert [found.total(label) for label in ("", "iban", "nothing")] == [2 * BLOCK + 1, len(some), 0]
        assert list(found.holding("nothing")) == []


def somebody(at: int) -> Mention:
    """Every third has an IBAN."""
    labels = ("iban", "us_ssn") if at % 3 == 0 else ("us_ssn",)
    name = MaskedName(full=at.to_bytes(16), family=b"f" * 16, masked=f"P{at}***")
    values = tuple(PersonValue(label=label, digest=at.to_bytes(16), masked="*") for label in labels)
    return Mention(reason=MentionReason.ROW, role=Role.SUBJECT, name=name, values=values)


@pytest.mark.parametrize("content", [b"", b"no such file", b"\xff" * 40])
def test_a_damaged_file_is_one_clear_line(tmp_path: Path, content: bytes) -> None:
    with known(tmp_path) as (workspace, folder):
        count.ensure(workspace, folder)
        (folder.path / "people.blocks").write_bytes(content)
        with pytest.raises(LeftopenError, match="cannot read"):
            people.of_assessment(workspace, folder)
