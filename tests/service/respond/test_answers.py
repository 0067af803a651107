"""The fixed answers: each figure is that of the stores, and nothing is said of what nobody examined."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen import catalogue
from leftopen.cases.window import Bounds
from leftopen.impact.people.bounds import PeopleBounds
from leftopen.impact.respond.answers import since_when, whose
from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.facts import Fact, Known
from leftopen.model.access_logs import NO_MESSAGE_ID
from leftopen.model.assessment import Depth
from leftopen.model.case import Case
from leftopen.model.category import Category
from leftopen.model.response import Word
from leftopen.service.access_logs import saved
from leftopen.service.respond import log
from leftopen.service.respond.examine import examine, facts_by_id
from leftopen.service.respond.state import load
from leftopen.service.workspace.workspace import Workspace
from leftopen.translate import N_, minute
from tests.cases.made_up import START
from tests.service.office import office
from tests.service.respond.incident import CASE, HOLDS, OUTCOMES, assess, begun, read_logs, unit


def asked(workspace: Workspace) -> tuple[Examined, dict[str, Fact]]:
    examined = examine(workspace, load(workspace, CASE))
    return examined, facts_by_id(examined)


def test_without_any_examination_no_answer_says_no(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        _, facts = asked(workspace)
    for id in (
        "classified.markings", "hacked.signs", "amount.documents", "whose.people", "readers.items",
        "response.logs",
    ):  # fmt: skip
        assert facts[id].known is Known.NOT_EXAMINED
        assert "not examined" in str(facts[id].said)
        assert "pas été examiné" in facts[id].said.text("fr")
        assert facts[id].value is None
    assert not any(str(fact.said).startswith("No ") for fact in facts.values())


@pytest.mark.parametrize("result", [None, unit((), {"unread": 3}), unit((), {"encrypted": 2, "unread": 1})])
def test_an_assessment_that_read_nothing_examined_nothing(tmp_path: Path, result: object) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        assess(workspace, "e" * 12, result)  # type: ignore[arg-type]
        _, facts = asked(workspace)
    assert facts["classified.markings"].known is Known.NOT_EXAMINED
    assert facts["whose.people"].known is Known.NOT_EXAMINED
    assert not any(str(fact.said).startswith("No ") for fact in facts.values())


def test_markings_are_those_of_every_detector_of_that_category_and_none_is_never_said(
    tmp_path: Path,
) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        marked = [name for name, one in catalogue.detectors().items() if one.category is Category.MARKING]
        assess(workspace, "a" * 12, unit([(name, 1) for name in marked]))
        _, facts = asked(workspace)
        named = {id.split(".")[2] for id in facts if re.match(r"classified\.(level|marking)\.", id)}
        assert named == set(marked)
        assert {"us_marking", "cui"} < set(marked)
        assess(workspace, "b" * 12, unit((("us_ssn", 1),)), days=1)
        _, facts = asked(workspace)
    answer = facts["classified.markings"].said
    assert str(answer) == "No marking was found in what was read: 20 of 30 documents."
    assert facts["classified.markings"].upper is None
    assert facts["classified.unread"].value == 10
    assert facts["classified.sample"].known is Known.NOT_EXAMINED
    assert "none" not in " ".join(str(fact.said).lower() for fact in facts.values())


def test_a_protective_marking_is_no_classification(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        assess(workspace, "a" * 12, unit((("fr_marking", 4), ("cui", 1))))
        _, protected = asked(workspace)
        assess(workspace, "b" * 12, unit((("fr_marking", 4), ("us_marking", 2))), days=1)
        _, facts = asked(workspace)
    assert str(protected["classified.levels"].said) == (
        "No classified level was found in what was read: 20 of 30 documents."
    )
    assert (protected["classified.levels"].value, protected["classified.protective"].value) == (0, 5)
    assert "classified.level.fr_marking.1" not in protected
    assert (facts["classified.levels"].value, facts["classified.protective"].value) == (2, 4)
    assert str(facts["classified.level.us_marking.3"].said) == (
        "US classification marking, classified level “SECRET//NOFORN”: found in 2 of 20 read documents."
    )
    assert facts["classified.marking.fr_marking.1"].said.text("fr").replace("\u00a0", " ") == (
        "mention française (Secret, Diffusion Restreinte), mention de protection « DIFFUSION RESTREINTE » : "
        "4 des 20 documents lus."
    )


def test_every_kind_is_counted_also_those_of_no_person(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        assess(workspace, "a" * 12, unit())
        examined, facts = asked(workspace)
    for label, documents in HOLDS:
        fact = facts[f"amount.kind.{label}"]
        assert (fact.value, fact.lower, fact.upper) == (documents + 1, documents + 1, None)
        assert f"documents with it: {documents}." in str(fact.said)
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
    assert "not complete" in str(facts["classified.markings"].said)
    assert facts["whose.people"].upper is None


def test_a_person_says_whether_there_are_signs_of_an_intrusion_and_what_was_examined(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        log.answer(workspace, CASE, "intrusion", Word.NO, "", by="maria")
        assert asked(workspace)[1]["hacked.signs"].known is Known.NOT_EXAMINED
        log.answer(workspace, CASE, "intrusion", Word.NO, "EDR alerts\nof web1", by="maria")
        fact = asked(workspace)[1]["hacked.signs"]
        assert str(fact.said) == (
            "maria examined the systems and found no sign of an intrusion: EDR alerts of web1"
        )
        log.answer(workspace, CASE, "intrusion", Word.UNKNOWN, "", by="maria")
        assert asked(workspace)[1]["hacked.signs"].known is Known.NOT_EXAMINED


def test_who_read_it_is_what_the_reading_says_with_its_bounds_and_gaps(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        result = read_logs(workspace)
        examined, facts = asked(workspace)
        assert load(workspace, CASE).context.readers
    assert examined.reading == result
    served = facts["readers.items.served"]
    assert (served.value, served.lower, served.upper) == (2, 2, 3)
    assert facts["readers.items.cannot_be_known"].known is Known.NOT_KNOWN
    hours = facts["readers.hours"]
    assert (hours.value, hours.known) == (1, Known.NOT_KNOWN)
    assert "1 of 2 hours" in str(hours.said)
    window = facts["readers.window"]
    first, last = minute(START), minute(START + timedelta(hours=2))
    assert str(window.said) == f"The access logs were read for the window from {first} to {last}."
    assert window.said.text("fr") == f"Les journaux d’accès ont été lus pour la fenêtre du {first} au {last}."
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
    assert "the assessment has no message digest for 2 items" in str(fact.said)
    assert "l’évaluation n’a pas d’empreinte de message pour 2 éléments" in fact.said.text("fr")
    assert fact.link == f"leftopen assess PATH --case {CASE[:8]}"


def test_every_fact_is_said_in_both_languages_and_says_how_it_was_counted(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        assess(workspace, "a" * 12, unit())
        read_logs(workspace)
        _, facts = asked(workspace)
    for fact in facts.values():
        assert str(fact.said) != fact.said.text("fr")
        assert str(fact.counted) != fact.counted.text("fr")
        assert fact.link.startswith("leftopen ")
        assert "{" not in str(fact.said) + fact.said.text("fr")


def test_sentences_say_no_more_than_they_must(tmp_path: Path) -> None:
    """Bounds that are the count itself, outcomes that are all 0, hours that are less than one."""
    with office(tmp_path) as workspace:
        begun(workspace)
        assess(workspace, "a" * 12, unit(HOLDS, {"read": 20}))
        result = read_logs(workspace)
        exact = replace(result.counts[0], at_least=2, at_most=2)
        saved.save(workspace, replace(result, counts=(exact, *result.counts[1:])))
        _, facts = asked(workspace)
    assert str(facts["readers.items.served"].said) == "2 items were served to outsiders."
    assert str(facts["readers.items.cannot_be_known"].said).endswith(" (between 0 and 1).")
    assert facts["readers.items.cannot_be_known"].said.text("fr").endswith(" (entre 0 et 1).")
    assert str(facts["classified.unread"].said) == "Every counted document was read in full."


OTHERS = N_("others have only a name, or only a value")


@pytest.mark.parametrize(
    ("count", "least", "most", "en", "fr"),
    [
        (83, 83, 83, "", ""),
        (83, 58, 83, " (at least 58: some may be the same person)",
         " (au moins 58\u00a0: certaines peuvent être la même personne)"),
        (83, 83, 90, f" (between 83 and 90: {OTHERS})", f" (entre 83 et 90\u00a0: {OTHERS.text('fr')})"),
        (83, 58, 90, f" (between 58 and 90: some may be the same person and {OTHERS})",
         f" (entre 58 et 90\u00a0: certaines peuvent être la même personne et {OTHERS.text('fr')})"),
    ],
)  # fmt: skip
def test_the_number_of_people_says_why_it_has_bounds(
    tmp_path: Path, count: int, least: int, most: int, en: str, fr: str
) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        assess(workspace, "a" * 12, unit(HOLDS, {"read": 20}))
        examined, _ = asked(workspace)
    assert examined.assessed is not None
    bounds = PeopleBounds(people=count, at_least=least, at_most=most)
    assessed = replace(examined.assessed, people=bounds)
    [answer] = [
        one.said for one in whose.facts(replace(examined, assessed=assessed)) if one.id == "whose.people"
    ]
    assert str(answer) == f"Data of {count} people was found in what was read{en}."
    assert answer.text("fr") == f"Des données de {count} personnes ont été trouvées dans ce qui a été lu{fr}."
    part = replace(assessed, people=replace(bounds, at_most=None), documents=assessed.documents + 1)
    [answer] = [one.said for one in whose.facts(replace(examined, assessed=part)) if one.id == "whose.people"]
    same = " (at least 58: some may be the same person)" if least == 58 else ""
    assert str(answer) == (
        f"Data of 83 people was found in what was read{same}; 1 document was not read in full: "
        "there may be more people."
    )


def test_a_case_seen_once_was_open_for_a_time_that_is_not_known(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        examined, facts = asked(workspace)
    one = facts["since.length"]
    assert one.known is Known.NOT_KNOWN
    assert str(one.said) == "The duration of the exposure is not known: it was seen only once."
    assert one.said.text("fr") == (
        "La durée de l’exposition n’est pas connue\u00a0: elle n’a été vue qu’une fois."
    )

    def length(case: Case, least: int, most: int | None) -> Fact:
        bounds = Bounds(
            lower=timedelta(seconds=least), upper=None if most is None else timedelta(seconds=most)
        )
        window = replace(examined.window, open_for=bounds)
        return next(
            one for one in since_when.facts(replace(examined, case=case, window=window))
            if one.id == "since.length"
        )  # fmt: skip

    again = replace(examined.case, last_open=examined.case.first_open + timedelta(hours=5))
    short = length(again, 59, None)
    assert (short.known, str(short.said)) == (
        Known.NOT_KNOWN, "The duration of the exposure is not known: less than a minute of it is certain."
    )  # fmt: skip
    closed = length(examined.case, 0, 7200)
    assert closed.known is Known.KNOWN
    assert str(closed.said) == (
        "It was open for at most 2 hours. The exact duration is not known: it was seen only once."
    )
    assert str(length(again, 60, None).said) == "It was open for at least 1 minute."
    assert (
        length(again, 3600, 7200).said.text("fr")
        == "L’exposition a duré au moins 1 heure et au plus 2 heures."
    )
