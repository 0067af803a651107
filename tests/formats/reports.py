"""Delivery status notifications as mail servers write them, made up."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime


def report(
    about: str,
    *,
    at: datetime,
    action: str = "failed",
    status: str = "5.1.1",
    to: str = "soc@example.org",
    own: str = "1",
    whole: bool = False,
) -> bytes:
    """A notification about the mail with that Message-ID; with the `whole` mail, or only its headers."""
    returned = "message/rfc822" if whole else "text/rfc822-headers"
    return f"""\
Return-Path: <>
Date: {format_datetime(at)}
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: leftopen@example.org
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="B{own}"
Message-ID: <{own}@mx.example.org>

This is a MIME-encapsulated message.

--B{own}
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B{own}
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
Arrival-Date: {format_datetime(at)}

Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{to}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <{to}>: Recipient address rejected:
    User unknown in local recipient table

--B{own}
Content-Type: {returned}

Return-Path: <leftopen@example.org>
From: leftopen@example.org
To: {to}
Subject: a notice
Message-ID: {about}

--B{own}--
""".replace("\n", "\r\n").encode()
