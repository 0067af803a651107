"""The outbox: messages on their way, what holds them, and the switch that stops everything that leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from random import SystemRandom

from starlette.responses import Response

from leftopen.errors import NotAllowed, NotFound
from leftopen.model.outbox import DeliveryState, Message
from leftopen.model.permission import Permission
from leftopen.service.organisations import recipients
from leftopen.service.outbox import control, trial
from leftopen.service.workspace.audit_log import audit_text
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.outbox import Outbox
from leftopen.web.console.http.page import Link, Page
from leftopen.web.console.http.request import LINES, ConsoleRequest
from leftopen.web.console.http.route import get, post

ROWS = 100


def show(request: ConsoleRequest) -> Response:
    asked = request.one("state")
    states = (DeliveryState(asked),) if asked in set(DeliveryState) else ()
    outbox = Outbox(request.workspace.store.records)
    unconfirmed = recipients.held_recipients(request.workspace, request.visibility)
    if request.json:
        most = request.page * LINES
        found = [control.line(one) for one in _listed(request, states, most + 1)]
        found += [recipients.line(one) for one in unconfirmed] if len(found) <= most else []
        return request.paged_lines(found, lambda line: line, whole=len(found) <= most)
    begin = (request.page - 1) * ROWS
    listed = _listed(request, states, begin + ROWS + 1)[begin:]
    more, listed = len(listed) > ROWS, listed[:ROWS]
    whole = not request.visibility.networks
    return request.draw(
        "outbox.html", messages=listed, state=asked if states else "", states=list(DeliveryState),
        stopped=outbox.stopped(), whole=whole,
        unknown=outbox.unknown() if whole else sum(one.delivery.unknown for one in listed),
        final=control.FINAL, page=request.page, more=more,
        unconfirmed=unconfirmed,
    )  # fmt: skip


def _listed(request: ConsoleRequest, states: tuple[DeliveryState, ...], most: int) -> list[Message]:
    """The newest that the user sees, however many newer ones are about what others see."""
    outbox, found, begin = Outbox(request.workspace.store.records), list[Message](), 0
    while len(found) < most and (page := outbox.list(states=states, limit=LINES, offset=begin)):
        found += [one for one in page if visible(request, one)]
        begin += len(page)
    return found[:most]


def visible(request: ConsoleRequest, message: Message) -> bool:
    """Does the user see everything that it is about? One about nothing in particular is for those who see
    every network."""
    if not request.visibility.networks:
        return True
    about = message.notice.about
    return bool(about) and all(request.visibility.sees(item.address) for item in about)


def retry(request: ConsoleRequest) -> Response:
    return _acted(request, control.retry)


def hold(request: ConsoleRequest) -> Response:
    return _acted(request, control.hold)


def release(request: ConsoleRequest) -> Response:
    return _acted(request, control.release)


def confirm(request: ConsoleRequest) -> Response:
    """Recipients that were set without the permission are written to from now on. Raises NotFound."""
    recipients.confirm(request.workspace, request.one("id"), request.visibility, by=request.person.name)
    return request.to("/outbox", said="changed")


def _acted(request: ConsoleRequest, act: Callable[..., Message]) -> Response:
    """Raises NotFound, also for a message that the user does not see; NotAllowed when it has ended."""
    message = Outbox(request.workspace.store.records).find(request.one("id"))
    if message is None or not visible(request, message):
        raise NotFound("there is no such message")
    act(request.workspace, message.notice.id, by=request.person.name)
    return request.to("/outbox", said="changed")


async def test(request: ConsoleRequest) -> Response:
    """Sends one test message, and says what the other side answered."""
    workspace = await asyncio.to_thread(_whole, request)
    to = request.one("to").strip()
    await asyncio.to_thread(request.audit, "test message", audit_text(to)[:300], "")
    _, tried = await trial.send(workspace, to, by=request.person.name, random=SystemRandom().random)
    arrived = tried.delivery.state is DeliveryState.SENT
    return request.to("/outbox", said="test-sent" if arrived else "test-not-sent")


def stop(request: ConsoleRequest) -> Response:
    control.stop(_whole(request), by=request.person.name, because=request.one("because").strip()[:200])
    return request.to("/outbox", said="outbox-stopped")


def start(request: ConsoleRequest) -> Response:
    control.start(_whole(request), by=request.person.name)
    return request.to("/outbox", said="outbox-started")


def _whole(request: ConsoleRequest) -> Workspace:
    """Raises NotAllowed for a user who sees only some networks: the switch is one for all."""
    if request.visibility.networks:
        raise NotAllowed("only a user who sees every network can pause or resume sending")
    return request.workspace


page = Page(
    routes=(
        get("/outbox", Permission.NOTIFY, show),
        post("/outbox/retry", Permission.NOTIFY, retry),
        post("/outbox/hold", Permission.NOTIFY, hold),
        post("/outbox/release", Permission.NOTIFY, release, unlocked=True),
        post("/outbox/confirm", Permission.NOTIFY, confirm, unlocked=True),
        post("/outbox/test", Permission.NOTIFY, test),
        post("/outbox/stop", Permission.NOTIFY, stop),
        post("/outbox/start", Permission.NOTIFY, start, unlocked=True),
    ),
    link=Link(title="Outbox", help="Messages: queued, held and sent.", order=210, live="approvals"),
    about="watch/notices",
)
