"""Access that remains after the closure: in the answers, the drafts, the report, and on the pages; masked."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from leftopen.impact.respond.facts import Known
from leftopen.model.access_logs import ReadersResult, StandingAccess, StandingKind
from leftopen.service.access_logs import saved
from leftopen.service.respond import drafts, report
from leftopen.service.respond.examine import examine, facts_by_id
from leftopen.service.respond.state import load
from leftopen.service.workspace.workspace import Workspace
from tests.service.office import office
from tests.service.respond.incident import CASE, begun, read_logs

RULE, GRANT, DELEGATE = StandingKind.INBOX_RULE, StandingKind.OAUTH_GRANT, StandingKind.DELEGATE
ACCESS = (
    *(
        StandingAccess(kind=RULE, owner="jane.roe@unit.example", to=f"box{number}@out.example",
                       what=f"ForwardTo: rule {number}", sure=True, file="/home/x/MailboxRules.csv")
        for number in range(5)
    ),
    StandingAccess(kind=GRANT, owner="", to="Sync app", what="Application: Mail.Read", sure=True,
                   file="o.csv"),
    StandingAccess(kind=StandingKind.TRANSPORT_RULE, owner="", to="", what="odd words", sure=False,
                   file="t.csv"),
)  # fmt: skip
RAW = ("jane.roe@", "box0@", "Jane Roe", "/home/x")


def with_standing(workspace: Workspace, access: tuple[StandingAccess, ...] = ACCESS) -> ReadersResult:
    result = replace(
        read_logs(workspace), standing=access, exports=(RULE, GRANT, StandingKind.TRANSPORT_RULE)
    )
    saved.save(workspace, result)
    return result


def test_without_a_reading_nothing_is_said_of_it(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        facts = facts_by_id(examine(workspace, load(workspace, CASE)))
    fact = facts["standing.not_examined"]
    assert (fact.known, fact.value) == (Known.NOT_EXAMINED, None)
    assert [id for id in facts if id.startswith("standing.")] == ["standing.not_examined"]


def test_each_kind_is_counted_and_named_with_masked_names(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        with_standing(workspace)
        facts = facts_by_id(examine(workspace, load(workspace, CASE)))
    rules, odd = facts["standing.inbox_rule"], facts["standing.transport_rule"]
    assert (rules.value, rules.lower, rules.upper) == (5, 5, 5)
    assert (odd.value, odd.lower, odd.upper) == (1, 0, 1)
    assert "5 inbox rules may still give access to messages: j***@unit.example to b***@" in str(rules.said)
    assert str(rules.said).endswith("and 2 more.")
    assert "1 règle de transport peut encore donner" in odd.said.text("fr")
    assert "all mailboxes to Sync app (Application: Mail.Read)" in str(facts["standing.oauth_grant"].said)
    assert str(facts["standing.not_examined"].said).endswith("for: rights of persons on mailboxes.")
    ids = list(facts)
    assert ids.index("standing.inbox_rule") == ids.index("response.closed") + 1
    answer = json.dumps([[str(one.said), one.said.text("fr")] for one in facts.values()])
    assert [raw for raw in RAW if raw in answer] == []


def test_an_export_without_any_is_an_answer_too(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        begun(workspace)
        with_standing(workspace, ())
        facts = facts_by_id(examine(workspace, load(workspace, CASE)))
    fact = facts["standing.inbox_rule"]
    assert (fact.known, fact.value, fact.upper) == (Known.KNOWN, 0, 0)
    assert str(fact.said) == "The export of inbox rules names no rule or right that gives access to messages."


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_report_and_the_drafts_have_it_beside_the_closure(tmp_path: Path, language: str) -> None:
    with office(tmp_path / "it") as workspace:
        begun(workspace)
        delegate = StandingAccess(kind=DELEGATE, owner="a@unit.example", to="Jane Roe", what="inbox",
                                  sure=True, file="r.csv")  # fmt: skip
        with_standing(workspace, (*ACCESS, delegate))
        made = report.body(workspace, load(workspace, CASE), language)
        page = report.write(workspace, CASE, tmp_path / "impact.html", language).read_text()
        draft = drafts.show(workspace, CASE, "leadership", language)
    standing = made["standing"]
    assert isinstance(standing, list)
    assert len(standing) == len(ACCESS) + 1
    assert [raw for raw in RAW if raw in page] == []
    assert "J*** R***" in page
    title = {"en": "Access that remains after the closure", "fr": "Accès qui subsiste après la fermeture"}[
        language
    ]
    assert page.index(title) < page.index('id="case.what"')
    answer = [one.facts for one in draft.sentences]
    assert answer.index(("standing.inbox_rule",)) == answer.index(("response.closed",)) + 1
