"""What is really closed is still closed, and the closure says what is open besides."""

from __future__ import annotations

from leftopen.model.case import CaseState
from leftopen.store.records.entities.cases.cases import Cases
from tests.net import made
from tests.pipeline.mailbox import SERVER, Mailbox
from tests.pipeline.resp import Redis
from tests.pipeline.web import page
from tests.service.false_close.ground import Ground


def test_a_password(shared: Ground) -> None:
    box = Mailbox()
    case = shared.opened(box.web)
    box.locked = True
    assert shared.look(case).case.state is CaseState.CLOSED


def test_a_path_that_is_denied_by_the_same_product(shared: Ground) -> None:
    box = Mailbox()
    case = shared.opened(box.web)
    old = box.web.answer
    box.web.answer = lambda path: page(403, b"", server=SERVER) if path.startswith("/api") else old(path)
    assert shared.look(case).case.state is CaseState.CLOSED


def test_a_port_that_is_refused_for_three_rounds(shared: Ground) -> None:
    case = shared.opened(Redis())
    shared.loopback.shut(case.port)
    assert shared.looks(case, 2).case.state is CaseState.OPEN
    assert shared.look(case).case.state is CaseState.CLOSED


def test_both_places_of_a_server_that_moved(shared: Ground) -> None:
    host, pair = shared.address(), made.pair("mover.example.org")
    case = shared.opened(Mailbox().web, host, tls=made.server(shared.folder, pair))
    shared.loopback.shut(case.port)
    box = Mailbox()
    other = shared.opened(box.web, host, tls=made.server(shared.folder, pair))
    assert shared.looks(case, 3).case.state is CaseState.OPEN
    box.locked = True
    assert shared.look(other).case.state is CaseState.CLOSED
    assert shared.look(case).case.state is CaseState.CLOSED


def test_one_of_two_servers_with_the_same_certificate(shared: Ground) -> None:
    """A certificate may be on many machines: what was open before does not block the closure, and is said."""
    tls = made.server(shared.folder, made.pair("wildcard.example.org"))
    first, hosts = Mailbox(), (shared.address(), shared.address())
    port = shared.loopback.serve(first.web, host=hosts[0], tls=tls)
    shared.loopback.serve(Mailbox().web, host=hosts[1], port=port, tls=tls)
    case, _ = [shared.case_of(shared.scan(host, port)) for host in hosts]
    shared.pass_minutes(30)
    first.locked = True
    result = shared.look(case)
    assert result.case.state is CaseState.CLOSED
    closing = Cases(shared.workspace.store.records).events(case.id)[-1]
    assert "the same server is still open at 1 other place" in str(closing.body["because"])


def test_a_new_place_of_a_closed_server_is_linked(shared: Ground) -> None:
    host, pair, box = shared.address(), made.pair("later.example.org"), Mailbox()
    case = shared.opened(box.web, host, tls=made.server(shared.folder, pair))
    box.locked = True
    assert shared.look(case).case.state is CaseState.CLOSED
    new = shared.opened(Mailbox().web, host, tls=made.server(shared.folder, pair))
    assert (shared.now(new).linked, shared.now(case).linked) == ((case.id,), (new.id,))
    answer = [
        str(event.body.get("because")) for event in Cases(shared.workspace.store.records).events(new.id)
    ]
    assert "the same server was closed at another place before" in answer
