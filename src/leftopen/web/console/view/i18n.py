"""Texts of the console that a key or a value chooses, and what it writes in the user's language: numbers,
sizes, durations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial

from leftopen.present import case_words, intervals
from leftopen.present.humanize import format_bytes
from leftopen.translate import ENGLISH, languages, number, translate

SAID = {
    "welcome": "Welcome. This is the only account. Invite others on the Users page.",
    "signed_out": "You are signed out.",
    "password": "Password changed. Your other sessions have ended.",
    "second": "Second factor set up.",
    "look": "Saved.",
    "passkey": "Passkey added. You can now sign in with it.",
    "connected": "Account connected. You can now sign in with your organisation.",
    "ended": "The session has ended.",
    "saved": "Search saved.",
    "forgotten": "Saved search deleted.",
    "view_saved": "View saved.",
    "view_forgotten": "View deleted.",
    "decided": "Decision saved.",
    "commented": "Comment added.",
    "responded": "Recorded in the response log.",
    "assigned": "Assignee saved.",
    "due": "Due date saved.",
    "told": "Notice sent.",
    "written": "Notice written to a file, not sent: its channel is not configured.",
    "held": "The notice is held. See the outbox.",
    "test-sent": "Test message sent. The other side accepted it.",
    "test-not-sent": "The test message was not accepted. See the answer below.",
    "outbox-stopped": "All sending is paused.",
    "outbox-started": "Sending is resumed.",
    "not_taken": "The notice was rejected. See the response below.",
    "looked": "Check complete. See the newest entry in the timeline.",
    "scope_added": "Authorisation added.",
    "scope_removed": "Authorisation revoked. Running scans obey within a second.",
    "submitted": "Scan queued.",
    "scan-cancelled": "Scan cancelled.",
    "exclusion-added": "Exclusion added. It applies from now on.",
    "organisation-added": "Organisation added.",
    "monitor-added": "Monitor added. Its first run is the baseline.",
    "monitor-added-unsent": "Monitor added, but its messages can't be sent yet. Mail needs the settings "
    "smtp_host and mail_from; a webhook at an address that is not public needs notify_private.",
    "taken": "File uploaded. Its import continues below.",
    "stopping": "The import is stopping. Stored records remain. Import the same file again to continue.",
    "acknowledged": "Thank you. Your answer is recorded.",
    "looked_again": "The check was repeated. Its result is below.",
    "links_withdrawn": "The owner's links are withdrawn.",
    "changed": "Changes saved.",
    "unchanged": "Nothing was changed.",
    "removed": "Removed.",
}
"""The result of the last action. The page chooses it by its key, so that no URL can put text into a page."""

UNWELL = {
    "records": "Nothing can be stored.",
    "disk": "The disk is full.",
    "inodes": "The disk can hold no more files.",
    "temp": "The disk has no space for temporary files.",
    "clock": "The clock is wrong.",
    "engine": "The search engine does not work.",
    "worker": "No worker is running.",
    "monitors": "Monitors do not run.",
    "jobs": "A job keeps failing.",
    "messages": "Messages are not sent.",
    "retention": "Old data is not deleted.",
    "backup": "There is no recent backup.",
    "chain": "The event chain is broken.",
    "authorisations": "The authorisation of a monitor's targets has expired.",
    "heartbeat": "The heartbeat does not arrive.",
}
"""What each check of the health says when it fails."""

LABELS = {
    "approval": "waits for approval",
    "by_hand": "held by a person",
    "daily_cap": "daily limit",
    "not_configured": "channel not configured",
    **{state.value: words for state, words in case_words.STATES.items()},
    **{kind.value: words for kind, words in case_words.EVENTS.items()},
    "answers_everything": "same response to every request",
    "denied_everywhere": "access denied to this scanner",
    "audit": "audit log",
    "budget_spent": "budget used up",
    "bug": "internal error",
    "cut": "response cut short",
    "found": "open ports",
    "gone": "no longer responding",
    "inside": "internal network",
    "not-reported": "scanned, but not reported",
    "not-scanned": "not scanned",
    "not-told": "reported without notices",
    "keys": "API keys",
    "new-exposure": "new exposure",
    "new-host": "new host",
    "new-port": "new port",
    "not_understood": "response not understood",
    "delegate": "right on a mailbox",
    "oauth_grant": "grant of an application",
    "own": "own account",
    "password_asked": "password required",
    "queue": "queued",
    "talked": "services",
    "notify": "notify owners",
    "verify": "check again",
}
"""Values of the model whose display name is not the value itself."""


def bounds(language: str, least: int, most: int | None) -> str:
    """`38 to 51`; `most` None: it is not known."""
    if most is None:
        return translate(language, "at least {span}, at most not known", span=number(language, least))
    return translate(
        language, "{least} to {most}", least=number(language, least), most=number(language, most)
    )


def size(language: str, count: int) -> str:
    amount, unit = format_bytes(count).split()
    shown = number(language, float(amount) if "." in amount else int(amount))
    return f"{shown} {translate(language, unit)}"


def span(language: str, length: timedelta) -> str:
    """`17 days`: in the largest unit that gives at least two, rounded down."""
    return intervals.format_span(length, partial(translate, language))


def interval(language: str, lower: timedelta, upper: timedelta | None) -> str:
    """A duration between its bounds: `3 to 5 days`."""
    return intervals.format_interval(lower, upper, partial(translate, language))


def ago(language: str, at: datetime, now: datetime) -> str:
    if at > now:
        return translate(language, "in {span}", span=span(language, at - now))
    return translate(language, "{span} ago", span=span(language, now - at))


def moment(at: datetime) -> str:
    """The same in every language: year first, UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def preferred_language(header: str) -> str:
    """The preferred language of the browser; English when it states none."""
    return _preferred(header[:200])


@lru_cache(maxsize=256)
def _preferred(header: str) -> str:
    for part in header.split(","):
        code = part.partition(";")[0].strip().lower()[:2]
        if code in languages():
            return code
    return ENGLISH


def label(language: str, value: str) -> str:
    """The display name of a value of the model, such as `case_manager` or `said_closed`."""
    return translate(language, LABELS.get(value, value.replace("_", " ")))
