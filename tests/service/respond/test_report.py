"""The impact report: every figure in it is recomputed from the stores, and nothing in it can be changed."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from leftopen.cases.proof import ProofStatus
from leftopen.errors import BadSetting
from leftopen.impact.respond.reports import report_page
from leftopen.impact.respond.reports.report_text import report_words
from leftopen.model.access_logs import StandingKind
from leftopen.model.facts import Json
from leftopen.model.response import Word
from leftopen.present.timestamps import format_utc
from leftopen.service.access_logs import saved
from leftopen.service.respond import log, report, signed
from leftopen.service.respond.state import load
from leftopen.service.workspace import keys
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.responses import ResponseWriter
from tests.service.office import office
from tests.service.respond.incident import (
    CASE,
    FILES,
    HOLDS,
    NOW,
    OUTCOMES,
    PEOPLE,
    assess,
    begun,
    read_logs,
    unit,
    with_people,
)
from tests.service.respond.test_standing import ACCESS


def prepared(workspace: Workspace, tmp_path: Path) -> None:
    begun(workspace)
    assess(workspace, "a" * 12, with_people(unit()), files=FILES)
    read_logs(workspace, "a" * 12)
    log.moment(workspace, CASE, "aware", NOW.replace(year=2025), "a call", by="maria")
    log.answer(workspace, CASE, "gdpr", Word.YES, "", by="maria")
    evidence = tmp_path / "access.log"
    evidence.write_bytes(b"GET /\n")
    from leftopen.service.respond import custody

    custody.take(workspace, CASE, [evidence], "web1", by="maria")


EVERYBODY = {name for names in PEOPLE.values() for name in names}


def figures(body: dict[str, Any]) -> dict[str, Any]:
    return {
        fact["id"]: (fact["value"], fact["lower"], fact["upper"])
        for answer in body["answers"]
        for fact in answer["facts"]
        if isinstance(fact["value"], int)
    }


def recomputed(workspace: Workspace) -> dict[str, Any]:
    """From the results of the units, the reading and the records, without the code of the answers."""
    from leftopen.service.access_logs import saved
    from leftopen.service.assessments.assessments import get
    from leftopen.service.assessments.summary import summary_line

    line: dict[str, Any] = summary_line(workspace, get(workspace, "a" * 12))
    unread = line["documents"] - line["outcomes"]["read"]
    whole = {
        # Some were not read as a whole, so that there may be more.
        "amount.documents": (line["documents"], line["documents"], None),
        "classified.unread": (unread, unread, unread),
        "response.custody": (1, 1, 1),
    }
    detectors = workspace.contents().detectors
    for held in line["holds"]:
        name = next(key for key in detectors if key == held["label"])
        distinct, documents = held["distinct"], held["documents"]
        whole[f"amount.kind.{name}"] = (distinct, distinct, None)
        if detectors[name].category.value == "marking":
            kind = {"us_marking": "level.us_marking.3", "cui": "marking.cui.0"}[name]
            whole[f"classified.{kind}"] = (documents, documents, None)
            whole["classified.levels" if name == "us_marking" else "classified.protective"] = (
                documents, documents, None,
            )  # fmt: skip
        linked = len(EVERYBODY) if name == "us_ssn" else 0
        if detectors[name].personal:
            alone = distinct - linked
            whole[f"whose.unlinked.{name}"] = (alone, alone, None)
        if linked:
            # Each different number is one of a person, with a name beside it or none.
            whole[f"whose.kind.{name}"] = whole["whose.people"] = (distinct, distinct, None)
    reading = saved.load(workspace, CASE)
    assert reading is not None
    for one in reading.counts:
        whole[f"readers.items.{one.verdict.value}"] = (one.count, one.at_least, one.at_most)
    missing = sum(bool(hour.why) and not hour.margin for hour in reading.hours)
    whole["readers.hours"] = (missing, missing, missing)
    strangers = sum(one.readers for one in reading.groups if one.group.value != "own")
    whole["readers.clients"] = (strangers, 0, None)
    reads = sum(hour.reads for hour in reading.read_hours or ())
    whole["readers.reads"] = (reads, reads, None)
    verdicts = {one.item.id: one.verdict.value for one in reading.answers}
    served = {
        name for number, names in PEOPLE.items() for name in names if verdicts[f"file-{number}"] == "served"
    }
    for id in ("readers.people", "readers.people.us_ssn"):
        # All the numbers without a name stood in the first file, which was served.
        answer = len(served) + whole["whose.unlinked.us_ssn"][0]
        whole[id] = (answer, answer, None)
    return whole


def test_every_figure_is_that_of_the_stores(tmp_path: Path) -> None:
    with office(tmp_path / "it") as workspace:
        prepared(workspace, tmp_path)
        file = report.write(workspace, CASE, tmp_path / "impact.json", "en", by="maria")
        body = json.loads(file.read_text())["signed"]
        found, expected = figures(body), recomputed(workspace)
    # Durations and the check's own counts are of the case, which has no finding and no end here.
    assert {id: value for id, value in found.items() if id != "since.length"} == expected
    assert body["assessment"]["outcomes"] == OUTCOMES
    documents = dict(HOLDS) | {"us_ssn": dict(HOLDS)["us_ssn"] + sum(map(len, PEOPLE.values()))}
    assert {kind["name"]: kind["documents"] for kind in body["assessment"]["kinds"]} == documents
    response = {fact["id"]: fact["said"] for answer in body["answers"] for fact in answer["facts"]}
    assert "of 9 people was served to 2 outside clients" in response["readers.people.us_ssn"]
    assert "last 2026-02-03 08:05 UTC; of 1 person: not known" in response["readers.people"]
    [picture] = body["people_served"]
    assert (picture["kind"], picture["people"]) == ("us_ssn", [9, 0, 1, 0])
    steps = [
        (one["from"][11:13], one["reads"], one["possibly"], one["own"]) for one in body["reads"]["steps"]
    ]
    assert steps == [("08", 4, 1, 2), ("09", None, None, None)], "an hour without a log is not known"
    assert body["limits"][-1] == "a log of one hour is missing"
    assert [one["name"] for one in body["clocks"]] == ["gdpr.authority"]
    assert body["log"]["entries"] == 3


@pytest.mark.parametrize(
    ("language", "said"), [("en", "(everything, read without a cage)"), ("fr", "(tout, lu sans cage)")]
)
def test_what_was_read_without_a_cage_is_named(tmp_path: Path, language: str, said: str) -> None:
    with office(tmp_path / "it") as workspace:
        begun(workspace)
        folder = assess(workspace, "a" * 12, unit())
        folder.put_assessment(replace(folder.assessment(), uncaged=True))
        body = report.body(workspace, load(workspace, CASE), language)
    assessed = body["assessment"]
    assert isinstance(assessed, dict)
    assert assessed["uncaged"] is True
    assert said in report_page.page(body).decode()
    unknown: dict[str, Json] = {**body, "assessment": {**assessed, "uncaged": None}}
    assert said not in report_page.page(unknown).decode()


def test_the_report_contradicts_nothing_of_itself(tmp_path: Path) -> None:
    """Each figure is in its sentence and between its bounds, and figures that count the same agree."""
    with office(tmp_path / "it") as workspace:
        prepared(workspace, tmp_path)
        reading = saved.load(workspace, CASE)
        assert reading is not None
        saved.save(workspace, replace(reading, standing=ACCESS, exports=tuple(StandingKind)))
        bodies: list[dict[str, Any]] = [
            report.body(workspace, load(workspace, CASE), language) for language in ("en", "fr")
        ]
    for body in bodies:
        facts = {fact["id"]: fact for answer in body["answers"] for fact in answer["facts"]}
        for id, fact in facts.items():
            value, low, high = fact["value"], fact["lower"], fact["upper"]
            if not isinstance(value, int) or id == "since.length":
                continue
            assert low is None or low <= value, id
            assert high is None or value <= high, id
            numbers = [int(number) for number in re.findall(r"\d+", fact["said"])]
            assert value in (*numbers, sum(numbers), 0), id
        value_of = {id: fact["value"] for id, fact in facts.items()}
        one = body["assessment"]
        assert sum(one["outcomes"].values()) == one["documents"] == value_of["amount.documents"]
        assert one["documents"] - one["outcomes"]["read"] == value_of["classified.unread"]
        for kind in one["kinds"]:
            assert value_of[f"amount.kind.{kind['name']}"] == kind["distinct"]
        verdicts = [id for id in facts if id.startswith("readers.items.")]
        assert sum(value_of[id] for id in verdicts) == len(reading.answers)
        for served in body["people_served"]:
            assert sum(served["people"]) == value_of[f"whose.kind.{served['kind']}"]
            assert served["people"][0] == value_of[f"readers.people.{served['kind']}"]
        strangers = sum(group["readers"] for group in body["clients"] if group["group"] != "own")
        assert strangers == value_of["readers.clients"]
        steps = body["reads"]["steps"]
        assert sum(step["hours_without_log"] for step in steps) == value_of["readers.hours"]
        assert {step["from"] for step in steps if step["reads"]} <= {
            format_utc(one.start) for one in reading.read_hours or ()
        }
        for kind in StandingKind:
            listed = [access for access in body["standing"] if access["kind"] == kind.value]
            assert value_of[f"standing.{kind.value}"] == len(listed)
        assert value_of["response.custody"] == len(body["custody"])
        unsure = [fact["said"] for fact in facts.values() if fact["known"] != "known"]
        assert body["limits"][: len(unsure)] == unsure
    [english, french] = [
        [(fact["id"], fact["value"], fact["known"]) for answer in body["answers"] for fact in answer["facts"]]
        for body in bodies
    ]
    assert english == french


GROUPED = re.compile(r"(?<![\d,.])\d{1,3}(?:[,\u202f\u00a0 ]\d{3})+(?!\d)")
"""Thousands as English and French group them."""


def numbers(text: str) -> list[str]:
    """All of them, in the order of their size; numbers of laws and times too."""
    plain = GROUPED.sub(lambda found: re.sub(r"\D", "", found.group()), text)
    return sorted(re.findall(r"\d+", plain), key=lambda one: (len(one), one))


def test_every_figure_of_the_french_report_is_that_of_the_english_one(tmp_path: Path) -> None:
    """In the sentences, the lists, the pictures and the tables of the page, with figures that are grouped."""
    many_documents = {name: 1_234_567 + at for at, name in enumerate(OUTCOMES)}
    with office(tmp_path / "it", lambda: NOW) as workspace:
        begun(workspace)
        assess(workspace, "a" * 12, with_people(unit(HOLDS, many_documents)), files=FILES)
        reading = read_logs(workspace, "a" * 12)
        counts = tuple(replace(one, count=1_000 * one.count, at_most=54_321) for one in reading.counts)
        groups = tuple(replace(one, readers=2_000 * one.readers, clients=90_001) for one in reading.groups)
        changed = replace(reading, counts=counts, groups=groups, standing=ACCESS, exports=tuple(StandingKind))
        saved.save(workspace, changed)
        log.moment(workspace, CASE, "aware", NOW.replace(year=2025), "a call", by="maria")
        log.answer(workspace, CASE, "gdpr", Word.YES, "", by="maria")
        found = load(workspace, CASE)
        bodies: list[dict[str, Any]] = [report.body(workspace, found, language) for language in ("en", "fr")]
    english, french = bodies
    reported = [
        {fact["id"]: numbers(fact["said"]) for answer in body["answers"] for fact in answer["facts"]}
        for body in bodies
    ]
    assert reported[0] == reported[1]
    assert sum(map(len, reported[0].values())) > 40
    assert reported[0]["amount.documents"][-1] == str(sum(many_documents.values()))
    for part in english.keys() - {"answers", "limits", "method", "language"}:
        response = [numbers(json.dumps(body[part], ensure_ascii=False)) for body in bodies]
        assert response[0] == response[1], part
    assert len(english["limits"]) == len(french["limits"])
    for one, other in zip(english["limits"], french["limits"], strict=True):
        assert numbers(one) == numbers(other)
    pages = [re.sub("<style>.*?</style>", "", report_page.page(body).decode()) for body in (english, french)]
    # Within tags are places and sizes too, and a long name has two lines.
    shown = [re.sub("<[^>]*>", " ", page) for page in pages]
    assert numbers(shown[0]) == numbers(shown[1])
    # A comma is the decimal mark of French.
    assert [bool(re.search(r"\d,\d{3}", page)) for page in pages] == [True, False]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_has_every_fact_and_is_valid_until_it_is_changed(tmp_path: Path, language: str) -> None:
    with office(tmp_path / "it") as workspace:
        prepared(workspace, tmp_path)
        file = report.write(workspace, CASE, tmp_path / "impact.html", language, by="maria")
        key = keys.public_file(workspace.config)
    page = file.read_text()
    assert signed.check(file, key).standing is ProofStatus.VALID
    inside = page.partition("<!-- leftopen-signed ")[2].removesuffix(" -->\n")
    body = json.loads(inside)["signed"]
    for id in (fact["id"] for answer in body["answers"] for fact in answer["facts"]):
        assert f'id="{id}"' in page
    for name in ("reads", "clients", "served"):
        title = report_words(language)[name]
        window = ", 2026-02-03 08:00 – 2026-02-03 10:00 (UTC)" if name == "reads" else ""
        assert f"<h2>{title}{window}</h2>" in page
        assert f"<title>{title}{window}</title>" in page
    assert page.count('<table class="figures">') == 3
    unknown = {"en": "not known", "fr": "pas connu"}[language]
    assert f"<td>2026-02-03 09:00<td>2026-02-03 10:00<td>{unknown}<td>{unknown}" in page
    assert "<script" not in page
    assert "<svg" in page
    assert not re.search(r'(?:src|href)="http', page)
    file.write_text(page.replace("<h1>", "<h1>!", 1))
    assert signed.check(file, key).standing is ProofStatus.BROKEN


def test_the_export_is_in_the_log_and_closes_the_step(tmp_path: Path) -> None:
    with office(tmp_path / "it") as workspace:
        prepared(workspace, tmp_path)
        with pytest.raises(BadSetting):
            report.write(workspace, CASE, tmp_path / "impact.pdf", "en")
        report.write(workspace, CASE, tmp_path / "impact.html", "en", by="maria")
        found = load(workspace, CASE)
        steps = {one.step.name: one.done for one in found.steps()}
        assert (steps["report"], steps["assessment"], steps["readers"], steps["manifest"]) == (True,) * 4
        assert found.entries[-1].body["name"] == "impact.html"
        gone = ResponseWriter(Changes(workspace.store.records)).erase(CASE, NOW, "maria", "a request")
        assert gone == len(found.entries)
        assert (load(workspace, CASE).misfits, load(workspace, CASE).entries) == ((), ())
