"""The letter to affected people has every part that article 34 of the GDPR asks for, and nothing of what only
colleagues may know."""

from __future__ import annotations

import csv
import html
import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from docx import Document
from docx.oxml.ns import qn

from leftopen import catalogue
from leftopen.errors import BadRequest, BadSetting, NotAllowed
from leftopen.impact.respond import letter_texts
from leftopen.impact.respond.draft_templates import templates
from leftopen.impact.respond.drafting import as_text, fill, source
from leftopen.impact.respond.questions import laws
from leftopen.model.response import Word
from leftopen.service.access_logs import saved
from leftopen.service.organisations import organisations
from leftopen.service.respond import drafts, lines, log, register
from leftopen.service.respond.controller import language_of
from leftopen.service.respond.examine import examine, facts_by_id
from leftopen.service.respond.state import load
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.translate import languages
from tests.cases.made_up import START
from tests.service.office import office
from tests.service.respond.incident import CASE, begun
from tests.service.respond.letters import FIRM, HOSPITAL, Incident, close, organisation, staged

ADDRESS = "192.0.2.7"
FRENCH = (
    "Centre hospitalier de Bellerive", "12 rue de la Paix", "75002 Paris",
    "Objet : violation de données à caractère personnel vous concernant (article 34 du RGPD)",
    "Madame, Monsieur,",
    "Centre hospitalier de Bellerive est le responsable du traitement",
    "le 3 février 2026 à 9 h 00 (heure de Paris)",
    "Cet accès n’est plus possible depuis le 4 février 2026 à 15 h 00 (heure de Paris) au plus tard",
    "numéro de sécurité sociale (NIR)", "données concernant votre santé", "date de naissance", "mot de passe",
    "Des tiers pourraient usurper votre identité", "Cet accès est fermé",
    "FICOBA", "Assurance maladie (ameli.fr)", "17Cyber", "déposez plainte",
    "Mme Claire Durand, dpo@ch-bellerive.example, 01 99 00 12 34",
    "introduire une réclamation", "(CNIL), 3 place de Fontenoy",
    "Nous vous prions d’agréer",
)  # fmt: skip
ENGLISH = (
    "Muster Maschinenbau GmbH", "Beispielweg 7", "20095 Hamburg",
    "Subject: breach of your personal data (article 34 of the GDPR)",
    "Dear Sir or Madam,",
    "Muster Maschinenbau GmbH is the controller",
    "on 3 February 2026 at 09:00 (Berlin time)", "since 4 February 2026 at 15:00 (Berlin time) at the latest",
    "bank account number (IBAN)", "US Social Security number", "salary", "telephone number",
    "Someone could try to take money", "This access has been closed since",
    "Tell your bank", "report it to the police", "SCHUFA",
    "Jonas Beispiel, datenschutz@muster.example, +49 40 99900 123",
    "lodge a complaint", "www.bfdi.bund.de",
    "Yours faithfully,",
)  # fmt: skip


def filled(text: str) -> str:
    return fill(text, "Dr. Paul Exemple, directeur")


def plain(page: bytes) -> str:
    """What a reader of the page sees, with its no-break spaces as spaces."""
    body = re.sub(r"<(style|title)>.*?</\1>|<[^>]*>", "", page.decode(), flags=re.DOTALL)
    return re.sub("[\u00a0\u202f]", " ", html.unescape(body))


def approved(workspace: Workspace, incident: Incident, name: str = "people") -> drafts.ShownDraft:
    text = filled(as_text(drafts.show(workspace, CASE, name, "").sentences))
    drafts.save(workspace, CASE, name, incident.language, text, by="maria")
    drafts.approve(workspace, CASE, name, incident.language, by="paul")
    return drafts.show(workspace, CASE, name, "")


