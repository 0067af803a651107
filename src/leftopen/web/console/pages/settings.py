"""The settings: where each comes from, the change of those that a page may change, and a test notice."""

from __future__ import annotations

from starlette.responses import Response

from leftopen.errors import BadRequest
from leftopen.model.permission import Permission
from leftopen.service.configuration.settings_edit import Edit, edit
from leftopen.service.configuration.settings_view import view
from leftopen.service.configuration.test_message import SentTest, send_test
from leftopen.web.console.http.page import Link, Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import get, post
from leftopen.web.public_url import public_origin

BEFORE = "before-"
"""Begins the name of the field that holds what stood in a field when the page was drawn."""
LONGEST = 400


def show(request: ConsoleRequest, *, sent: SentTest | None = None) -> Response:
    found = view(request.workspace)
    if request.json:
        return request.lines({row.name: _plain(row.now) for row in found.rows})
    settings = request.workspace.settings
    return request.draw(
        "settings.html", rows=found.rows, wrong=found.wrong, sent=sent, before=BEFORE,
        to=settings.notify or _mail(settings.contact),
        data=str(request.workspace.data), config=str(request.workspace.config), options=request.state.options,
    )  # fmt: skip


def _plain(value: object) -> str | int | float:
    return value if isinstance(value, int | float) else str(value)


def _mail(contact: str) -> str:
    """The contact as a recipient, where it is a mail address."""
    return contact if contact.startswith("mailto:") else f"mailto:{contact}" if "@" in contact else ""


def save(request: ConsoleRequest) -> Response:
    edits = {
        name: Edit(wanted=value, before=request.one(BEFORE + name))
        for name, value in request.form
        if name != "csrf" and not name.startswith(BEFORE)
    }
    if not edits:
        raise BadRequest("the form has no setting")
    if edits.get("public_url", Edit(wanted="", before="")).wanted.strip():
        public_origin(edits["public_url"].wanted.strip())
    changed = edit(request.workspace, edits, by=request.person.name)
    return request.to("/settings", said="changed" if changed else "unchanged")


async def test(request: ConsoleRequest) -> Response:
    """Sends one notice, and shows the answer as it came."""
    to = request.one("to").strip()
    if not to or len(to) > LONGEST or not to.isprintable():
        raise BadRequest("enter a recipient, such as mailto:soc@example.org")
    sent = await send_test(request.workspace, to, by=request.person.name)
    if request.json:
        return request.lines({"to": to, "accepted": sent.accepted, "said": sent.said, "advice": sent.advice})
    return show(request, sent=sent)


page = Page(
    routes=(
        get("/settings", Permission.SETTINGS, show),
        post("/settings", Permission.SETTINGS, save, unlocked=True),
        post("/settings/test", Permission.SETTINGS, test, unlocked=True),
    ),
    link=Link(title="Settings", help="Settings, their change, and a test notice.", order=540),
    about="reference/settings",
)
