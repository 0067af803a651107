"""Who logged in, as a fact: a stranger with a password is a reader, and an answer of its own.

Names of users are masked: of each, its first letter.
"""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.impact.logs.limit_sentences import TO_TIE
from leftopen.impact.respond.facts import Fact, Known, joined, message
from leftopen.impact.respond.nouns import received_bytes
from leftopen.model.access_logs import Login, ReadersResult
from leftopen.translate import N_, Message, plural_message

COUNTED = N_(
    "mailboxes and accounts that outside clients logged in to, from logs with user names; failed attempts "
    "do not count"
)
NAMED = 3
"""So many are named in the sentence."""


def fact(reading: ReadersResult, link: str) -> Fact:
    """`readers.logins`: how many mailboxes or accounts, and by whom, when and with how many bytes."""
    if reading.logins is None:
        return Fact(
            id="readers.logins",
            said=message(
                "Logins with a password were not examined: no log with user names was read.",
            ),
            known=Known.NOT_EXAMINED,
            counted=COUNTED,
            link=link,
        )  # fmt: skip
    found = reading.strangers_in()
    count = len({one.mailbox or one.user for one in found})
    return Fact(
        id="readers.logins",
        said=_said(found, count) if found else _nobody(reading),
        outward=_outward(count) if found else None,
        known=Known.KNOWN if found or reading.covered else Known.NOT_KNOWN,
        value=count if found or reading.covered else None,
        lower=count,
        upper=count if reading.covered else None,
        counted=COUNTED,
        link=link,
    )


def _nobody(reading: ReadersResult) -> Message:
    if reading.covered:
        return message(
            "No outside client logged in.",
        )
    if reading.untied_only:
        return message(
            "The logs show no login of an outside client, but nothing ties them to the server of the "
            "items. A login is still possible. {remedy}",
            remedy=TO_TIE,
        )
    return message(
        "The logs show no login of an outside client, but they do not cover the whole window. A login is "
        "still possible.",
    )


def _said(found: Sequence[Login], count: int) -> Message:
    shown = [_one(one) for one in found[:NAMED]]
    more = len(found) - NAMED
    if more > 0:
        shown.append(message("and {more} more", more=more))
    return message(
        "Outside clients logged in to {boxes} with a password or a token: {shown}.",
        boxes=_boxes(count),
        shown=joined("{first}; {rest}", shown),
    )  # fmt: skip


def _outward(count: int) -> Message:
    return message(
        "Outsiders logged in to {boxes} with a password or a token.",
        boxes=_boxes(count),
    )


def _boxes(count: int) -> Message:
    return plural_message(count, "{n} mailbox or account", "{n} mailboxes or accounts")


def _one(one: Login) -> Message:
    user = mask_name(one.user) + (f" ({mask_name(one.mailbox)})" if one.mailbox not in ("", one.user) else "")
    return message(
        "{user} from {address} ({protocol}), first {first}, last {last}, {size}",
        user=user,
        address=one.address,
        protocol=one.protocol,
        first=one.first,
        last=one.last,
        size=_bytes(one),
    )


def _bytes(one: Login) -> Message:
    """A log that says no length says nothing of the amount: that is not 0."""
    size = received_bytes(one.bytes)
    if one.bytes_known:
        return size
    if one.bytes:
        return message("at least {size}", size=size)
    return message("how many bytes is not known")


def mask_name(user: str) -> str:
    """The first letter of a name, and that it is an address."""
    return f"{user[:1]}***{'@…' if '@' in user else ''}"
