"""The way in, and everything that is no way in."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from leftopen.errors import BadRequest, NotAllowed
from leftopen.model.permission import Role
from leftopen.model.user import SignInStage, User
from leftopen.service.identity import accounts, authentication, passwords, sessions, totp
from leftopen.service.workspace import keys
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.identity.sessions import Sessions
from leftopen.store.records.entities.identity.users import Users, UserWriter
from leftopen.web.console.state import ServerOptions
from tests.web.console.conftest import PASSWORD, Console
from tests.web.console.visitor import URL, Visitor, signed_in

GOOD = "eleven herons at dawn"


def code_of(console: Console, name: str) -> str:
    user = Users(console.workspace.store.records).get(console.users[name].id)
    secret = totp.unseal(
        keys.digest_key(console.workspace.config, console.workspace.data), user.id, user.second
    )
    return totp.code(secret, int(console.workspace.clock().timestamp()) // 30)


def with_second(console: Console, name: str) -> None:
    user = console.users[name]
    secret, sealed = authentication.offer_totp(console.workspace, user)
    now = int(console.workspace.clock().timestamp()) // 30
    authentication.enable_totp(console.workspace, user, sealed, totp.code(secret, now))
    console.clock.ahead += timedelta(seconds=60)


def test_the_first_account(nobody_yet: Callable[[], Console]) -> None:
    console = nobody_yet()
    visitor = console.visitor()
    assert "No account exists yet" in visitor.get("/sign-in").text
    token = accounts.create_setup_link(console.workspace)
    older = token
    token = accounts.create_setup_link(console.workspace)
    assert visitor.get(f"/set-up/{older}").status_code == 404
    weak = visitor.post(f"/set-up/{token}", name="maria", password="short", again="short")
    assert weak.status_code == 400
    done = visitor.post(f"/set-up/{token}", name="maria", password=GOOD, again=GOOD)
    assert (done.status_code, done.headers["location"]) == (303, "/me/second")
    assert "httponly" in done.headers["set-cookie"].lower()
    assert "samesite=strict" in done.headers["set-cookie"].lower()
    assert visitor.get("/").status_code == 200
    again = Visitor(client=console.client).post(f"/set-up/{token}", name="eve", password=GOOD, again=GOOD)
    assert again.status_code == 404
    with pytest.raises(NotAllowed):
        accounts.create_setup_link(console.workspace)
    assert [user.name for user in Users(console.workspace.store.records).list()] == ["maria"]


def test_a_link_is_over_after_a_quarter_of_an_hour(nobody_yet: Callable[[], Console]) -> None:
    console = nobody_yet()
    token = accounts.create_setup_link(console.workspace)
    console.clock.ahead = timedelta(minutes=15, seconds=1)
    assert console.visitor().get(f"/set-up/{token}").status_code == 404
    assert console.visitor().post(f"/set-up/{token}", name="m", password=GOOD, again=GOOD).status_code == 404


@pytest.mark.parametrize("token", ["x", "a" * 300, "%00", "..", "' OR 1=1 --"])
def test_a_forged_link(console: Console, token: str) -> None:
    assert console.visitor().get(f"/set-up/{token}").status_code in (303, 404)
    assert console.visitor().get(f"/join/{token}").status_code in (303, 404)


def test_an_invited_person_joins_once(anew: Console) -> None:
    user, token = accounts.invite(anew.workspace, "jean", Role.VIEWER, (), by="admin")
    visitor = anew.visitor()
    assert "jean" in visitor.get(f"/join/{token}").text
    assert visitor.post(f"/set-up/{token}", name="x2", password=GOOD, again=GOOD).status_code == 303
    assert Users(anew.workspace.store.records).get(user.id).role is Role.VIEWER
    assert anew.visitor().get(f"/join/{token}").status_code == 404


@pytest.mark.parametrize("act", ["reset", "locked out", "removed"])
def test_an_earlier_link_is_worth_nothing_after_a_change(anew: Console, act: str) -> None:
    user, early = accounts.invite(anew.workspace, "jean", Role.VIEWER, (), by="admin")
    if act == "reset":
        accounts.reset(anew.workspace, user.id, by="admin")
    elif act == "removed":
        accounts.remove(anew.workspace, user.id, by="admin")
        accounts.invite(anew.workspace, "jean", Role.ADMIN, (), by="admin")
    else:
        accounts.change(anew.workspace, user.id, Role.VIEWER, (), True, by="admin")
    visitor = anew.visitor()
    page = visitor.get(f"/join/{early}")
    assert (page.status_code, "jean" in page.text) == (404, False)
    assert visitor.post(f"/join/{early}", password=GOOD, again=GOOD).status_code == 404
    assert not visitor.token
    now = Users(anew.workspace.store.records).named("jean")
    assert now is not None
    assert now.password == "", "nobody set one"


def test_of_many_who_use_a_link_at_once_one_gets_in(bare: Console) -> None:
    user, _ = accounts.invite(bare.workspace, "jean", Role.VIEWER, (), by="admin")
    _, token = accounts.reset(bare.workspace, user.id, by="admin")
    words = [f"{GOOD} {number}" for number in range(4)]
    with ThreadPoolExecutor(len(words)) as pool:
        answers = list(
            pool.map(lambda word: bare.visitor().post(f"/join/{token}", password=word, again=word), words)
        )
    assert sorted(answer.status_code for answer in answers) == [303, 404, 404, 404]
    won = words[[answer.status_code for answer in answers].index(303)]
    assert passwords.right(Users(bare.workspace.store.records).get(user.id).password, won)


def test_a_token_that_a_stranger_chose_signs_nobody_in(anew: Console) -> None:
    """Session fixation: the browser comes with a cookie that somebody else knows."""
    mine = anew.visitor("viewer")
    for planted in ("f" * 43, mine.token):
        victim = Visitor(client=anew.client, token=planted)
        assert victim.post("/sign-in", name="analyst", password=PASSWORD).status_code == 303
        assert victim.token != planted
        assert "analyst" in victim.get("/me").text
        stranger = Visitor(client=anew.client, token=planted)
        assert stranger.get("/me").headers["location"].startswith("/sign-in")


def test_a_code_counts_once_at_every_door(anew: Console) -> None:
    """It is not taken to sign in after it was set up with, nor to confirm who one is after signing in."""
    user = anew.users["analyst"]
    secret, sealed = authentication.offer_totp(anew.workspace, user)
    first = totp.code(secret, int(anew.workspace.clock().timestamp()) // 30)
    authentication.enable_totp(anew.workspace, user, sealed, first)
    visitor = anew.visitor()
    visitor.post("/sign-in", name="analyst", password=PASSWORD)
    assert visitor.post("/sign-in/code", code=first).status_code == 400
    anew.clock.ahead += timedelta(seconds=60)
    second = code_of(anew, "analyst")
    assert visitor.post("/sign-in/code", code=second).status_code == 303
    assert visitor.post("/unlock", proof=second).status_code == 400
    assert visitor.post("/unlock", proof=first).status_code == 400, "nor one of before"
    anew.clock.ahead += timedelta(seconds=60)
    assert visitor.post("/unlock", proof=code_of(anew, "analyst")).status_code == 303


def test_password_then_code(anew: Console) -> None:
    with_second(anew, "analyst")
    visitor = anew.visitor()
    assert visitor.post("/sign-in", name="analyst", password="wrong").status_code == 400
    half = visitor.post("/sign-in", name="analyst", password=PASSWORD, next="/exposures")
    assert half.headers["location"] == "/sign-in/code?next=%2Fexposures"
    before = visitor.token
    assert visitor.get("/").headers["location"] == "/sign-in/code"
    assert visitor.post("/sign-in/code", code="000000").status_code == 400
    code = code_of(anew, "analyst")
    whole = visitor.post("/sign-in/code", code=code, next="/exposures")
    assert whole.headers["location"] == "/exposures"
    assert visitor.token != before
    assert Visitor(client=anew.client, token=before).get("/").headers["location"] == "/sign-in"
    other = anew.visitor()
    other.post("/sign-in", name="analyst", password=PASSWORD)
    assert other.post("/sign-in/code", code=code).status_code == 400, "a code counts once"


def test_wrong_names_and_wrong_passwords_say_the_same(anew: Console) -> None:
    known = anew.visitor().post("/sign-in", name="viewer", password="wrong")
    unknown = anew.visitor().post("/sign-in", name="viewes", password="wrong")
    assert known.text.replace("viewer", "viewes") == unknown.text


def test_it_waits_after_five_wrong_tries(anew: Console) -> None:
    visitor = anew.visitor()
    answers = [visitor.post("/sign-in", name="viewer", password="wrong").status_code for _ in range(7)]
    assert answers == [400] * 5 + [429] * 2
    assert visitor.post("/sign-in", name="viewer", password=PASSWORD).status_code == 429


def test_whoever_has_many_addresses_of_one_network_is_one_place(bare: Console) -> None:
    def tried(address: str, password: str) -> int:
        client = TestClient(bare.client.app, base_url=URL, client=(address, 5))
        return Visitor(client=client).post("/sign-in", name="viewer", password=password).status_code

    answers = [tried(f"2001:db8::{number}", "wrong") for number in range(1, 7)]
    assert answers == [400] * 5 + [429]
    assert tried("2001:db8:0:1::1", PASSWORD) == 303
    [entry] = [one for one in Audit(bare.workspace.store.records).list() if one.what == "sign in"]
    assert entry.clause == "2001:db8:0:1::1, password"


def test_it_ends_when_nobody_does_anything_and_in_any_case(anew: Console) -> None:
    idle = anew.visitor("viewer")
    assert idle.get("/").status_code == 200
    anew.clock.ahead = sessions.IDLE + timedelta(seconds=1)
    assert idle.get("/").status_code == 303
    busy = anew.visitor("viewer")
    for minutes in range(31, 31 + 13 * 60, 20):
        anew.clock.ahead = timedelta(minutes=minutes)
        last = busy.get("/").status_code
    assert last == 303, "twelve hours are the longest"


def test_signing_out_ends_it_at_once(anew: Console) -> None:
    visitor = anew.visitor("viewer")
    kept = visitor.token
    assert visitor.post("/sign-out").status_code == 303
    assert Visitor(client=anew.client, token=kept).get("/").status_code == 303


def test_confirming_identity_gives_a_new_token_and_the_earlier_one_is_worth_nothing(anew: Console) -> None:
    visitor = anew.visitor("viewer")
    anew.clock.ahead = sessions.UNLOCKED + timedelta(seconds=1)
    kept = visitor.token
    assert visitor.post("/unlock", proof="wrong").status_code == 400
    assert visitor.token == kept
    assert visitor.post("/unlock", proof=PASSWORD).status_code == 303
    assert visitor.token != kept
    assert visitor.get("/me/second").status_code == 200, "it is unlocked"
    assert Visitor(client=anew.client, token=kept).get("/").status_code == 303


def test_a_new_password_ends_every_other_sitting(anew: Console) -> None:
    here, elsewhere = anew.visitor("viewer"), anew.visitor("viewer")
    changed = here.post("/me/password", old=PASSWORD, password=GOOD, again=GOOD)
    assert changed.headers["location"] == "/me?said=password"
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 303


def test_who_is_locked_out_is_out_at_once(anew: Console) -> None:
    visitor = anew.visitor("viewer")
    assert visitor.get("/").status_code == 200
    answer = anew.visitor("admin").post(
        "/users/change", id=anew.users["viewer"].id, role="viewer", sees="everything", state="locked_out"
    )
    assert answer.status_code == 303
    assert visitor.get("/").status_code == 303
    assert anew.visitor().post("/sign-in", name="viewer", password=PASSWORD).status_code == 400


def test_it_leads_back_to_where_somebody_wanted_to_go(anew: Console) -> None:
    visitor = anew.visitor()
    sent = visitor.get("/search?q=%22a+%26+b%22+port%3A80&view=table").headers["location"]
    back = parse_qs(urlsplit(sent).query)["next"][0]
    done = visitor.post("/sign-in", name="viewer", password=PASSWORD, next=back)
    request = parse_qs(urlsplit(done.headers["location"]).query)
    assert request == {"q": ['"a & b" port:80'], "view": ["table"]}


@pytest.mark.parametrize("path", ["change", "remove"])
def test_the_last_admin_stays(anew: Console, path: str) -> None:
    fields = {"id": anew.users["admin"].id, "role": "viewer", "sees": "everything", "state": "open"}
    assert anew.visitor("admin").post(f"/users/{path}", **fields).status_code == 400
    assert Users(anew.workspace.store.records).get(anew.users["admin"].id).role is Role.ADMIN


@pytest.mark.parametrize("act", ["change", "remove"])
def test_two_admins_who_send_each_other_away_at_once_leave_one(bare: Console, act: str) -> None:
    """Both begin while there are two, and one is first."""
    workspace, gone = bare.workspace, threading.Barrier(2)
    second, _ = accounts.invite(workspace, "another", Role.ADMIN, (), by="admin")
    UserWriter(Changes(workspace.store.records)).change(second.id, lambda old: replace(old, password="kept"))

    def send_away(id: str) -> bool:
        gone.wait(10)
        try:
            if act == "remove":
                accounts.remove(workspace, id, by="the other")
            else:
                accounts.change(workspace, id, Role.VIEWER, (), False, by="the other")
        except NotAllowed:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(send_away, (bare.users["admin"].id, second.id)))
    assert sorted(done) == [False, True]
    assert [user.role for user in Users(workspace.store.records).list() if user.role is Role.ADMIN] == [
        Role.ADMIN
    ]


@pytest.mark.parametrize(
    "next", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)"]
)
def test_it_leads_to_no_other_server(anew: Console, next: str) -> None:
    done = anew.visitor().post("/sign-in", name="viewer", password=PASSWORD, next=next)
    assert done.headers["location"] == "/"


def test_who_can_be_reached_by_others_asks_everybody_for_a_second_factor(anew: Console) -> None:
    from starlette.testclient import TestClient

    from leftopen.web.app import build

    strict = ServerOptions(port=0, strict=True)
    with TestClient(build(anew.workspace, strict), base_url="http://127.0.0.1:8322") as client:
        visitor = signed_in(anew.workspace, client, anew.users["viewer"])
        assert visitor.get("/").headers["location"] == "/me/second"
        assert visitor.get("/me/second").status_code == 200


def test_a_second_factor_is_set_by_who_proves_to_be_that_person(anew: Console) -> None:
    """Else whoever finds a locked sitting sets one of their own, and unlocks everything with it."""
    visitor, user = anew.visitor("analyst"), anew.users["analyst"]
    secret, sealed = authentication.offer_totp(anew.workspace, user)

    def fields() -> dict[str, str]:
        return {
            "sealed": sealed,
            "code": totp.code(secret, int(anew.workspace.clock().timestamp()) // 30),
        }

    anew.clock.ahead = sessions.UNLOCKED + timedelta(seconds=1)
    for answer in (visitor.get("/me/second"), visitor.post("/me/second", **fields())):
        assert answer.headers["location"] == "/unlock?next=%2Fme%2Fsecond"
    assert Users(anew.workspace.store.records).get(user.id).second == ""
    assert visitor.post("/unlock", proof=PASSWORD, next="/me/second").headers["location"] == "/me/second"
    assert visitor.post("/me/second", **fields()).headers["location"] == "/me?said=second"
    assert Users(anew.workspace.store.records).get(user.id).second == sealed


def test_who_must_set_a_second_factor_first_can_prove_it_later_too(anew: Console) -> None:
    from starlette.testclient import TestClient

    from leftopen.web.app import build

    strict = ServerOptions(port=0, strict=True)
    with TestClient(build(anew.workspace, strict), base_url="http://127.0.0.1:8322") as client:
        visitor = signed_in(anew.workspace, client, anew.users["viewer"])
        anew.clock.ahead = sessions.UNLOCKED + timedelta(seconds=1)
        assert visitor.get("/me/second").headers["location"].startswith("/unlock")
        assert visitor.get("/unlock").status_code == 200
        assert visitor.post("/unlock", proof=PASSWORD, next="/me/second").status_code == 303
        assert visitor.get("/me/second").status_code == 200


@pytest.mark.parametrize(
    "password",
    ["short", "aaaaaaaaaaaaaaaa", "password1234", "marias long word", "leftopen is good", "x" * 201],
)
def test_weak_passwords_are_not_taken(password: str) -> None:
    with pytest.raises(BadRequest):
        passwords.hash_password(password, "maria")


def test_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, SHA-1, the last six digits."""
    secret = b"12345678901234567890"
    for seconds, digits in (
        (59, "287082"),
        (1111111109, "081804"),
        (1234567890, "005924"),
        (20000000000, "353130"),
    ):
        assert totp.code(secret, seconds // 30) == digits


def test_what_is_sealed_for_one_opens_for_no_other(anew: Console) -> None:
    key = keys.digest_key(anew.workspace.config, anew.workspace.data)
    sealed = totp.seal(key, "one", b"secret")
    assert totp.unseal(key, "one", sealed) == b"secret"
    for user, other_key, text in (("two", key, sealed), ("one", bytes(32), sealed), ("one", key, "AAAA")):
        with pytest.raises(BadRequest):
            totp.unseal(other_key, user, text)
    assert replace(anew.users["viewer"], second=sealed).second != "secret"


def test_half_a_sitting_ends_soon(anew: Console) -> None:
    half = signed_in(anew.workspace, anew.client, anew.users["viewer"], SignInStage.CODE)
    anew.forget()
    assert half.get("/sign-in/code").status_code == 200
    anew.clock.ahead = sessions.FOR_THE_CODE + timedelta(seconds=1)
    assert half.get("/sign-in/code").headers["location"].startswith("/sign-in?next=")


def test_a_browser_of_ones_own_is_signed_out_by_who_proves_it(anew: Console) -> None:
    here, there = anew.visitor("analyst"), anew.visitor("analyst")
    [other] = [
        one for one in Sessions(anew.workspace.store.records).list() if one.id == sessions.digest(there.token)
    ]
    anew.clock.ahead = timedelta(minutes=11)
    request = here.post("/me/sessions/end", id=other.id)
    assert request.headers["location"].startswith("/unlock")
    assert there.get("/me").status_code == 200
    assert here.post("/unlock", proof=PASSWORD).status_code == 303
    assert here.post("/me/sessions/end", id=other.id).status_code == 303
    assert there.get("/me").headers["location"].startswith("/sign-in")
    assert here.get("/me").status_code == 200


@pytest.mark.parametrize("ended", ["reset", "locked out"])
@pytest.mark.parametrize("begun", ["password", "second"])
def test_what_was_begun_before_a_reset_does_not_undo_it(
    bare: Console, monkeypatch: pytest.MonkeyPatch, begun: str, ended: str
) -> None:
    """The admin is quicker than what the person sent, which is checked already."""
    workspace, visitor, id = bare.workspace, bare.visitor("viewer"), bare.users["viewer"].id
    hashed, step_of = passwords.hash_password, totp.step_of

    def end() -> None:
        if ended == "reset":
            accounts.reset(workspace, id, by="an admin")
        else:
            accounts.change(workspace, id, Role.VIEWER, (), True, by="an admin")

    def slow_hash(*given: Any) -> str:
        end()
        return hashed(*given)

    def slow_step(*given: Any) -> int:
        end()
        return step_of(*given)

    if begun == "password":
        monkeypatch.setattr(passwords, "hash_password", slow_hash)
        answer = visitor.post("/me/password", old=PASSWORD, password=GOOD, again=GOOD)
    else:
        secret, sealed = authentication.offer_totp(workspace, Users(workspace.store.records).get(id))
        code = totp.code(secret, int(workspace.clock().timestamp()) // 30)
        monkeypatch.setattr(totp, "step_of", slow_step)
        answer = visitor.post("/me/second", sealed=sealed, code=code)
    assert answer.status_code == 400
    assert "changed meanwhile" in answer.text
    now = Users(workspace.store.records).get(id)
    assert (now.password == "", now.disabled) == (ended == "reset", ended == "locked out")
    assert now.second == ""
    assert not passwords.right(now.password, GOOD)


@pytest.mark.parametrize("ended", ["new password", "reset", "locked out", "removed"])
def test_who_was_let_in_by_what_counts_no_longer_does_not_sit_down(
    bare: Console, monkeypatch: pytest.MonkeyPatch, ended: str
) -> None:
    """The password was right when it was looked at; then somebody was quicker."""
    workspace, id, right = bare.workspace, bare.users["viewer"].id, authentication.by_password
    acts: dict[str, Callable[[], object]] = {
        "new password": lambda: authentication.change_password(
            workspace, Users(workspace.store.records).get(id), PASSWORD, GOOD, ""
        ),
        "reset": lambda: accounts.reset(workspace, id, by="an admin"),
        "locked out": lambda: accounts.change(workspace, id, Role.VIEWER, (), True, by="an admin"),
        "removed": lambda: accounts.remove(workspace, id, by="an admin"),
    }

    def then_ended(*given: Any) -> User | None:
        user = right(*given)
        acts[ended]()
        return user

    monkeypatch.setattr(authentication, "by_password", then_ended)
    visitor = bare.visitor()
    answer = visitor.post("/sign-in", name="viewer", password=PASSWORD)
    assert answer.status_code == (404 if ended == "removed" else 400)
    assert not visitor.token
    assert not [one for one in Sessions(workspace.store.records).list() if one.user == id]