@pytest.mark.parametrize(("incident", "parts"), [(HOSPITAL, FRENCH), (FIRM, ENGLISH)])
def test_a_letter_has_every_part_in_the_language_of_the_organisation(
    tmp_path: Path, incident: Incident, parts: tuple[str, ...]
) -> None:
    with office(tmp_path) as workspace:
        staged(workspace, incident)
        shown = approved(workspace, incident)
        texts = [
            plain(drafts.render(shown, ".html")),
            "\n".join(one.text for one in Document(io.BytesIO(drafts.render(shown, ".docx"))).paragraphs)
            .replace("\u00a0", " "),
        ]  # fmt: skip
    for text in texts:
        assert [part for part in parts if part not in text] == []
        order = [text.index(part) for part in (parts[0], *parts[3:5], parts[-1])]
        assert order == sorted(order)


@pytest.mark.parametrize("incident", [HOSPITAL, FIRM])
def test_nothing_exported_shows_what_is_internal(tmp_path: Path, incident: Incident) -> None:
    machine_names = {*catalogue.detectors(), *catalogue.checks()}
    with office(tmp_path) as workspace:
        staged(workspace, incident, closed=False)
        for name in templates():
            shown = drafts.show(workspace, CASE, name, "")
            text = plain(drafts.render(shown, ".html"))
            assert not re.search(r"\[[a-z_]+\.[a-z_.]+", text), name
            assert not re.search(r"\d{4}-\d\d-\d\d", text), name
            assert not set(re.findall(r"\w+_\w+", text)) & machine_names, name
            for hidden in (ADDRESS, "Hélène", "Moreau", "maria", "[general]", "[internal]"):
                assert hidden not in text, name
    assert "Equifax" not in text


