"""The people of an assessment in the console, and what the page of its case says."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from datetime import timedelta

from leftopen.impact.assess.inventory import Inventory
from leftopen.model.assessment import Assessment, Depth, FoundDocument, FoundValue, UnitResult
from leftopen.model.people import MaskedName, Mention, MentionReason, PersonValue, Role
from leftopen.model.response import Word
from leftopen.service.access_logs import saved
from leftopen.service.assessments.folder import AssessmentFolder
from leftopen.service.respond import drafts, log
from leftopen.store.records.entities.identity.audit import Audit
from tests.service.respond.incident import ANSWERS, FILES, NOW, read_logs
from tests.web.console.conftest import PASSWORD, Console
from tests.web.console.visitor import Visitor, text_of

MANY = 60
ID = "b" * 12


def digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:16]


def person(number: int) -> FoundDocument:
    """A document with one person; the first has an IBAN in it too, and a name that would act."""
    labels = ("us_ssn", "iban") if number == 0 else ("us_ssn",)
    values = tuple(
        PersonValue(label=label, digest=digest(f"{label}{number}"), masked="*") for label in labels
    )
    named = MaskedName(
        full=digest(f"name {number}"),
        family=digest(f"family {number}"),
        masked="<b>0***" if number == 0 else f"P{number}***",
    )
    return FoundDocument(
        place=f"{min(number, 2)}:{number}", kind="mail", size=100, year=2020, digest=digest(f"d{number}"),
        units=(),
        values=tuple(FoundValue(label=one.label, digest=one.digest, masked="*") for one in values),
        people=(Mention(reason=MentionReason.FORM, role=Role.SUBJECT, name=named, values=values),),
    )  # fmt: skip


def assessed(console: Console) -> str:
    """The path of an assessment of the first case."""
    one = Assessment(
        id=ID, created=NOW, by="maria", depth=Depth.DEEP, paths=("/copy",), files=3, bytes=100, units=1,
        case=console.cases[0].id,
    )  # fmt: skip
    folder = AssessmentFolder.create(
        console.workspace.data, one, Inventory(files=FILES, units=(), skipped=())
    )
    found = tuple(map(person, range(MANY)))
    folder.put(
        UnitResult(
            number=0, outcomes={"read": MANY}, documents={"mail": MANY}, years={}, found=found,
            text_bytes=1000,
        )
    )  # fmt: skip
    return f"/assessment/{ID}"


def unlocked(console: Console, name: str = "analyst") -> Visitor:
    visitor = console.visitor(name)
    visitor.post("/unlock", proof=PASSWORD, next="/me")
    return visitor


def test_people_are_listed_in_pages_masked_and_escaped_and_each_view_is_audited(anew: Console) -> None:
    path = assessed(anew)
    assert anew.visitor("viewer").get(f"{path}/people").status_code == 403
    analyst = unlocked(anew)
    assert f'href="{path}/people"' in analyst.get(path).text
    first = analyst.get(f"{path}/people", **{"accept-language": "en"})
    assert len(re.findall(r"<tr><td>", first.text)) == 50
    assert "&lt;b&gt;0***" in first.text
    assert "page 1 of 2" in text_of(first)
    assert "Served" not in text_of(first)
    second = analyst.get(f"{path}/people?page=2", **{"accept-language": "fr"})
    assert len(re.findall(r"<tr><td>", second.text)) == MANY - 50
    assert "Personnes de l’évaluation" in text_of(second)
    one = analyst.get(f"{path}/people?kind=iban", **{"accept-language": "en"})
    assert len(re.findall(r"<tr><td>", one.text)) == 1
    assert "1 person on the list" in text_of(one)
    for wrong in ("kind=nothing", "kind=<b>", "page=0", "page=x"):
        assert analyst.get(f"{path}/people?{wrong}").status_code == 400
    assert len(json.loads(analyst.get(f"{path}/people?format=json").text)) == MANY
    audited = [one for one in Audit(anew.workspace.store.records).list(50) if one.what == "viewed evidence"]
    assert len(audited) >= 5


def test_people_have_what_was_served_where_logs_were_read(anew: Console) -> None:
    path = assessed(anew)
    reading = replace(read_logs(anew.workspace), case=anew.cases[0].id, assessment=ID, answers=ANSWERS)
    saved.save(anew.workspace, reading)
    page = text_of(unlocked(anew).get(f"{path}/people", **{"accept-language": "en"}))
    assert "Served" in page
    assert "cannot be known" in page
    french = text_of(unlocked(anew).get(f"{path}/people", **{"accept-language": "fr"}))
    assert "ne peut être su" in french


def test_the_case_says_where_its_response_stands_and_what_the_assessment_found(anew: Console) -> None:
    case, analyst = anew.cases[0], unlocked(anew)
    page = f"/case/{case.id}"
    before = text_of(analyst.get(page, **{"accept-language": "en"}))
    assert "The response has not begun." in " ".join(before.split())
    path = assessed(anew)
    uncounted = analyst.get(page, **{"accept-language": "en"})
    assert f'href="{path}"' in uncounted.text
    assert "Open the assessment to count its figures." in text_of(uncounted)
    analyst.get(path)
    log.answer(anew.workspace, case.id, "gdpr", Word.YES, "customers")
    log.moment(anew.workspace, case.id, "aware", case.first_open, "a call")
    shown = " ".join(text_of(analyst.get(page, **{"accept-language": "en"})).split())
    assert re.search(r"\d+ of 13 steps done", shown)
    assert "deadline passed:" in shown or "next deadline:" in shown
    assert "60 people" in shown
    assert "60 people affected" in shown
    french = " ".join(text_of(analyst.get(page, **{"accept-language": "fr"})).split())
    assert "Réponse : les premières 24 heures" in french
    assert re.search(r"étapes faites sur 13", french)
    assert "60 personnes concernées" in french
    drafts.approve(anew.workspace, case.id, "leadership", "en", by="paul")
    log.moment(anew.workspace, case.id, "aware", case.first_open + timedelta(hours=1), "a call")
    assert "the facts have changed since" in text_of(analyst.get(page, **{"accept-language": "en"}))
    steps = text_of(analyst.get(f"{page}/respond", **{"accept-language": "fr"}))
    assert "les faits ont changé depuis" in steps
    viewer = anew.visitor("viewer").get(page)
    assert "/respond" not in viewer.text
    assert path not in viewer.text
