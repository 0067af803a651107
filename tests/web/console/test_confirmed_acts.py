"""An act that needs a confirmed identity goes on once the identity is confirmed, and only for who asked."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from leftopen.model.outbox import HoldReason
from leftopen.store.records.entities.outbox import Outbox
from tests.web.console.conftest import PASSWORD, Console
from tests.web.console.test_outbox_page import put
from tests.web.console.visitor import URL, Visitor, text_of


def asked(console: Console, visitor: Visitor, path: str, back: str, **fields: str) -> str:
    """Asks for the act with an identity that is no longer confirmed; the token in the page that asks."""
    console.clock.ahead += timedelta(minutes=11)
    visitor.headers["referer"] = f"{URL}{back}"
    answer = visitor.post(path, **fields)
    assert answer.headers["location"].startswith("/unlock?next="), answer.status_code
    page = visitor.get(answer.headers["location"])
    assert "What you asked for is done right after it." in text_of(page)
    token = re.search(r'name="act" value="([^"]+)"', page.text)
    assert token is not None
    return token[1]


def hold(console: Console) -> HoldReason:
    return Outbox(console.workspace.store.records).get("m1").delivery.hold


@pytest.fixture
def manager(bare: Console) -> Visitor:
    visitor = bare.visitor("case_manager")
    put(bare, "m1")
    assert visitor.post("/outbox/hold", id="m1").status_code == 303
    return visitor


def test_it_goes_on_without_another_click_and_once(bare: Console, manager: Visitor) -> None:
    act = asked(bare, manager, "/outbox/release", "/outbox", id="m1")
    before = manager.token
    answer = manager.post("/unlock", proof=PASSWORD, next="/outbox", act=act)
    assert answer.headers["location"] == "/outbox?n=1&said=messages-changed"
    assert hold(bare) is not HoldReason.BY_HAND
    assert manager.token != before, "the session has a new token"
    assert manager.get("/outbox").status_code == 200
    assert manager.post("/outbox/hold", id="m1").status_code == 303
    again = manager.post("/unlock", proof=PASSWORD, next="/outbox", act=act)
    assert again.headers["location"] == "/outbox"
    assert hold(bare) is HoldReason.BY_HAND


def test_a_wrong_proof_or_token_does_nothing(bare: Console, manager: Visitor) -> None:
    act = asked(bare, manager, "/outbox/release", "/outbox", id="m1")
    assert manager.post("/unlock", proof="wrong", next="/outbox", act=act).status_code == 400
    assert hold(bare) is HoldReason.BY_HAND
    other = manager.post("/unlock", proof=PASSWORD, next="/outbox", act="x")
    assert (other.status_code, other.headers["location"]) == (303, "/outbox")
    assert hold(bare) is HoldReason.BY_HAND


def test_it_is_not_kept_for_another_page_or_another_session(bare: Console, manager: Visitor) -> None:
    act = asked(bare, manager, "/outbox/release", "/outbox", id="m1")
    assert 'name="act" value=""' in manager.get("/unlock?next=/me").text
    admin = bare.visitor("admin")
    assert 'name="act" value=""' in admin.get("/unlock?next=/outbox").text
    assert admin.post("/unlock", proof=PASSWORD, next="/outbox", act=act).headers["location"] == "/outbox"
    assert hold(bare) is HoldReason.BY_HAND


def test_what_fails_then_says_why(bare: Console, manager: Visitor) -> None:
    act = asked(bare, manager, "/outbox/release", "/outbox", id="none")
    answer = manager.post("/unlock", proof=PASSWORD, next="/outbox", act=act)
    assert answer.status_code == 404
    assert "there is no such message" in text_of(answer)
    assert manager.get("/outbox").status_code == 200, "the session goes on with its new token"


def test_a_form_without_the_token_of_the_session_is_not_kept(bare: Console, manager: Visitor) -> None:
    bare.clock.ahead += timedelta(minutes=11)
    assert manager.post("/outbox/release", id="m1", csrf="x").status_code == 403
    assert 'name="act" value=""' in manager.get("/unlock?next=/").text
