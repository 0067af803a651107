"""A sign of life for a receiver of one's own (a dead man's switch): what no longer hears from this
installation knows that it stands still. It is given only while everything works, and says nothing else."""

from __future__ import annotations

from datetime import timedelta

from leftopen.errors import BadSetting, LeftopenError
from leftopen.model.identity import digest
from leftopen.model.mail_address import is_mail_address
from leftopen.model.notice import Notice
from leftopen.net.outbound import http as outbound_http
from leftopen.net.outbound.http import OutboundRequest
from leftopen.net.outbound.pinned import pin_address
from leftopen.service.organisations.channels import sender_of, unready
from leftopen.service.outbox import enqueue
from leftopen.service.workspace.workspace import Workspace
from leftopen.settings import Settings
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.jobs import Jobs, JobWriter
from leftopen.store.records.entities.outbox import Outbox

KIND = "heartbeat"
AGENT = "leftopen"
"""Not the usual one, which names the contact."""
SUBJECT, TEXT = "leftopen is alive", "leftopen is alive.\n"
LARGEST = 64 * 1024


def check(settings: Settings) -> None:
    """Raises BadSetting for a receiver that can't be one."""
    if settings.heartbeat_url:
        try:
            outbound_http.validate_url(settings.heartbeat_url)
        except ValueError as error:
            raise BadSetting(f"heartbeat_url: {error}; use https://HOST/PATH") from None
    if settings.heartbeat_mail and not is_mail_address(settings.heartbeat_mail):
        raise BadSetting(f"heartbeat_mail is {settings.heartbeat_mail!r}; must be one plain mail address")


def is_enabled(workspace: Workspace) -> bool:
    return bool(workspace.settings.heartbeat_url or workspace.settings.heartbeat_mail)


def mend(workspace: Workspace) -> None:
    """Brings the next one forward where it would come later than the setting says now."""
    job, latest = Jobs(workspace.store.records).of_key(KIND), workspace.clock() + pause(workspace.settings)
    if job is not None and job.due > latest:
        JobWriter(Changes(workspace.store.records)).bring_forward(KIND, latest)


def pause(settings: Settings) -> timedelta:
    return timedelta(minutes=settings.heartbeat_minutes)


async def ask(settings: Settings) -> str:
    """Asks the URL; '' when it answered, else why it did not. Where it is must be public, as for webhooks;
    redirects are not followed. It takes at most seconds."""
    try:
        host = outbound_http.validate_url(settings.heartbeat_url).hostname or ""
        address = await pin_address(host, private=settings.notify_private == "yes")
        question = OutboundRequest(url=settings.heartbeat_url, agent=AGENT, accept="*/*", address=address)
        reply = await outbound_http.ask(question, largest=LARGEST)
    except (ConnectionError, ValueError) as error:
        return str(error)
    return "" if 200 <= reply.status < 300 else f"HTTP {reply.status}"


def mail(workspace: Workspace) -> str:
    """Puts the mail of today into the outbox, unless it is there; '' when it could be put, else why not."""
    to, now = f"mailto:{workspace.settings.heartbeat_mail}", workspace.clock()
    id = digest("heartbeat", to, f"{now:%Y-%m-%d}")
    try:
        if lacks := unready(workspace.settings, sender_of(to)):
            return lacks
        if Outbox(workspace.store.records).find(id) is None:
            notice = Notice(id=id, case="", to=to, written=now, subject=SUBJECT, text=TEXT)
            enqueue.add_own(workspace, notice)
    except LeftopenError as error:
        return str(error)
    return ""
