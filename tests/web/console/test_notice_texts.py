"""What the console shows of notices: never the owner's link, and nothing of servers that the user may not
see."""

from __future__ import annotations

from leftopen.model.case import Case
from leftopen.model.notice import Notice
from leftopen.model.outbox import MessageKind
from leftopen.service.notices import owner_links
from leftopen.service.notices.case_report import case_report
from leftopen.service.organisations.channels import sender_of
from leftopen.service.outbox import enqueue, items
from leftopen.service.outbox.combine import combine
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.owner_links import OwnerLinkWriter
from tests.web.console.conftest import PART, Console
from tests.web.console.test_case_work import one
from tests.web.console.visitor import URL, Visitor, text_of

TO = "mailto:soc@example.org"


def put(console: Console, id: str, case: Case, said: str) -> str:
    """A notice that waits in the outbox; returns the path of its owner's link."""
    object.__setattr__(console.workspace.settings, "public_url", URL)
    link = owner_links.create(console.workspace, [case.id], notice=id, by="jane")
    notice = Notice(
        id=id, case=case.id, to=TO, subject=f"[leftopen] open at {case.endpoint}", text=f"{said}\n{link}\n",
        written=console.workspace.clock(), about=(items.of_case(case),),
    )  # fmt: skip
    kind = MessageKind.CASE
    enqueue.add(
        console.workspace, enqueue.message(console.workspace, notice, sender_of(TO), kind, asked_by="jane")
    )
    return link.removeprefix(URL)


def shown(visitor: Visitor, case: Case) -> str:
    pages = visitor.post(f"/case/{case.id}/evidence"), visitor.get(f"/case/{case.id}/report")
    assert [page.status_code for page in pages] == [200, 200]
    return "".join(page.text for page in pages)


def test_a_message_of_several_does_not_show_a_server_outside_the_users_networks(bare: Console) -> None:
    assert PART == "198.51.100.0/29"
    seen, hidden = one(bare, "198.51.100.3"), one(bare, "203.0.113.77")
    paths = [put(bare, "m1", seen, "ours is open"), put(bare, "m2", hidden, "theirs is open")]
    whole = combine(bare.workspace, "m1")
    assert whole is not None
    page = shown(bare.visitor("part"), seen)
    assert "names servers outside your networks" in page
    assert [word for word in ("theirs is open", hidden.address, *paths) if word in page] == []
    # Who sees everything reads it all, but for the links.
    page = shown(bare.visitor("analyst"), seen)
    assert ("theirs is open" in page, "outside your networks" in page) == (True, False)


def test_nobody_reads_the_owners_link_of_a_notice(bare: Console) -> None:
    case = one(bare, "198.51.100.3")
    path = put(bare, "m1", case, "ours is open")
    for name in ("part", "analyst", "admin"):
        page = shown(bare.visitor(name), case)
        assert ("ours is open" in page, "/owner/…" in page, path in page) == (True, True, False)
    assert path not in str(case_report(bare.workspace, case.id))
    assert case.endpoint in text_of(bare.visitor().get(path))
    OwnerLinkWriter(Changes(bare.workspace.store.records)).withdraw(case.id, bare.workspace.clock())
