"""Tells the archive of a mailing list from somebody's mailbox. Pure and bounded.

Mail of a list also lies in the mailboxes of those who get it. What was delivered to one person says so in its
head; the list's own archive does not.
"""

from __future__ import annotations

import re

LARGEST, MAILS = 64 * 1024, 200
_START = re.compile(r"^From [^\n]{0,500}\n(?=>?[A-Za-z][\w-]{0,60}:)", re.MULTILINE)
"""The line between two mails: a field follows. A sentence may begin with the same word."""
_LIST = re.compile(r"^List-(?:Archive|Post):[ \t]", re.MULTILINE | re.IGNORECASE)
_DELIVERED = re.compile(
    r"^(?:Delivered-To|X-Original-To|Envelope-To|X-GM-[\w-]{1,30}|X-Gmail-[\w-]{1,30}|Return-Path):[ \t]",
    re.MULTILINE | re.IGNORECASE,
)


def is_list_archive(text: str) -> bool:
    """Does every whole mail in the text name its list, and none the person that it was delivered to?"""
    mails = [mail for mail in _START.split(text[:LARGEST].replace("\r\n", "\n"))[:MAILS] if mail.strip()]
    heads = [mail.partition("\n\n")[0] for mail in (mails[:-1] if len(mails) > 1 else mails)]
    return bool(heads) and all(_LIST.search(head) and not _DELIVERED.search(head) for head in heads)
