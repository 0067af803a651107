"""Sentences that older versions stored name other places: who may not see those gets none of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from leftopen.model.case import Case, CaseEventKind, CaseState
from leftopen.model.facts import Json
from leftopen.model.severity import Severity
from leftopen.service.notices import owner_links
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.web.console.view.stored_sentences import without_places
from tests.web.console.conftest import Console
from tests.web.console.furnished import found, observed, opened_case
from tests.web.console.visitor import URL

OTHER = "203.0.113.77"
NAMED = (
    f"the server now requires a password; the same server still shows Redis at {OTHER}:6379 (case abcd1234)"
)


def nothing(address: str) -> bool:
    return False


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        (NAMED, "the server now requires a password; the same server is open at other places"),
        (NAMED[:-12], "the server now requires a password; the same server is open at other places"),
        ("refused here, but the same server shows Redis at [2001:db8::1]:6379 (case abcd1234)",
         "refused here, but the same server is open at other places"),
        ("the same server was closed at 192.0.2.8:80 before",
         "the same server was closed at another place before"),
        ("moved to 192.0.2.9", "moved to X"),
        ("the server now requires a password", "the server now requires a password"),
    ],
)  # fmt: skip
def test_a_stored_sentence_is_general_for_who_may_not_see(stored: str, shown: str) -> None:
    assert without_places(stored, nothing, "X") == shown


def closed_with(console: Console, because: str, identity: str = "") -> Case:
    """A case within the networks of `part`, closed with that sentence."""
    now = console.workspace.clock()
    service = observed("198.51.100.3", 6379, now - timedelta(hours=1), "", module="redis")
    finding = found(service, "redis_open", now - timedelta(hours=1), Severity.HIGH, ())
    if identity:
        finding = replace(finding, judged=replace(finding.judged, identity=identity))
    case = opened_case(console.workspace, finding)
    body: dict[str, Json] = {"because": because, "rounds": 1, "needed": 1}
    CaseWriter(Changes(console.workspace.store.records)).append(
        case.id, CaseEventKind.CLOSED, now, "leftopen", body
    )
    return Cases(console.workspace.store.records).get(case.id)


@pytest.mark.parametrize("because", [NAMED, NAMED[:-4]])
def test_no_page_and_no_proof_names_a_place_outside_the_networks(bare: Console, because: str) -> None:
    case = closed_with(bare, because)
    assert case.state is CaseState.CLOSED
    part, whole = bare.visitor("part"), bare.visitor("analyst")
    for path in ("", "?format=json", "/report"):
        page = part.get(f"/case/{case.id}{path}")
        assert page.status_code == 200
        assert not [one for one in (OTHER, "abcd1234") if one in page.text], path
    assert OTHER in whole.get(f"/case/{case.id}").text
    refused = part.get(f"/case/{case.id}/proof")
    assert (refused.status_code, OTHER in refused.text) == (400, False)
    assert OTHER in whole.get(f"/case/{case.id}/proof").text


def owner_page(console: Console, *cases: Case) -> str:
    object.__setattr__(console.workspace.settings, "public_url", URL)
    return owner_links.create(console.workspace, [one.id for one in cases], by="jane").removeprefix(URL)


def test_the_owner_s_proof_names_no_other_server(bare: Console) -> None:
    case = closed_with(bare, NAMED)
    refused = bare.visitor().get(f"{owner_page(bare, case)}/proof/{case.id}")
    assert (refused.status_code, OTHER in refused.text) == (400, False)


def test_the_owner_s_proof_names_no_other_case(bare: Console) -> None:
    case = closed_with(bare, "the server now requires a password")
    assert bare.visitor().get(f"{owner_page(bare, case)}/proof/{case.id}").status_code == 200
    now = bare.workspace.clock()
    service = observed(OTHER, 6379, now, "", module="redis")
    other = opened_case(bare.workspace, found(service, "redis_open", now, Severity.HIGH, ()))
    body = {"other": other.id, "because": "the same server seems to have moved"}
    records = CaseWriter(Changes(bare.workspace.store.records))
    records.append(case.id, CaseEventKind.LINKED, now, "leftopen", body)
    refused = bare.visitor().get(f"{owner_page(bare, case)}/proof/{case.id}")
    assert (refused.status_code, other.id in refused.text) == (400, False)
    assert bare.visitor().get(f"{owner_page(bare, case, other)}/proof/{case.id}").status_code == 200


def test_the_page_lists_the_open_places_that_the_user_may_see(bare: Console) -> None:
    case = closed_with(bare, "the same server is still open at 2 other places", "ssh-key:one")
    now = bare.workspace.clock()
    for address in (OTHER, "198.51.100.5"):
        service = observed(address, 6379, now, "", module="redis")
        finding = found(service, "redis_open", now, Severity.HIGH, ())
        one = replace(finding, judged=replace(finding.judged, identity="ssh-key:one"))
        opened_case(bare.workspace, one)
    whole, part = (bare.visitor(name).get(f"/case/{case.id}").text for name in ("analyst", "part"))
    assert f"{OTHER}:6379" in whole
    assert "Still open at" in whole
    assert ("198.51.100.5:6379" in part, OTHER in part) == (True, False)
