"""Drafts: every sentence names a fact that exists; an approval is of one text and of the facts it says."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.errors import BadRequest, BadSetting, NotAllowed
from leftopen.impact.people.bounds import PeopleBounds
from leftopen.impact.respond import letter_texts
from leftopen.impact.respond.draft_templates import templates
from leftopen.impact.respond.drafting import OWN, as_text, fill, parse
from leftopen.impact.respond.examined import FoundKind
from leftopen.model.access_logs import ReadVerdict, VerdictCount
from leftopen.model.detector import Detector
from leftopen.service.access_logs import saved
from leftopen.service.respond import drafts, log
from leftopen.service.respond.examine import examine, facts_by_id
from leftopen.service.respond.state import load
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.translate import N_, languages
from tests.cases.made_up import START
from tests.service.office import office
from tests.service.respond.incident import CASE, FILES, assess, begun, read_logs, unit, with_people


def found_kind(name: str, one: Detector) -> FoundKind:
    return FoundKind(
        name=name, label=N_(one.label), category=one.category, of_person=one.personal, documents=1,
        occurrences=1, distinct=1, at_least=False, unlinked=0,
        people=PeopleBounds(people=1, at_least=1, at_most=1),
    )  # fmt: skip


@pytest.mark.parametrize("examined", [False, True])
def test_every_sentence_of_every_draft_names_facts_that_exist(tmp_path: Path, examined: bool) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        if examined:
            assess(workspace, "a" * 12, unit())
            read_logs(workspace)
        found = load(workspace, CASE)
        facts = facts_by_id(examine(workspace, found))
        for language in languages():
            for draft in drafts.all_shown(workspace, found, language):
                ids = {id for one in draft.sentences for id in one.facts}
                fields = templates()[draft.name].fields
                assert ids <= {*facts, *OWN, *fields}, draft.name
                assert any(one.heading for one in draft.sentences)
                assert parse(as_text(draft.sentences), {*facts, *fields}) == draft.sentences


def test_whatever_a_letter_names_may_have_a_consequence() -> None:
    table = letter_texts.texts().consequences
    kinds = [found_kind(name, one) for name, one in catalogue.detectors().items()]
    for kind in letter_texts.of_people(kinds):
        assert any(found for _, found in letter_texts.rows_for(table, [kind], "FR")), kind.name


def test_people_get_the_advice_of_what_was_found(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        assess(workspace, "a" * 12, unit())
        text = as_text(drafts.show(workspace, CASE, "people", "en").sentences)
    for label in ("us_ssn", "private_key"):
        assert f"amount.kind.{label}" in text
    for label in ("us_marking", "cui", "piid"):
        assert label not in text, "no data of a person"
    assert "Have the access keys concerned replaced now." in text
    assert "Tell your bank" not in text


@pytest.mark.parametrize(
    ("language", "outside", "jargon"),
    [
        ("en", "2 items were downloaded by outsiders (between 2 and 3).", "served to"),
        ("fr", "2 éléments ont été téléchargés par des tiers (entre 2 et 3).", "servis à"),
    ],
)
def test_what_goes_out_speaks_as_the_organisation_and_says_no_empty_count(
    tmp_path: Path, language: str, outside: str, jargon: str
) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        assess(workspace, "a" * 12, with_people(unit()), files=FILES)
        result = read_logs(workspace, "a" * 12)
        none = VerdictCount(verdict=ReadVerdict.NOT_SERVED, count=0, at_least=0, at_most=1)
        saved.save(workspace, replace(result, counts=(*result.counts, none)))
        texts = {one.name: as_text(one.sentences)
                 for one in drafts.all_shown(workspace, load(workspace, CASE), language)}  # fmt: skip
    for name, text in texts.items():
        assert "readers.items.not_served" not in text, name
        if name in ("leadership", "press", "questions", "regulator", "nis2_final"):
            assert "readers.items.cannot_be_known" in text, name
            assert "[readers.window" in text, name
        assert jargon not in text, name
        if name not in ("people", "nis2_early_warning"):
            assert outside in text, name
    assert "readers.people" not in texts["people"]
    assert "readers.people.us_ssn" in texts["regulator"]


def test_without_any_item_the_counts_stay(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        result = read_logs(workspace)
        none = tuple(replace(one, count=0, at_least=0, at_most=0) for one in result.counts)
        saved.save(workspace, replace(result, counts=none))
        text = as_text(drafts.show(workspace, CASE, "press", "en").sentences)
    assert "0 items were downloaded by outsiders. [readers.items.served]" in text


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", ["people", "regulator"])
def test_a_placeholder_is_filled_in_before_the_approval(tmp_path: Path, name: str, language: str) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        text = as_text(drafts.show(workspace, CASE, name, language).sentences)
        contact = {"en": r"\[?contact: \[?to be filled in\]", "fr": r"\[?contact\s: \[?à compléter\]"}[
            language
        ]
        assert re.search(contact, text, re.IGNORECASE)
        with pytest.raises(NotAllowed, match="fill in"):
            drafts.approve(workspace, CASE, name, language, by="paul")
        text = fill(text, "Call 555-0100.")
        assert not re.search(contact, text, re.IGNORECASE)
        drafts.save(workspace, CASE, name, language, text, by="maria")
        drafts.approve(workspace, CASE, name, language, by="paul")
        assert drafts.show(workspace, CASE, name, language).approved


def test_a_person_edits_and_approves_and_a_change_of_the_facts_needs_both_again(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        text = as_text(drafts.show(workspace, CASE, "leadership", "en").sentences)
        drafts.save(workspace, CASE, "leadership", "en", f"{text}We are sorry. [said]\n", by="maria")
        drafts.approve(workspace, CASE, "leadership", "en", by="paul")
        shown = drafts.show(workspace, CASE, "leadership", "en")
        assert (shown.by, shown.approved and shown.approved.by, shown.outdated) == ("maria", "paul", False)
        page = drafts.render(shown, ".html")
        assert b"DRAFT" not in page
        assert b"paul" not in page, "no name of staff leaves the program"
        assert b"<p>We are sorry.</p>" in page
        steps = {one.step.name: one.done for one in load(workspace, CASE).steps()}
        assert steps["leadership"]
        log.moment(workspace, CASE, "aware", START, "a call")
        shown = drafts.show(workspace, CASE, "leadership", "en")
        assert shown.outdated
        assert b"not approved" in drafts.render(shown, ".html")
        with pytest.raises(NotAllowed, match="facts have changed"):
            drafts.approve(workspace, CASE, "leadership", "en", by="paul")
        drafts.save(workspace, CASE, "leadership", "en", text, by="maria")
        shown = drafts.show(workspace, CASE, "leadership", "en")
        assert (shown.approved, shown.outdated) == (None, False)
        acts = [one.what for one in Audit(workspace.store.records).list(20)]
    assert {"respond draft", "respond approval"} <= set(acts)


def test_both_formats_hold_every_sentence_and_nothing_acts(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        drafts.save(workspace, CASE, "press", "en", "# <b>Head</b>\n<script>x</script>\x1b\u202e [said]\n")
        shown = drafts.show(workspace, CASE, "press", "en")
        page = drafts.render(shown, ".html").decode()
        words = Document(io.BytesIO(drafts.render(shown, ".docx")))
        file = drafts.export(workspace, CASE, "press", "en", tmp_path / "press.docx")
        with pytest.raises(BadSetting):
            drafts.render(shown, ".pdf")
    assert "<script" not in page
    assert "&lt;script&gt;x&lt;/script&gt;" in page
    paragraphs = [one.text for one in words.paragraphs]
    assert paragraphs[1] == "DRAFT – not approved"
    assert "<script>x</script>" in paragraphs
    assert file.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize(
    "text",
    ["", "# only a heading\n", "No fact.\n", "A fact. [nothing.here]\n", "[said]\n", f"{'x' * 2000} [said]"],
)
def test_a_sentence_without_a_fact_is_refused(tmp_path: Path, text: str) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        with pytest.raises(BadRequest):
            drafts.save(workspace, CASE, "press", "en", text)
        with pytest.raises(BadRequest):
            drafts.show(workspace, CASE, "nothing", "en")
        with pytest.raises(BadRequest):
            drafts.show(workspace, CASE, "press", "de")


@given(st.text(max_size=300))
def test_any_text_is_sentences_with_facts_or_one_error(text: str) -> None:
    try:
        found = parse(text, ["since.begin"])
    except ValueError as error:
        assert str(error)
    else:
        assert all(one.heading or set(one.facts) <= {"since.begin", *OWN} for one in found)
