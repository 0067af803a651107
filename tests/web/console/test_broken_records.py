"""No page gives away a file of records that were changed from outside; the pages themselves say what is
wrong."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence

import pytest
from httpx2 import Response

from leftopen.model.case import Case
from leftopen.service.notices import owner_links
from leftopen.service.operations import health_facts
from leftopen.service.respond import log
from leftopen.store.records.entities.cases.cases import Cases
from tests.service.cases.signing.forgeries import FORGERIES, forge
from tests.web.console.conftest import Console
from tests.web.console.visitor import URL, Visitor, text_of

CLOSED = 5
ENGLISH = {"accept-language": "en"}


def downloads(console: Console, case: Case) -> Mapping[str, Callable[[Visitor], Response]]:
    """Every file of a case or of all cases, and the text of a draft, which a person copies."""

    def of_response(what: str, kind: str) -> Callable[[Visitor], Response]:
        return lambda visitor: visitor.post(f"/case/{case.id}/download", what=what, **{"as": kind})

    def all_cases(kind: str) -> Callable[[Visitor], Response]:
        return lambda visitor: visitor.get(f"/exposures/download?as={kind}", **ENGLISH)

    owner = owner_links.create(console.workspace, [case.id], by="jane").removeprefix(URL)
    return {
        "proof": lambda visitor: visitor.get(f"/case/{case.id}/proof", **ENGLISH),
        "owner's proof": lambda visitor: console.visitor().get(f"{owner}/proof/{case.id}", **ENGLISH),
        "report": lambda visitor: visitor.get(f"/case/{case.id}/report", **ENGLISH),
        **{f"impact {one}": of_response("report", one) for one in ("html", "json")},
        "custody": of_response("custody", "csv"),
        **{f"draft {one}": of_response("leadership", one) for one in ("html", "docx")},
        "draft": lambda visitor: visitor.get(f"/case/{case.id}/respond/leadership", **ENGLISH),
        **{f"cases {one}": all_cases(one) for one in ("csv", "sarif")},
    }  # fmt: skip


def prepared(console: Console) -> Case:
    """The second entry is the newest event: it is what the forgeries cut off."""
    object.__setattr__(console.workspace.settings, "public_url", URL)
    case = Cases(console.workspace.store.records).get(console.cases[CLOSED].id)
    for what in ("tell the press", "tell the owner"):
        log.decision(console.workspace, case.id, what, "it is so", by="maria")
    return case


def test_untouched_records_leave_as_files(anew: Console) -> None:
    case, analyst = prepared(anew), anew.visitor("analyst")
    answers = {name: one(analyst) for name, one in downloads(anew, case).items()}
    assert {name: one.status_code for name, one in answers.items()} == dict.fromkeys(answers, 200)
    assert "changed from outside" not in text_of(analyst.get(f"/case/{case.id}/respond", **ENGLISH))


@pytest.mark.parametrize("name", list(FORGERIES))
def test_forged_records_do_not(anew: Console, name: str) -> None:
    case, analyst = prepared(anew), anew.visitor("analyst")
    files = downloads(anew, case)
    if name in ("event rewritten", "event sealed anew"):
        # Event 1 belongs to another case here; the chain is broken for all.
        assert Cases(anew.workspace.store.records).events(case.id)[0].seq > 1
    answer = forge(anew.workspace.data, case.id, name)
    answers = {file: one(analyst) for file, one in files.items()}
    assert {file: one.status_code for file, one in answers.items()} == dict.fromkeys(answers, 400)
    unsaid = [file for file, one in answers.items() if answer not in text_of(one).replace("&#39;", "'")]
    assert unsaid == []
    assert answer in text_of(anew.visitor("auditor").get("/audit", **ENGLISH)).replace("&#39;", "'")


def test_the_pages_of_the_case_say_what_is_wrong(anew: Console) -> None:
    case, analyst = prepared(anew), anew.visitor("analyst")
    forge(anew.workspace.data, case.id, "first_open moved")
    page = text_of(analyst.get(f"/case/{case.id}/respond", **ENGLISH))
    assert f"The records of this case were changed from outside: case {case.id[:8]} does not match" in page
    assert "its records were changed from outside" in text_of(analyst.get(f"/case/{case.id}", **ENGLISH))
    french = text_of(analyst.get(f"/case/{case.id}/respond", **{"accept-language": "fr"}))
    assert "Les données de ce cas ont été modifiées de l’extérieur" in french


@pytest.mark.parametrize(
    ("table", "paths"),
    [
        ("cases", ["/", "/exposures", "/exclusions", "/case/{}"]),
        ("findings", ["/case/{}"]),
        ("scans", ["/", "/scans"]),
        ("users", ["/", "/exposures", "/users", "/case/{}"]),
    ],
)
def test_one_damaged_record_takes_no_page_down(anew: Console, table: str, paths: Sequence[str]) -> None:
    """A case is shown as its events say."""
    case, admin = anew.cases[CLOSED], anew.visitor("admin")
    before = text_of(admin.get("/exposures?state=closed", **ENGLISH))
    with sqlite3.connect(anew.workspace.data / "records.sqlite") as file:
        [key, *_] = [row[1] for row in file.execute(f"PRAGMA table_info({table})")]
        of = {"cases": case.id, "findings": case.finding, "users": anew.users["auditor"].id}.get(table, "%")
        file.execute(f"UPDATE {table} SET record = '{{' WHERE {key} LIKE ?", (of,))
    file.close()
    anew.forget()
    answers = {path: admin.get(path.format(case.id), **ENGLISH) for path in paths}
    assert {path: one.status_code for path, one in answers.items()} == dict.fromkeys(paths, 200)
    assert text_of(admin.get("/exposures?state=closed", **ENGLISH)) == before
    [records] = [one for one in health_facts.examine(anew.workspace) if one.what == "records"]
    assert records.ok is False
    assert f"cannot be read: {table} " in records.says
