"""Judgements about an assessment: what they change, where they hold, and what is shown for them."""

from __future__ import annotations

import gzip
import io
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

import pytest

from leftopen.errors import BadRequest, NotFound
from leftopen.impact.review.read_place import read_place
from leftopen.model.assessment import Depth
from leftopen.model.judgement import JudgementKind, JudgementWord
from leftopen.service.access_logs import people
from leftopen.service.assessments import assess, context, review, sample, sources, summary
from leftopen.service.assessments import search as searching
from leftopen.service.assessments.folder import AssessmentFolder
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.judgements import Judgements
from tests.service.office import office

SSN, CARD = "891-23-4567", "4111 1111 1111 1111"
YES, NO = JudgementWord.CONFIRMED, JudgementWord.REJECTED


def mail(number: int, text: str, attachment: bytes = b"") -> bytes:
    made = EmailMessage()
    made["From"] = f"sender{number}@example.org"
    made["Date"] = "Tue, 01 Jan 2019 10:00:00 +0000"
    made["Subject"] = f"message {number}"
    made.set_content(text)
    if attachment:
        made.add_attachment(attachment, maintype="application", subtype="zip", filename="files.zip")
    return b"From a@example.org Tue Jan  1 10:11:12 2019\n" + made.as_bytes() + b"\n"


def zipped(name: str, text: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        file.writestr(name, text)
    return held.getvalue()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, AssessmentFolder, Path]]:
    root = tmp_path_factory.mktemp("review")
    source = root / "store"
    source.mkdir()
    inner = zipped("notes.txt", f"The word before it says so.\nSSN: {SSN}\nand after it.\n")
    mails = [mail(1, f"Our banner:\n\nHis SSN: {SSN} is new."), mail(2, "Nothing is here.", inner)]
    (source / "inbox.mbox").write_bytes(b"".join([*mails, *(mail(at, f"Hello {at}.") for at in range(3, 9))]))
    (source / "note.txt").write_text("Meet at noon, says nobody.\n")
    with office(root / "data") as workspace:
        yield workspace, run(workspace, source), source


def run(workspace: Workspace, source: Path) -> AssessmentFolder:
    started = assess.start(workspace, [source], Depth.DEEP, by="jane", fresh=True)
    list(assess.run(workspace, started, 1, threading.Event()))
    return started.folder


def holds(workspace: Workspace, folder: AssessmentFolder) -> dict[str, Any]:
    line = cast(dict[str, Any], summary.summary_line(workspace, folder))
    return {one["label"]: one for one in line["holds"]} | {"rejected": line["rejected"]}


def test_a_rejected_hit_leaves_every_figure_and_stays_rejected_in_the_next_assessment(
    made: tuple[Workspace, AssessmentFolder, Path],
) -> None:
    workspace, folder, source = made
    assert holds(workspace, folder)["us_ssn"]["documents"] == 2
    [first, second] = [one for one in review.queue(workspace, folder).hits if one.label == "us_ssn"]
    assert searching.search(workspace, folder, "holds:us_ssn", 9, {}).total == 2
    review.judge(workspace, folder, first, NO, by="jane")
    left = holds(workspace, folder)
    assert (left["us_ssn"]["documents"], left["rejected"]) == (1, 1)
    assert searching.search(workspace, folder, "holds:us_ssn", 9, {}).total == 1
    assert review.queue(workspace, folder).word(first.id) == "rejected"
    assert people.of_assessment(workspace, folder)[0].by_label().get("us_ssn", 0) <= 1
    again = run(workspace, source)
    assert again.path != folder.path
    left = holds(workspace, again)
    assert (left["us_ssn"]["documents"], left["rejected"]) == (1, 1)
    # Somebody else confirms it: it counts again, and the two do not agree.
    review.judge(workspace, again, first, YES, by="joe")
    review.judge(workspace, again, second, YES, by="joe")
    assert holds(workspace, folder)["us_ssn"]["documents"] == 2
    found = review.queue(workspace, folder)
    assert [(one.items, one.same) for one in found.agreements] == [(1, 0)]
    assert first.id not in {one.id for one in found.open_for("jane")}
    assert second.id in {one.id for one in found.open_for("jane")}
    acts = [(one.actor, one.what, one.subject) for one in Audit(workspace.store.records).list()]
    assert ("jane", "hit rejected", folder.path.name) in acts
    kept = str(Judgements(workspace.store.records).of_kind(JudgementKind.HIT))
    assert SSN not in kept
    assert "4567" not in kept


def test_the_context_is_masked_and_read_from_the_source(
    made: tuple[Workspace, AssessmentFolder, Path],
) -> None:
    workspace, folder, _ = made
    with sources.reopen(workspace, folder, by="jane") as read:
        _shown(workspace, folder, read)
        other = context.context(workspace, read, "0:0", "us_ssn", b"x" * 16, "***")
    assert other.why == "the hit was not found in the text"


def _shown(workspace: Workspace, folder: AssessmentFolder, read: sources.ReadAgain) -> None:
    for hit in [one for one in review.queue(workspace, folder).hits if one.label == "us_ssn"]:
        found = context.context(workspace, read, hit.place, hit.label, hit.digest, hit.masked)
        assert not found.why
        assert found.shown == hit.masked
        around = found.before + found.shown + found.after
        assert "SSN: " in found.before
        assert ("is new" in found.after) or ("and after it" in found.after)
        assert SSN not in around
        assert "4567" not in around
    assert {
        hit.place.count("/") for hit in review.queue(workspace, folder).hits if hit.label == "us_ssn"
    } == {0, 2}


