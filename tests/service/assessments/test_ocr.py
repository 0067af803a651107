"""Pictures are read only where that is asked for, and where nothing can read them nothing is begun."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.contents.ocr import OcrProgram
from leftopen.errors import LeftopenError
from leftopen.model.assessment import Depth, UnitResult
from leftopen.service.assessments import assess, assessments, context, ocr, of_case
from leftopen.service.assessments.sources import reopen
from tests.formats.drawn_pages import drawn, saved
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis
from tests.service.office import found as found_case
from tests.service.office import office

PROGRAM = OcrProgram(program="nothing", models="", languages=("eng",))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    folder = tmp_path / "store"
    folder.mkdir()
    (folder / "scan.png").write_bytes(saved(drawn()))
    return folder


def test_without_the_program_it_says_what_to_install_and_begins_nothing(
    tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "find_program", lambda: None)
    missing = r"pip install 'leftopen\[ocr\]', or on Debian apt-get install tesseract-ocr"
    with office(tmp_path / "it") as workspace:
        with pytest.raises(LeftopenError, match=missing):
            assess.start(workspace, [store], Depth.DEEP, by="jane", ocr=True)
        assert assessments.list_all(workspace) == []
        assert not assess.start(workspace, [store], Depth.DEEP, by="jane").assessment.ocr


def test_one_without_pictures_is_not_resumed_with_them(
    tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "find_program", lambda: PROGRAM)
    with office(tmp_path / "it") as workspace:
        without = assess.start(workspace, [store], Depth.DEEP, by="jane")
        with_them = assess.start(workspace, [store], Depth.DEEP, by="jane", ocr=True)
        assert not with_them.resumed
        again = assess.start(workspace, [store], Depth.DEEP, by="jane", ocr=True)
        assert (again.resumed, again.assessment) == (True, with_them.assessment)
        assert assess.start(workspace, [store], Depth.DEEP, by="jane").assessment == without.assessment


def test_a_later_one_without_pictures_is_not_taken_before_one_with_them(
    tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "find_program", lambda: PROGRAM)
    with Loopback() as loopback, office(tmp_path / "it") as workspace:
        case = found_case(workspace, loopback.serve(Redis())).id

        def begun(path: Path, *, ocr: bool = False, done: bool = True) -> str:
            started = assess.start(workspace, [path], Depth.DEEP, by="jane", case=case, ocr=ocr, fresh=True)
            # Every reading is begun later than the one before it.
            created = workspace.clock() + timedelta(seconds=len(assessments.list_all(workspace)))
            started.folder.put_assessment(replace(started.assessment, created=created))
            if done:
                for unit in started.found.units:
                    started.folder.put(UnitResult(number=unit.number, outcomes={}, documents={}, years={}))
            return started.assessment.id

        def taken() -> tuple[str, str]:
            of = of_case.chosen(workspace, case)
            assert of is not None
            assert of.assessment.id not in {one.id for one in of.others}
            assert len(of.others) == len(assessments.list_all(workspace)) - 1
            return assessments.newest(workspace).path.name, of.assessment.id

        begun(store)
        with_them, _ = begun(store, ocr=True), begun(store)
        assert taken() == (with_them, with_them)
        begun(store, ocr=True, done=False)
        begun(store)
        assert taken() == (with_them, with_them)
        other = begun(store / "scan.png")
        assert taken() == (other, other)
        later = begun(store, ocr=True)
        assert taken() == (later, later)
        extents = {one.id: one.extent for one, _ in assessments.list_all(workspace)}
        assert (extents[later], extents[other]) == ("deep, pictures", "deep")


def test_the_context_of_a_hit_says_why_it_can_not_be_shown(
    tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "find_program", lambda: PROGRAM)
    with office(tmp_path / "it") as workspace:
        started = assess.start(workspace, [store], Depth.DEEP, by="jane", ocr=True)
        monkeypatch.setattr(ocr, "find_program", lambda: None)
        with reopen(workspace, started.folder, by="jane") as read:
            assert "--ocr needs Tesseract" in context.document(workspace, read, "0").why
