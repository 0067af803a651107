"""Sends one test notice, to see that a channel works: it is about no case and is stored nowhere."""

from __future__ import annotations

import asyncio
import re
import secrets
from dataclasses import dataclass

from leftopen.errors import BadAddress, BadSetting
from leftopen.model.notice import Notice
from leftopen.present.humanize import format_time
from leftopen.service.organisations.channels import outbound, require_sender, sender_of, unready
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.audit_log import audit_text
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.outbox import Outbox

SECONDS = 20.0
SUBJECT = "Test notice from leftopen"
TEXT = """\
This is a test notice. A user of leftopen sent it to check that notices
arrive. It concerns no service. You do not need to do anything.

Sender: {contact}
"""
LATE = "no answer within {seconds:g} seconds"

_ADVICE = (
    (r"no answer within|timed out|timeout", "Check smtp_host and smtp_port: nothing answered in time."),
    (r"certificate", "Set smtp_host to the name in the server's certificate, or mend the certificate."),
    (
        r"\b(?:530|534|535|538)\b|authentic|a password needs",
        "Check smtp_user and smtp_password_file; a password is sent only with smtp_security starttls or tls.",
    ),
    (r"starttls", "The server offers no STARTTLS: set smtp_security to tls (port 465) or to none."),
    (r"ssl|unexpected eof|wrong version", "Check smtp_security: the server expects another encryption."),
    (r"can't be reached|error connecting|refused the connection|name or service|getaddrinfo",
     "Check smtp_host and smtp_port: no connection was possible."),
    (r"\b[45]\.2\.2\b|mailbox (?:is )?full|over ?quota",
     "The mailbox of this recipient is full: choose another recipient, or ask them to make room."),
    (r"sender|\bmail from\b", "The server refuses the sender: set mail_from to an address that it accepts."),
    (r"refused|recipient|\b55\d\b|relay", "The server refuses this recipient: check its address, and "
     "whether the server may send to it."),
    (r"\bhttp \d", "The channel answered with an error: check the URL in notify."),
)  # fmt: skip
OTHERWISE = "Read the answer of the server, and check the settings of this channel."
TEXTS = (*(words for _, words in _ADVICE), OTHERWISE)
"""What to change after a failure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentTest:
    """`said` is the answer of the other side as it came, or why there is none; `advice` what to change, ''
    when it was accepted."""

    to: str
    accepted: bool
    said: str
    advice: str = ""


async def send_test(workspace: Workspace, to: str, *, by: str) -> SentTest:
    """Sends it at once, within SECONDS. Raises BadSetting where the channel lacks a setting or the recipient
    is not valid."""
    sender = await asyncio.to_thread(sender_of, to)
    require_sender(workspace)
    if stop := Outbox(workspace.store.records).stopped():
        raise BadSetting(
            f"nothing is sent: {stop.by} paused all sending at {format_time(stop.at)}; "
            "to resume: leftopen outbox start"
        )
    if lacks := unready(workspace.settings, sender):
        raise BadSetting(f"cannot send to {to}: {lacks}")
    lent = await asyncio.to_thread(outbound, workspace)
    notice = _notice(workspace, to)
    try:
        sender.render(notice, workspace.settings.mail_from)
    except BadAddress as error:
        raise BadSetting(str(error)) from None
    await asyncio.to_thread(audit_log.record, workspace, by, "test notice", audit_text(to))
    try:
        async with asyncio.timeout(SECONDS):
            response = await sender.send(notice, workspace.settings.mail_from, lent)
    except TimeoutError:
        return _failed(to, LATE.format(seconds=SECONDS))
    except ConnectionError as error:
        return _failed(to, str(error))
    return SentTest(to=to, accepted=True, said=response)


def advice(response: str) -> str:
    """What to change after this answer."""
    return next((words for mark, words in _ADVICE if re.search(mark, response, re.IGNORECASE)), OTHERWISE)


def _failed(to: str, response: str) -> SentTest:
    return SentTest(to=to, accepted=False, said=response, advice=advice(response))


def _notice(workspace: Workspace, to: str) -> Notice:
    return Notice(
        id=secrets.token_hex(16),
        case="",
        to=to,
        subject=SUBJECT,
        text=TEXT.format(contact=workspace.settings.contact),
        written=workspace.clock(),
    )