def test_what_lies_in_archives_is_read_again_from_each_of_them(
    made: tuple[Workspace, AssessmentFolder, Path], tmp_path: Path
) -> None:
    """In any order, whatever lies before it in the file that they are unpacked into."""
    workspace = made[0]
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.zip").write_bytes(
            zipped("all.mbox", mail(1, f"{name} SSN: {SSN} is new.").decode())
        )
    (tmp_path / "d.gz").write_bytes(gzip.compress(b"d SSN: 891-23-4567 is new."))
    folder = run(workspace, tmp_path)
    files = folder.inventory().files
    assert [one.path.rpartition(b"/")[2] for one in files[1::2]] == [
        b"a.zip!all.mbox", b"b.zip!all.mbox", b"c.zip!all.mbox", b"d.gz!d",
    ]  # fmt: skip
    with sources.reopen(workspace, folder, by="jane") as read:
        for at, name in ((5, "c"), (1, "a"), (7, "d"), (3, "b"), (5, "c")):
            found = read(f"{at}:0" if name != "d" else f"{at}")
            assert (f"{name} SSN: {SSN}" in found.text, found.why) == (True, "")


@pytest.mark.parametrize("place", ["7", "0:999999", "0:0/9", "0:0/@4", "0:0/x", "x", "", "0:0/1/1/1", "²"])
def test_a_place_that_is_not_there_says_so(
    made: tuple[Workspace, AssessmentFolder, Path], place: str
) -> None:
    found = made[1].inventory()
    read = read_place(place, found.units, dict(enumerate(found.files)))
    assert (read.text, read.why) == ("", "it is no longer at its place")


def test_a_changed_source_a_missing_one_and_a_slow_reader_say_so(
    made: tuple[Workspace, AssessmentFolder, Path],
) -> None:
    found = made[1].inventory()
    sources = dict(enumerate(found.files))
    older = {0: replace(sources[0], changed=1)}
    assert "changed" in read_place("0:0", found.units, older).why
    gone = {0: replace(sources[0], path=b"/nowhere/at/all")}
    assert read_place("0:0", found.units, gone).why == "No such file or directory"
    assert read_place("0:0", found.units, sources, seconds=0.001).why == "its reader died or took too long"


def test_the_sample_of_clean_documents_gives_a_bound(
    made: tuple[Workspace, AssessmentFolder, Path],
) -> None:
    workspace, folder, _ = made
    drawn = sample.sample(workspace, folder, 3)
    line = summary.summary_line(workspace, folder)
    assert drawn.clean == cast(int, line["clean"]) >= 7
    assert (len(drawn.documents), drawn.judged, drawn.bound) == (3, 0, 1.0)
    with sources.reopen(workspace, folder, by="jane") as read:
        text = context.document(workspace, read, drawn.documents[0].place)
    assert text.text
    for one in drawn.documents:
        sample.judge(workspace, folder, one, JudgementWord.CLEAN, by="jane")
    done = sample.sample(workspace, folder, 3)
    assert (done.judged, done.missed) == (3, 0)
    assert done.bound == pytest.approx(1 - 0.05 ** (1 / 3))
    sample.judge(workspace, folder, drawn.documents[0], JudgementWord.NOT_CLEAN, by="joe")
    worse = sample.sample(workspace, folder, 3)
    assert (worse.missed, worse.bound > done.bound) == (1, True)
    assert [(one.items, one.same) for one in worse.agreements] == [(1, 0)]
    answer = sample.line(worse)
    assert answer["missed_documents_at_most"] == worse.most_missed <= worse.clean
    # The whole is no sample: what was judged is the share.
    every = sample.sample(workspace, folder, 500)
    for one in every.documents:
        sample.judge(workspace, folder, one, JudgementWord.CLEAN, by="ann")
    assert sample.sample(workspace, folder, 500).bound == pytest.approx(1 / every.clean)
    assert sample.find(every, every.documents[1].place) == every.documents[1]


def test_wrong_words_and_unknown_ids_are_refused(made: tuple[Workspace, AssessmentFolder, Path]) -> None:
    workspace, folder, _ = made
    hit = review.queue(workspace, folder).hits[0]
    with pytest.raises(BadRequest):
        review.judge(workspace, folder, hit, JudgementWord.CLEAN, by="jane")
    drawn = sample.sample(workspace, folder)
    with pytest.raises(BadRequest):
        sample.judge(workspace, folder, drawn.documents[0], YES, by="jane")
    assert review.find(workspace, folder, hit.id[:10]) == replace(hit, copies=1)
    for prefix in ("", "abc", "f" * 32):
        with pytest.raises(NotFound):
            review.find(workspace, folder, prefix)
    for prefix in ("", "zz"):
        with pytest.raises(NotFound):
            sample.find(drawn, prefix)
    everything = review.hits_at(workspace, folder, "0:0")
    assert {one.place.partition("/")[0] for one in everything.hits} == {"0:0"}
