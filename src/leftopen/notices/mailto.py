"""Tells by mail: `mailto:soc@example.org`, one plain-text message to one address.

RFC 5322, 7-bit on the wire, `Auto-Submitted: auto-generated` (RFC 3834) so that no robot answers. The
Message-ID is derived from the notice, so a second delivery of the same notice is seen as the same mail.
A mail about a case is a report in ARF (RFC 5965): the text for people, then each exposure in XARF v4.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from leftopen.errors import BadAddress
from leftopen.formats.notice_message_id import message_id
from leftopen.formats.xarf import report
from leftopen.model.mail_address import is_mail_address
from leftopen.model.notice import Notice, Outbound, Sender
from leftopen.present.printable import printable

_POLICY = SMTP.clone(cte_type="7bit")
MOST_REPORTS = 20


def render(notice: Notice, sender_address: str) -> bytes:
    """The mail's bytes, lines ending in CRLF. Raises BadAddress when either side is not one plain mail
    address."""
    origin = _address(sender_address)
    message = EmailMessage(policy=_POLICY)
    message["From"] = origin
    message["To"] = _address(notice.to)
    message["Subject"] = printable(notice.subject, 200)
    message["Date"] = format_datetime(notice.written.astimezone(UTC))
    message["Message-ID"] = message_id(notice.id, origin)
    message["Auto-Submitted"] = "auto-generated"
    text = printable(notice.text, lines=True)
    message.set_content(text, cte="7bit" if _fits(text) else "quoted-printable")
    if notice.case and notice.about:
        _add_reports(message, notice, origin)
    return message.as_bytes()


def _add_reports(message: EmailMessage, notice: Notice, origin: str) -> None:
    """Makes it a report in ARF, with one part in XARF for each exposure."""
    # From all of the text, so that no text can hold it; and the same in the same mail.
    content_hash = hashlib.sha256(f"{notice.id}\n{notice.text}".encode("utf-8", "replace")).hexdigest()
    message.make_mixed(boundary=f"=_{content_hash[:48]}")
    message.set_type("multipart/report")
    message.set_param("report-type", "feedback-report")
    head = EmailMessage(policy=_POLICY)
    head["Content-Type"] = "message/feedback-report"
    head.set_payload("Feedback-Type: xarf\r\nUser-Agent: leftopen\r\nVersion: 1\r\n")
    message.attach(head)
    for number, item in enumerate(notice.about[:MOST_REPORTS]):
        part = EmailMessage(policy=_POLICY)
        body = json.dumps(report(notice, item, origin), indent=1).encode("ascii")
        name = f"xarf-{number}.json" if number else "xarf.json"
        part.set_content(body, maintype="application", subtype="json", filename=name)
        message.attach(part)


async def send(notice: Notice, sender_address: str, outbound: Outbound) -> str:
    """Hands the mail to the configured server; returns its answer. Raises BadAddress, ConnectionError."""
    message = render(notice, sender_address)
    return await outbound.mail(_address(sender_address), _address(notice.to), message)


def _address(url: str) -> str:
    is_url = url[:7].lower() == "mailto:"
    bare = url[len("mailto:") :] if is_url else url
    if is_url and any(mark in bare for mark in "?#"):
        raise BadAddress(
            f"{printable(url, 80)!r}: write mailto: and one address, without a query or fragment: those "
            "could add recipients"
        )
    if not is_mail_address(bare):
        raise BadAddress(f"{printable(url, 80)!r} is not a plain mail address")
    return bare


def _fits(text: str) -> bool:
    return text.isascii() and all(len(line) < 998 for line in text.split("\n"))


sender = Sender(
    schemes=("mailto",),
    example="mailto:soc@example.org",
    suffix=".eml",
    render=render,
    send=send,
    check=_address,
    needs=("smtp_host",),
    unconfigured="no mail server is configured",
)
