"""The fixed answers: each figure is that of the stores, and nothing is said of what nobody examined."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from leftopen import catalogue
from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.facts import Fact, Known
from leftopen.model.assessment import Depth
from leftopen.model.category import Category
from leftopen.model.readers import NO_MESSAGE_ID
from leftopen.model.response import Word
from leftopen.service.readers import saved
from leftopen.service.respond import log
from leftopen.service.respond.examine import examine, facts_by_id
from leftopen.service.respond.state import load
from leftopen.service.workspace import Workspace
from tests.service.office import office
from tests.service.respond.incident import CASE, HOLDS, OUTCOMES, assess, begun, read_logs, unit


def asked(workspace: Workspace) -> tuple[Examined, dict[str, Fact]]:
    examined = examine(workspace, load(workspace, CASE))
    return examined, facts_by_id(examined)


def test_without_any_examination_no_answer_says_no(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        _, facts = asked(workspace)
    for id in ("classified.markings", "hacked.signs", "amount.documents", "whose.people", "readers.items"):
        assert facts[id].known is Known.NOT_EXAMINED
        assert "not examined" in facts[id].said.en
        assert "pas été examiné" in facts[id].said.fr
        assert facts[id].value is None
    assert not any(fact.said.en.startswith("No ") for fact in facts.values())


@pytest.mark.parametrize("result", [None, unit((), {"unread": 3}), unit((), {"encrypted": 2, "unread": 1})])
def test_an_assessment_that_read_nothing_examined_nothing(tmp_path: Path, result: object) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        assess(workspace, "e" * 12, result)  # type: ignore[arg-type]
        _, facts = asked(workspace)
    assert facts["classified.markings"].known is Known.NOT_EXAMINED
    assert facts["whose.people"].known is Known.NOT_EXAMINED
    assert not any(fact.said.en.startswith("No ") for fact in facts.values())


def test_markings_are_those_of_every_detector_of_that_category_and_none_is_never_said(
    tmp_path: Path,
) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        marked = [name for name, one in catalogue.detectors().items() if one.category is Category.MARKING]
        assess(workspace, "a" * 12, unit([(name, 1) for name in marked]))
        _, facts = asked(workspace)
        assert {id for id in facts if id.startswith("classified.marking.")} == {
            f"classified.marking.{name}" for name in marked
        }
        assert {"us_marking", "cui"} < set(marked)
        assess(workspace, "b" * 12, unit((("us_ssn", 1),)), days=1)
        _, facts = asked(workspace)
    said = facts["classified.markings"].said
    assert said.en == "No marking was found in what was read: 20 of 30 documents."
    assert facts["classified.markings"].upper is None
    assert facts["classified.unread"].value == 10
    assert facts["classified.sample"].known is Known.NOT_EXAMINED
    assert "none" not in " ".join(fact.said.en.lower() for fact in facts.values())


def test_every_kind_is_counted_also_those_of_no_person(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        assess(workspace, "a" * 12, unit())
        examined, facts = asked(workspace)
    for label, documents in HOLDS:
        fact = facts[f"amount.kind.{label}"]
        assert (fact.value, fact.lower, fact.upper) == (documents + 1, documents + 1, None)
        assert f"documents with it: {documents}." in fact.said.en
    assert facts["amount.documents"].value == sum(OUTCOMES.values())
    assert facts["whose.unlinked.us_ssn"].value == 6
    assert examined.assessed is not None


def test_a_deep_assessment_is_read_before_a_newer_triage_and_the_others_are_named(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        assess(workspace, "a" * 12, unit())
        assess(workspace, "b" * 12, unit((), {"read": 1}), depth=Depth.TRIAGE, days=2)
        assess(workspace, "c" * 12, unit((), {"read": 1}), days=-1)
        assess(workspace, "d" * 12, unit((), {"read": 1}), days=3, units=2)
        examined, _ = asked(workspace)
    assert examined.assessed is not None
    assert examined.assessed.id == "a" * 12
    assert sorted(examined.assessed.others) == [
        f"{'b' * 12} (triage)", f"{'c' * 12} (deep)", f"{'d' * 12} (deep)",
    ]  # fmt: skip


def test_an_assessment_that_was_stopped_gives_no_upper_bound_and_says_so(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        assess(workspace, "a" * 12, unit((("us_ssn", 1),), {"read": 5}), units=2)
        _, facts = asked(workspace)
    assert (facts["amount.documents"].value, facts["amount.documents"].upper) == (5, None)
    assert facts["amount.complete"].known is Known.NOT_KNOWN
    assert "not complete" in facts["classified.markings"].said.en
    assert facts["whose.people"].upper is None


def test_a_person_says_whether_there_are_signs_of_an_intrusion_and_what_was_examined(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        log.answer(workspace, CASE, "intrusion", Word.NO, "", by="maria")
        assert asked(workspace)[1]["hacked.signs"].known is Known.NOT_EXAMINED
        log.answer(workspace, CASE, "intrusion", Word.NO, "EDR alerts\nof web1", by="maria")
        fact = asked(workspace)[1]["hacked.signs"]
        assert fact.said.en == (
            "No sign of an intrusion in what was examined, maria says: EDR alerts of web1"
        )
        log.answer(workspace, CASE, "intrusion", Word.UNKNOWN, "", by="maria")
        assert asked(workspace)[1]["hacked.signs"].known is Known.NOT_EXAMINED


def test_who_read_it_is_what_the_reading_says_with_its_bounds_and_gaps(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        result = read_logs(workspace)
        examined, facts = asked(workspace)
        assert load(workspace, CASE).around.readers
    assert examined.reading == result
    served = facts["readers.items.served"]
    assert (served.value, served.lower, served.upper) == (2, 2, 3)
    assert facts["readers.items.cannot_be_known"].known is Known.NOT_KNOWN
    hours = facts["readers.hours"]
    assert (hours.value, hours.known) == (1, Known.NOT_KNOWN)
    assert "1 of 2 hours" in hours.said.en
    clients = facts["readers.clients"]
    assert (clients.value, clients.upper) == (2, None)
    assert facts["readers.people"].known is Known.NOT_EXAMINED


def test_an_assessment_without_message_digests_is_named_as_what_is_missing(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        result = read_logs(workspace)
        assert "readers.no_message_id" not in asked(workspace)[1]
        unknown = tuple(replace(one, limits=(NO_MESSAGE_ID,)) for one in result.answers[:2])
        saved.save(workspace, replace(result, answers=(*unknown, *result.answers[2:])))
        _, facts = asked(workspace)
    fact = facts["readers.no_message_id"]
    assert (fact.value, fact.known) == (2, Known.NOT_KNOWN)
    assert "of 2 items the assessment has no message digest" in fact.said.en
    assert "de 2 éléments l’évaluation n’a pas d’empreinte de message" in fact.said.fr
    assert fact.link == f"leftopen assess PATH --case {CASE[:8]}"


def test_every_fact_is_said_in_both_languages_and_says_how_it_was_counted(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        assess(workspace, "a" * 12, unit())
        read_logs(workspace)
        _, facts = asked(workspace)
    for fact in facts.values():
        assert fact.said.en != fact.said.fr
        assert fact.counted.en != fact.counted.fr
        assert fact.link.startswith("leftopen ")
        assert "{" not in fact.said.en + fact.said.fr


def test_sentences_say_no_more_than_they_must(tmp_path: Path) -> None:
    """Bounds that are the count itself, outcomes that are all 0, hours that are less than one."""
    with office(tmp_path) as workspace:
        begun(workspace)
        assess(workspace, "a" * 12, unit(HOLDS, {"read": 20}))
        result = read_logs(workspace)
        exact = replace(result.counts[0], at_least=2, at_most=2)
        saved.save(workspace, replace(result, counts=(exact, *result.counts[1:])))
        _, facts = asked(workspace)
    assert facts["readers.items.served"].said.en == "2 items were served to strangers."
    assert facts["readers.items.cannot_be_known"].said.en.endswith(" (between 0 and 1).")
    assert facts["readers.items.cannot_be_known"].said.fr.endswith(" (entre 0 et 1).")
    assert facts["classified.unread"].said.en == "Every document that was counted was read whole."
    assert facts["since.length"].said.en == "It was open for at least 0 minutes."
    assert facts["since.length"].said.fr == "Elle est restée ouverte au moins 0 minute."
