"""Forms: from here, of this sitting, about what is still so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from leftopen.model.scope import NotifyPolicy
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.findings import FindingWriter
from leftopen.store.records.entities.cases.notes import Notes
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.scopes import Scopes
from leftopen.web.console.http.cookies import csrf_of
from leftopen.web.console.http.route import Route
from leftopen.web.console.pages import installed
from tests.each import each
from tests.web.console.conftest import Console
from tests.web.console.visitor import HERE, URL, text_of

POSTS = [route for route in installed().routes if route.method == "POST"]


@each(
    "headers",
    [
        {},
        {"origin": "https://other.example"},
        {"origin": "null"},
        {"origin": URL, "sec-fetch-site": "cross-site"},
        {"origin": URL, "sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "http://127.0.0.1:9999", "sec-fetch-site": "same-origin"},
        {"origin": "https://127.0.0.1:8322", "sec-fetch-site": "same-origin"},
    ],
)
@each("route", POSTS, label=lambda route: route.path)
def test_a_form_of_another_place_is_refused(console: Console, route: Route, headers: dict[str, str]) -> None:
    visitor = console.visitor("admin")
    visitor.headers = headers
    path = route.path.replace("{id}", console.cases[0].id).replace("{token}", "x")
    assert visitor.post(path).status_code == 403


@pytest.mark.parametrize("broken", ["http://[", "http://]", "http://[zz]", "//[", "http://[::1"])
def test_what_can_not_be_read_as_an_address_is_another_place(console: Console, broken: str) -> None:
    nobody, visitor = console.visitor(), console.visitor("viewer")
    for headers in ({"origin": broken}, {"origin": broken, "sec-fetch-site": "same-origin"}):
        nobody.headers = headers
        assert nobody.post("/sign-in", name="viewer", password="x").status_code == 403
    visitor.headers = HERE | {"referer": broken}
    sent = visitor.post("/me/look", theme="dark")
    assert (sent.status_code, sent.headers["location"]) == (303, "/")
    visitor.headers = HERE | {"referer": f"{URL}/exposures"}
    assert visitor.post("/me/look", theme="").headers["location"] == "/exposures"


def test_the_scope_form_permits_anonymous_access_and_shows_it(anew: Console) -> None:
    admin = anew.visitor("scanner_admin")
    fields = {"effect": "allow", "authorised_by": "A. Owner", "until": "2099-01-01", "read": "listing"}
    assert admin.post("/scope/add", targets="192.0.2.0/28", anonymous="yes", **fields).status_code == 303
    assert admin.post("/scope/add", targets="192.0.2.64/28", **fields).status_code == 303
    assert admin.post("/scope/add", targets="192.0.2.128/28", anonymous="yes", effect="deny", read="listing")
    kept = {one.target: one.anonymous for one in Scopes(anew.workspace.store.records).list()}
    assert (kept["192.0.2.0/28"], kept["192.0.2.64/28"], kept["192.0.2.128/28"]) == (True, False, False)
    page = admin.get("/scope").text
    rows = {target: row for row in page.split("<tr data-row>")[1:] for target in kept if f">{target}<" in row}
    assert "<td>yes</td>" in rows["192.0.2.0/28"]
    assert "<td>no</td>" in rows["192.0.2.64/28"]
    assert "Anonymous access" in page


@pytest.mark.parametrize("csrf", ["", "0" * 40, "é"])
@pytest.mark.parametrize("path", ["/sign-out", "/users/invite", "/keys/add", "/me/look", "/scope/add"])
def test_a_form_without_its_token_is_refused(console: Console, path: str, csrf: str) -> None:
    visitor = console.visitor("admin")
    assert visitor.post(path, csrf=csrf).status_code == 403
    other = console.visitor("admin")
    assert visitor.post(path, csrf=csrf_of(other.token)).status_code == 403
    assert visitor.ask("POST", f"{path}?csrf={csrf_of(visitor.token)}", headers=HERE).status_code == 403


def test_two_people_at_one_case(anew: Console) -> None:
    """The second one is told, and nothing of what the first one decided is lost."""
    first, second = anew.visitor("analyst"), anew.visitor("case_manager")
    case = anew.cases[0]
    version = str(Cases(anew.workspace.store.records).version(case.id))
    decision = {"action": "acknowledge", "version": version, "because": "they answered"}
    assert first.post(f"/case/{case.id}/decide", **decision).status_code == 303
    late = second.post(
        f"/case/{case.id}/decide", action="false_positive", version=version, because="it is ours"
    )
    assert late.status_code == 409
    assert "changed meanwhile" in late.text
    assert Cases(anew.workspace.store.records).get(case.id).state == "acknowledged"
    [event] = [e for e in Cases(anew.workspace.store.records).events(case.id) if e.kind == "acknowledged"]
    assert event.actor == "analyst"


def test_a_look_in_between_is_no_change(anew: Console) -> None:
    from leftopen.model.verdict import Reason, State
    from tests.web.console.furnished import looked

    case = anew.cases[0]
    version = str(Cases(anew.workspace.store.records).version(case.id))
    looked(anew.workspace, case, anew.workspace.clock(), State.OPEN, Reason.DATA_READABLE)
    done = anew.visitor("analyst").post(f"/case/{case.id}/decide", action="acknowledge", version=version)
    assert done.status_code == 303


def test_many_at_once_each_by_itself(anew: Console) -> None:
    """Those that can be are done; the others are named."""
    visitor = anew.visitor("analyst")
    versions = Cases(anew.workspace.store.records).versions()
    good, closed, stale = anew.cases[0], anew.cases[5], anew.cases[1]
    ticked = [f"{good.id}:{versions[good.id]}", f"{closed.id}:{versions[closed.id]}", f"{stale.id}:1"]
    answer = visitor.post("/exposures", action="false_positive", because="ours", case=ticked)
    assert answer.status_code == 409
    assert Cases(anew.workspace.store.records).get(good.id).state == "false_positive"
    assert Cases(anew.workspace.store.records).get(stale.id).state == "open"
    assert closed.id[:8] in answer.text
    assert stale.id[:8] in answer.text


def test_evidence_needs_a_proof_and_is_in_the_audit(anew: Console) -> None:
    visitor, case = anew.visitor("analyst"), anew.cases[0]
    shown = visitor.post(f"/case/{case.id}/evidence")
    assert "FR76" in shown.text
    newest = Audit(anew.workspace.store.records).list(1)[0]
    assert (newest.actor, newest.what, newest.subject) == ("analyst", "viewed evidence", case.id)
    assert "FR76" not in visitor.get(f"/case/{case.id}").text
    assert "FR76" not in visitor.get(f"/case/{case.id}?format=json").text
    from datetime import timedelta

    anew.clock.ahead = timedelta(minutes=11)
    locked = visitor.post(f"/case/{case.id}/evidence")
    assert locked.status_code == 303
    assert locked.headers["location"].startswith("/unlock")


def test_who_may_not_see_evidence_reads_no_notice_either(console: Console) -> None:
    """A notice quotes masked examples."""
    case = console.cases[3]
    viewer = console.visitor("viewer")
    assert "can be read by anybody" in viewer.get(f"/case/{case.id}").text
    for path in (f"/case/{case.id}", f"/case/{case.id}?format=json"):
        assert "Please ask for one" not in viewer.get(path).text


def test_a_notice_is_read_as_the_examples_are(anew: Console) -> None:
    """It quotes them: the page asks who sits there, and the audit keeps who looked."""
    visitor = anew.visitor("analyst")
    answer, untold = anew.cases[3], anew.cases[1]
    for _ in ("with what was found", "the notice alone"):
        locked = visitor.get(f"/case/{answer.id}").text
        assert "Please ask for one" not in locked
        assert "Show masked examples" in locked
        assert "Please ask for one" in visitor.post(f"/case/{answer.id}/evidence").text
        FindingWriter(Changes(anew.workspace.store.records)).erase(answer.finding)
    looked = [
        entry.subject for entry in Audit(anew.workspace.store.records).list(50) if "evidence" in entry.what
    ]
    assert looked == [answer.id] * 2
    assert "Show masked examples" not in visitor.get(f"/case/{untold.id}").text


def test_a_note_keeps_no_personal_value(anew: Console) -> None:
    visitor, case = anew.visitor("analyst"), anew.cases[0]
    assert (
        visitor.post(f"/case/{case.id}/comment", text="card 4111 1111 1111 1111 of them").status_code == 303
    )
    [note] = Notes(anew.workspace.store.records).of(case.id)
    assert "4111 1111 1111 1111" not in note.text
    assert note.by == "analyst"


def test_who_notifies_is_chosen_with_the_authorisation(bare: Console) -> None:
    fields = {"targets": "192.0.2.0/28", "effect": "allow", "read": "listing", "authorised_by": "A. Owner"}
    fields |= {"until": "2030-01-31", "contact": "soc@example.org", "one_machine": "yes", "dark": "yes"}
    admin = bare.visitor("admin")
    assert admin.post("/scope/add", **fields, notify="ask").status_code == 303
    [record] = Scopes(bare.workspace.store.records).list()
    assert (record.notify, record.contact) == (NotifyPolicy.ASK, "mailto:soc@example.org")
    assert (record.one_machine, record.dark) == (True, True)
    assert "after approval" in text_of(admin.get("/scope"))
    assert admin.post("/scope/add", **fields, notify="often").status_code == 400
    scanner = bare.visitor("scanner_admin")
    assert 'name="notify"' not in scanner.get("/scope").text
    asked = fields | {"targets": "192.0.2.16/28", "contact": ""}
    assert scanner.post("/scope/add", **asked, notify="auto").status_code == 403
    assert len(Scopes(bare.workspace.store.records).list()) == 1


def test_users_are_text_with_a_form_to_edit_and_roles_are_sentences(bare: Console) -> None:
    page = bare.visitor("admin").get("/users")
    text = text_of(page)
    assert "Works on cases: decides, comments, checks again, sees masked examples, exports." in text
    assert page.text.count('action="/users/change"') == len(bare.users)
    assert page.text.index('action="/users/change"') > page.text.index("<summary")


def test_a_key_has_an_expiry_and_networks_without_a_choice(bare: Console) -> None:
    page = bare.visitor("admin").get("/keys").text
    day = (bare.workspace.clock() + timedelta(days=90)).date().isoformat()
    assert f'name="until" value="{day}"' in page
    assert 'name="ends" value="day" required checked' in page
    assert '<option value="">' not in page.partition('name="sees"')[2].partition("</select>")[0]
