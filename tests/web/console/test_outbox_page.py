"""The page of the outbox: what waits, what holds it, and the switch for everything that leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from leftopen.model.notice import Notice, NoticeItem
from leftopen.model.outbox import Delivery, DeliveryState, HoldReason, Message, MessageKind
from leftopen.service.outbox import enqueue
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.identity.users import Users, UserWriter
from leftopen.store.records.entities.outbox import Outbox
from leftopen.store.records.entities.sending import OutboxWriter
from leftopen.web.console.pages import outbox
from tests.web.console.conftest import Console
from tests.web.console.visitor import text_of


def put(console: Console, id: str, *addresses: str, said: str = "", text: str = "secret text") -> None:
    now = console.workspace.clock()
    about = tuple(NoticeItem(endpoint=f"{one}:80", address=one) for one in addresses)
    notice = Notice(
        id=id,
        case="",
        to="mailto:a@example.org",
        subject=f"about <b>{id}</b>",
        text=text,
        written=now,
        about=about,
    )
    delivery = Delivery(kind=MessageKind.MONITOR, created=now, asked_by="monitor here", due=now, said=said)
    # The worker of the application runs: it must not take it yet.
    due = now + timedelta(days=1)
    enqueue.add(console.workspace, Message(notice=notice, file=f"{id}.eml", delivery=delivery), due)


def delivery(console: Console, id: str) -> Delivery:
    return Outbox(console.workspace.store.records).get(id).delivery


def unsure(console: Console, id: str) -> None:
    """One try of it ended without an answer."""
    later = enqueue.job_of(console.workspace, id, asked_by="test")
    OutboxWriter(Changes(console.workspace.store.records)).change(
        id, lambda old: replace(old, unknown=1, due=None), later
    )


def test_a_message_is_held_released_and_tried_again(anew: Console) -> None:
    visitor = anew.visitor("case_manager")
    assert "No messages." in text_of(visitor.get("/outbox"))
    put(anew, "m1", said="451 come back")
    page = visitor.get("/outbox")
    assert "about &lt;b&gt;m1&lt;/b&gt;" in page.text
    assert "451 come back" in page.text
    assert "secret text" not in page.text
    assert visitor.post("/outbox/hold", id="m1").status_code == 303
    assert delivery(anew, "m1").hold is HoldReason.BY_HAND
    assert "Held by case_manager." in text_of(visitor.get("/outbox?state=held"))
    assert "about" not in text_of(visitor.get("/outbox?state=sent"))
    assert visitor.post("/outbox/release", id="m1").status_code == 303
    assert delivery(anew, "m1").released_by == "case_manager"
    assert visitor.post("/outbox/retry", id="m1").status_code == 303
    [line] = visitor.get("/outbox?format=json").json()
    assert (line["type"], line["id"], line["released_by"]) == ("message", "m1", "case_manager")
    assert visitor.post("/outbox/hold", id="none").status_code == 404


def test_the_page_opens_with_what_is_held_and_counts_each_state(anew: Console) -> None:
    visitor = anew.visitor("case_manager")
    for id in ("m1", "m2", "m3"):
        put(anew, id)
    assert visitor.post("/outbox/hold", id="m2").status_code == 303
    page = visitor.get("/outbox")
    assert (page.text.count("data-row"), "held 1" in text_of(page)) == (1, True)
    assert "queued 2" in text_of(page)
    assert "all 3" in text_of(page)
    assert visitor.get("/outbox?state=all").text.count("data-row") == 3


def test_all_that_are_selected_are_approved_and_the_page_says_how_many(anew: Console) -> None:
    visitor = anew.visitor("case_manager")
    for id in ("m1", "m2", "m3"):
        put(anew, id)
        assert visitor.post("/outbox/hold", id=id).status_code == 303
    answer = visitor.post("/outbox/release", id=["m1", "m3"])
    assert answer.headers["location"] == "/outbox?n=2&said=messages-changed"
    assert "Messages changed: 2." in text_of(visitor.get(answer.headers["location"]))
    assert [delivery(anew, id).released_by for id in ("m1", "m2", "m3")] == [
        "case_manager", "", "case_manager"
    ]  # fmt: skip
    assert visitor.post("/outbox/release", only="m2", id=["m1"]).status_code == 303
    assert delivery(anew, "m2").released_by == "case_manager"
    assert visitor.post("/outbox/hold", id=["m1", "none"]).status_code == 404
    assert delivery(anew, "m1").hold is not HoldReason.BY_HAND, "all or none"
    assert visitor.post("/outbox/release").status_code == 400


def test_the_switch_stops_and_starts(anew: Console) -> None:
    visitor = anew.visitor("case_manager")
    assert visitor.post("/outbox/stop", because="a drill").status_code == 303
    stopped = Outbox(anew.workspace.store.records).stopped()
    assert stopped is not None
    assert (stopped.by, stopped.because) == ("case_manager", "a drill")
    assert "All sending is paused. Paused by case_manager" in text_of(visitor.get("/outbox"))
    assert visitor.post("/outbox/start").status_code == 303
    assert Outbox(anew.workspace.store.records).stopped() is None


def test_a_test_message_says_what_was_answered(anew: Console) -> None:
    visitor = anew.visitor("case_manager")
    answer = visitor.post("/outbox/test", to="https://127.0.0.1:9/hook")
    assert answer.status_code in {400, 303}
    assert [
        one for one in Outbox(anew.workspace.store.records).list() if one.delivery.state is DeliveryState.SENT
    ] == []
    assert Audit(anew.workspace.store.records).of_kind("test message", 10, 0)[1] == 1


@pytest.mark.parametrize("role", ["viewer", "analyst", "scanner_admin"])
def test_who_may_not_tell_sees_no_outbox(anew: Console, role: str) -> None:
    visitor = anew.visitor(role)
    assert visitor.get("/outbox").status_code == 403
    assert visitor.post("/outbox/stop").status_code == 403


def test_a_user_of_some_networks_sees_what_is_all_inside_them_and_not_the_switch(anew: Console) -> None:
    put(anew, "mine", "198.51.100.7")
    put(anew, "both", "198.51.100.7", "192.0.2.7")
    put(anew, "none")
    visitor = anew.visitor("case_manager")
    user = next(one for one in Users(anew.workspace.store.records).list() if one.name == "case_manager")
    UserWriter(Changes(anew.workspace.store.records)).change(
        user.id, lambda old: replace(old, networks=("198.51.100.0/24",))
    )
    assert [one["id"] for one in visitor.get("/outbox?format=json").json()] == ["mine"]
    unsure(anew, "both")
    shown = visitor.get("/outbox").text
    assert ("Pause all sending" in shown, "1 attempt ended" in shown) == (False, False)
    unsure(anew, "mine")
    assert "1 attempt ended" in visitor.get("/outbox").text
    assert visitor.post("/outbox/hold", id="both").status_code == 404
    assert visitor.post("/outbox/stop").status_code in {400, 403}
    assert Outbox(anew.workspace.store.records).stopped() is None
    assert delivery(anew, "both").state is DeliveryState.QUEUED


def test_what_others_see_does_not_hide_what_a_user_sees(
    anew: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "ROWS", 4)
    monkeypatch.setattr(outbox, "LINES", 2)
    put(anew, "mine", "198.51.100.1")
    for number in range(5):
        put(anew, f"other{number}", "192.0.2.7")
    visitor = anew.visitor("case_manager")
    user = next(one for one in Users(anew.workspace.store.records).list() if one.name == "case_manager")
    UserWriter(Changes(anew.workspace.store.records)).change(
        user.id, lambda old: replace(old, networks=("198.51.100.0/24",))
    )
    assert [line["id"] for line in visitor.get("/outbox?format=json").json()] == ["mine"]
    admin = anew.visitor("admin")
    pages = [admin.get(f"/outbox?page={page}").text for page in (1, 2)]
    assert [page.count("data-row") for page in pages] == [4, 2]
    assert ['rel="next"' in page for page in pages] == [True, False]