def test_what_is_for_colleagues_stays_in_the_working_copy(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        staged(workspace, HOSPITAL)
        shown = drafts.show(workspace, CASE, "press", "en")
        assert "# Do not say\nDo not claim" in as_text(shown.sentences)
        page = plain(drafts.render(shown, ".html"))
    assert "Do not" not in page


def test_a_text_that_names_a_server_that_may_be_open_is_neither_approved_nor_exported(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        staged(workspace, HOSPITAL, closed=False)
        text = filled(as_text(drafts.show(workspace, CASE, "people", "fr").sentences))
        drafts.save(workspace, CASE, "people", "fr", f"{text}Le serveur {ADDRESS}. [said]\n", by="maria")
        with pytest.raises(NotAllowed, match="not proved closed"):
            drafts.approve(workspace, CASE, "people", "fr", by="paul")
        with pytest.raises(NotAllowed, match="not proved closed"):
            drafts.export(workspace, CASE, "people", "fr", tmp_path / "letter.html", by="paul")
        close(workspace, START)
        assert ADDRESS in plain(drafts.render(drafts.show(workspace, CASE, "people", "fr"), ".html"))


def test_the_contact_stays_readable_and_numbers_of_people_do_not(tmp_path: Path) -> None:
    contact = "DPO : Mme Claire Durand, dpo@ministere.example, 01 42 75 80 00, 12 rue de la Paix, 75002 Paris"
    secret = "Carte : 4111 1111 1111 1111, IBAN FR14 2004 1010 0505 0001 3M02 606"
    with office(tmp_path) as workspace:
        staged(workspace, HOSPITAL)
        text = f"# Que s’est-il passé ?\n{contact} [general]\n{secret} [said]\nDu jour. [since.begin]\n"
        entry = drafts.save(workspace, CASE, "people", "fr", text, by="maria")
        shown = as_text(drafts.show(workspace, CASE, "people", "fr").sentences).replace("\u00a0", " ")
        assert contact in shown
        assert "4111" not in shown
        assert "2004 1010" not in shown
        [line] = drafts.masked_lines(entry, text)
        assert line.startswith("Carte")
        answer = f"# Que s’est-il passé ?\n{contact} [since.begin]\n"
        drafts.save(workspace, CASE, "people", "fr", answer, by="maria")
        assert "dpo@" not in as_text(drafts.show(workspace, CASE, "people", "fr").sentences)


def test_a_text_in_another_language_is_refused(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        staged(workspace, HOSPITAL)
        text = as_text(drafts.show(workspace, CASE, "people", "fr").sentences)
        with pytest.raises(BadRequest, match="--language fr"):
            drafts.save(workspace, CASE, "people", "en", text)


def test_the_document_is_checked_in_its_language(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        staged(workspace, HOSPITAL)
        for language, mark in (("fr", "fr-FR"), ("en", "en-GB")):
            raw = drafts.render(drafts.show(workspace, CASE, "people", language), ".docx")
            styles = Document(io.BytesIO(raw)).styles.element
            assert {one.get(qn("w:val")) for one in styles.iter(qn("w:lang"))} == {mark}


@pytest.mark.parametrize("language", languages())
def test_without_an_organisation_a_person_fills_in_the_sender(tmp_path: Path, language: str) -> None:
    with office(tmp_path) as workspace:
        staged(workspace, HOSPITAL)
        organisations.change(
            workspace,
            HOSPITAL.name,
            organisations.OrganisationChange(address="", country="", dpo=""),
            by="maria",
        )
        text = as_text(drafts.show(workspace, CASE, "people", language).sentences)
        assert fill(text, "§").count("§") == 4
        assert "GDPR" not in text
        with pytest.raises(NotAllowed, match="fill in"):
            drafts.approve(workspace, CASE, "people", language, by="paul")


def test_what_was_told_to_the_authority_is_said_with_its_day(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        staged(workspace, FIRM)
        log.meet_deadline(workspace, CASE, "gdpr.authority", START, "case 7")
        text = as_text(drafts.show(workspace, CASE, "people", "en").sentences)
    assert "We notified the data protection authority on 3 February 2026 at 09:00 (Berlin time)." in text


def test_a_country_has_the_rows_of_its_area() -> None:
    assert letter_texts.is_in("FR", ("EEA",))
    assert letter_texts.is_in("NO", ("EEA",))
    assert not letter_texts.is_in("NO", ("EU",))
    assert not letter_texts.is_in("", ("EU", "FR"))
    assert letter_texts.authority("US") is None
    detectors = catalogue.detectors()
    tables = letter_texts.texts()
    for row in (*tables.names, *tables.consequences, *tables.advice):
        assert set(row.kinds) | set(row.without) <= set(detectors)


SHEETS = [name for name, one in templates().items() if one.sheet]
FOLLOWS = "not yet known, will follow"


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_names_its_sources_and_is_not_approved_with_an_empty_field(tmp_path: Path, name: str) -> None:
    with office(tmp_path) as workspace:
        staged(workspace, FIRM)
        shown = drafts.show(workspace, CASE, name, "")
        page = plain(drafts.render(shown, ".html"))
        assert "Postal address: Beispielweg 7, 20095 Hamburg (the organisation that the authorisation" in page
        assert "[to be filled in]" in page
        with pytest.raises(NotAllowed, match="fill in"):
            drafts.approve(workspace, CASE, name, "en", by="paul")
        text = fill(as_text(shown.sentences), FOLLOWS)
        for lacking in (re.sub(r".*field\.address\]\n", "", text), text.replace(f": {FOLLOWS}", ":", 1)):
            drafts.save(workspace, CASE, name, "en", lacking, by="maria")
            with pytest.raises(NotAllowed, match="has no answer to '"):
                drafts.approve(workspace, CASE, name, "en", by="paul")
        drafts.save(workspace, CASE, name, "en", text, by="maria")
        drafts.approve(workspace, CASE, name, "en", by="paul")
        due = [one for one in lines.status(workspace, load(workspace, CASE)) if one["type"] == "due"]
        assert len(due) == text.count(FOLLOWS)
        assert all(re.match(rf"\w.*: {FOLLOWS}$", str(one["text"])) for one in due)
        drafts.save(workspace, CASE, name, "en", text.replace(FOLLOWS, "no"), by="maria")
        page = plain(drafts.render(drafts.show(workspace, CASE, name, "en"), ".html"))
        assert ": no (entered by a person; " in page
        assert lines.due_lines(load(workspace, CASE)) == []


@pytest.mark.parametrize("name", SHEETS)
def test_each_field_of_a_sheet_names_the_text_that_asks_for_it(tmp_path: Path, name: str) -> None:
    one = templates()[name]
    fields = [field for section in one.sections for field in section.fields]
    assert len(one.fields) == len(fields), "each has a name of its own"
    assert all(field.law for field in fields)
    assert one.source
    known = {f"{law}.{deadline.name}" for law, of in laws().items() for deadline in of.deadlines}
    assert {*one.deadlines} <= known
    with office(tmp_path) as workspace:
        staged(workspace, FIRM)
        facts = facts_by_id(examine(workspace, load(workspace, CASE)))
        for language in languages():
            shown = drafts.show(workspace, CASE, name, language)
            for line in [line for line in shown.sentences if line.facts and not line.heading][1:]:
                field = next(one.fields[id] for id in line.facts if id in one.fields)
                assert field.source.text(language) in source(line, shown.sources)
    for field in fields:
        assert not field.value or field.value in facts
        assert all(any(f"{id}.".startswith(f"{begins}.") for id in facts) for begins in field.say), field.name


def test_what_nobody_compared_with_the_law_is_said_to_be_unchecked(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        staged(workspace, HOSPITAL)
        pages = {
            name: plain(drafts.render(drafts.show(workspace, CASE, name, "fr"), ".html")).replace(
                "\u00a0", " "
            )
            for name in ("hfds", "regulator")
        }
    assert (
        "Chef de l’organisme, et date de son information : [à compléter] (IGI 1300 ; non vérifié)"
        in (pages["hfds"])
    )
    assert "NON VÉRIFIÉ" in pages["hfds"]
    assert "Cette fiche suit l’article 33 du règlement (UE) 2016/679" in pages["regulator"]
    assert "(RGPD, article 33, § 4)" in pages["regulator"]


def test_a_country_is_shown_its_own_sheets_and_what_a_person_saved(tmp_path: Path) -> None:
    def shown(workspace: Workspace) -> set[str]:
        found = load(workspace, CASE)
        return {one.name for one in drafts.all_shown(workspace, found, "en")} & {*SHEETS}

    european = {"regulator", "nis2_early_warning", "nis2_notification", "nis2_final"}
    with office(tmp_path) as workspace:
        staged(workspace, HOSPITAL)
        assert shown(workspace) == {*european, "hfds"}
        change = organisations.OrganisationChange(country="fr, US")
        organisations.change(workspace, HOSPITAL.name, change, by="maria")
        assert shown(workspace) == {*european, "hfds", "hhs", "dfars", "attorney_general"}
        log.answer(workspace, CASE, "hipaa", Word.NO, "no health data of residents")
        log.answer(workspace, CASE, "uk_gdpr", Word.YES, "some live there")
        assert shown(workspace) == {*european, "hfds", "ico", "dfars", "attorney_general"}


def test_a_notification_elsewhere_is_no_first_one_here(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        staged(workspace, FIRM._replace(country="GB, DE"))
        log.meet_deadline(workspace, CASE, "uk_gdpr.authority", START + timedelta(hours=5), "case 7")
        texts = {name: as_text(drafts.show(workspace, CASE, name, "en").sentences) for name in SHEETS}
    assert "Kind of notification: follow-up to the first notification" in texts["ico"]
    assert "Kind of notification: initial" in texts["regulator"]


@pytest.mark.parametrize("language", languages())
def test_a_protective_marking_is_no_classification_in_any_paper(tmp_path: Path, language: str) -> None:
    """Nor is it counted among the classified levels."""
    wrong = {
        "en": r"(?:Diffusion Restreinte|CUI)[^.]*?\b(?:is|are) (?:a )?classif|classified[^.]{0,40}DIFFUSION",
        "fr": r"(?:Diffusion Restreinte|CUI)[^.]*? (?:est|sont) classifi|classifi[^.]{0,40}DIFFUSION REST",
    }[language]
    with office(tmp_path) as workspace:
        staged(workspace, HOSPITAL._replace(holds=[("fr_marking", 3), ("cui", 2)]))
        found = load(workspace, CASE)
        facts = facts_by_id(examine(workspace, found))
        assert facts["classified.levels"].value == 0
        for name in templates():
            one = drafts.show(workspace, CASE, name, language)
            for line in one.sentences:
                assert not re.search(wrong, line.text), (name, line.text)
                assert not {"classified.level.fr_marking.1", "classified.level.cui.0"} & {*line.facts}


def test_a_late_notification_gives_its_reasons(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        staged(workspace, FIRM)
        first = as_text(drafts.show(workspace, CASE, "regulator", "en").sentences)
        assert "Reasons for the delay of more than 72 hours: [to be filled in]" in first
        log.meet_deadline(workspace, CASE, "gdpr.authority", START + timedelta(hours=5), "case 7")
        again = as_text(drafts.show(workspace, CASE, "regulator", "en").sentences)
    assert "Kind of notification: follow-up to the first notification" in again
    assert "Reasons for the delay" not in again


def test_the_register_has_a_row_for_each_response(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        staged(workspace, HOSPITAL)
        log.meet_deadline(workspace, CASE, "cnil.notification", START + timedelta(hours=20), "no. 7")
        log.answer(workspace, CASE, "high_risk", Word.YES, "health data")
        file = register.write(workspace, tmp_path / "breaches.csv", by="maria")
        with pytest.raises(BadSetting):
            register.write(workspace, tmp_path / "breaches.pdf", by="maria")
        assert "exported register of breaches" in [one.what for one in Audit(workspace.store.records).list(5)]
    [row] = csv.DictReader(io.StringIO(file.read_text()))
    assert row["case"] == CASE
    assert row["closed"].startswith("This access has been closed since 2026-02-04 14:00 UTC at the latest.")
    assert "Health data (article 9 of the GDPR)" in row["categories of data"]
    assert not [title for title in row if "." in title or "_" in title], "no names of our fields"
    assert (row["reference"], row["high risk"]) == ("no. 7", "yes (health data)")


def test_only_the_laws_of_the_country_are_asked_first(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        staged(workspace, HOSPITAL)
        shown = lines.status(workspace, load(workspace, CASE))
        asked = {one["name"] for one in shown if one["type"] == "question"}
        assert asked == {"anssi", "cnil", "dora", "fr_secrecy", "gdpr", "nis2"}
        [others] = [one for one in shown if one["type"] == "other_laws"]
        assert {*cast("list[str]", others["names"])} == {
            "dfars",
            "fisma",
            "hipaa",
            "sec_8k",
            "uk_gdpr",
            "us_states",
        }
        log.answer(workspace, CASE, "uk_gdpr", Word.YES, "some live there")
        for law in asked:
            log.answer(workspace, CASE, str(law), Word.NO, "")
        found = load(workspace, CASE)
        assert [one["name"] for one in lines.question_lines(found, "en")] == ["high_risk"]
        log.answer(workspace, CASE, "high_risk", Word.NO, "")
        assert {one.step.name: one.done for one in load(workspace, CASE).steps()}["laws"]


def test_a_deadline_that_may_move_names_the_next_working_day_of_the_country(tmp_path: Path) -> None:
    good_friday = datetime(2026, 3, 31, 10, 0, tzinfo=UTC)
    with office(tmp_path) as workspace:
        staged(workspace, FIRM)
        log.answer(workspace, CASE, "dora", Word.YES, "a bank")
        log.meet_deadline(workspace, CASE, "dora.initial", good_friday, "")
        for country, day in (("DE", "2026-04-07"), ("FR", None)):
            change = organisations.OrganisationChange(country=country)
            organisations.change(workspace, FIRM.name, change, by="maria")
            found = lines.deadlines(workspace, load(workspace, CASE))
            [note] = [str(one["note"]) for one in found if one["name"] == "dora.intermediate"]
            assert (f"until {day};" in note) == ("weekend" in note) == (day is not None)


def test_each_country_has_its_working_days_and_its_laws(tmp_path: Path) -> None:
    good_friday = datetime(2026, 3, 31, 10, 0, tzinfo=UTC)
    with office(tmp_path) as workspace:
        staged(workspace, FIRM._replace(country="DE, AT, GB"))
        found = load(workspace, CASE)
        asked = {one["name"] for one in lines.question_lines(found, "en")}
        assert asked == {"dora", "gdpr", "nis2", "uk_gdpr"}
        log.answer(workspace, CASE, "dora", Word.YES, "a bank")
        log.meet_deadline(workspace, CASE, "dora.initial", good_friday, "")
        shown = lines.deadlines(workspace, load(workspace, CASE))
    [note] = [str(one["note"]) for one in shown if one["name"] == "dora.intermediate"]
    assert "until 2026-04-07 (DE)" in note
    assert "(AT)" not in note, "Good Friday is a working day there"


@pytest.mark.parametrize("setting", languages())
def test_without_a_language_it_is_that_of_the_organisation_then_of_the_settings(
    tmp_path: Path, setting: str
) -> None:
    with office(tmp_path, language=setting) as workspace:
        begun(workspace)
        case = load(workspace, CASE).case
        assert language_of(workspace, case) == setting
        assert drafts.show(workspace, CASE, "press", "").language == setting
        organisation(workspace, HOSPITAL._replace(language="fr" if setting == "en" else "en"))
        assert language_of(workspace, case) != setting
        assert language_of(workspace, case, setting) == setting
        with pytest.raises(BadRequest):
            language_of(workspace, case, "de")


def test_every_draft_is_written_from_any_reading(tmp_path: Path) -> None:
    """Also from one that counts nothing, and from an incident with every kind of data."""
    with office(tmp_path) as workspace:
        staged(workspace, FIRM._replace(holds=[(name, 1) for name in catalogue.detectors()]))
        for _ in range(2):
            for language in languages():
                for one in drafts.all_shown(workspace, load(workspace, CASE), language):
                    assert drafts.render(one, ".html")
            reading = saved.load(workspace, CASE)
            assert reading is not None
            saved.save(workspace, replace(reading, counts=(), answers=(), read_hours=()))
        assert "We cannot rule out" in as_text(drafts.show(workspace, CASE, "people", "en").sentences)


@pytest.mark.parametrize("country", ["FR", "DE", "BE", "LU", "IE", "GB", "ES", "US"])
def test_what_the_program_writes_is_not_masked_when_it_is_saved(tmp_path: Path, country: str) -> None:
    kinds = [(name, 1) for name, one in catalogue.detectors().items() if one.personal or one.secret]
    with office(tmp_path) as workspace:
        staged(workspace, FIRM._replace(country=country, holds=kinds))
        for language in languages():
            for name in ("people", "press"):
                text = fill(as_text(drafts.show(workspace, CASE, name, language).sentences), "Nothing.")
                entry = drafts.save(workspace, CASE, name, language, text, by="maria")
                assert drafts.masked_lines(entry, text) == []


def test_health_words_of_a_person_are_masked_in_own_lines_too(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        staged(workspace, HOSPITAL)
        text = "# Que s’est-il passé ?\nPatient : Jean Exemple, diagnostic : dépression sévère. [said]\n"
        entry = drafts.save(workspace, CASE, "people", "fr", text, by="maria")
        assert len(drafts.masked_lines(entry, text)) == 1
