"""The console's words, in English and in French. English is what the templates say; `french.json` has the
rest, and a test that every sentence is in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from leftopen.present.humanize import format_bytes

ENGLISH, FRENCH = "en", "fr"
LANGUAGES = {ENGLISH: "English", FRENCH: "Français"}
CATALOGUE: Mapping[str, str] = json.loads(Path(__file__).with_name("french.json").read_text("utf-8"))

SAID = {
    "welcome": "Welcome. This is the only account so far; invite others under People.",
    "signed_out": "You are signed out.",
    "password": "The password is changed; every other browser of yours is signed out.",
    "second": "The second factor is set.",
    "look": "Saved.",
    "passkey": "The passkey is kept: it signs you in from now on.",
    "connected": "Your account is connected: the sign-in of your organisation signs you in from now on.",
    "ended": "That browser is signed out.",
    "saved": "The search is saved.",
    "forgotten": "The saved search is gone.",
    "decided": "Recorded.",
    "noted": "The note is kept.",
    "told": "The notice is written and sent.",
    "written": "The notice is written to a file; no mail server is configured to send it.",
    "not_taken": "The mail server did not take the notice; see its answer below.",
    "looked": "Looked again just now; see the newest line of the timeline.",
    "scope_added": "The authorisation is recorded.",
    "scope_removed": "The authorisation is taken back; a running scan obeys within a second.",
    "submitted": "The scan is in the queue.",
    "taken": "The file is here; its import goes on below.",
    "stopping": "The import stops; what was read is stored, and the same file goes on from there.",
    "changed": "Changed.",
    "removed": "Removed.",
}
"""What a page says about what was done just before; chosen by its key, so that no address can put words into
a page."""

# Of these the word in front is the length, in the order in which they are tried.
_LENGTHS = (
    (86_400, "{n} days"),
    (3600, "{n} hours"),
    (60, "{n} minutes"),
    (0, "{n} seconds"),
)


def translate(language: str, text: str, **values: object) -> str:
    """The text in that language, with the values in its braces."""
    found = CATALOGUE.get(text, text) if language == FRENCH else text
    return found.format(**values) if values else found


def many(language: str, count: int, one: str, more: str) -> str:
    """One of two texts by the count, which stands at `{n}`."""
    single = count < 2 if language == FRENCH else count == 1
    return translate(language, one if single else more, n=number(language, count))


def number(language: str, count: int) -> str:
    grouped = f"{count:,}"
    return grouped.replace(",", "\u202f") if language == FRENCH else grouped


def size(language: str, count: int) -> str:
    words = format_bytes(count)
    return words.replace("B", "o").replace(".", ",") if language == FRENCH else words


def span(language: str, length: timedelta) -> str:
    """`17 days`: the largest unit that gives at least two of it, rounded down."""
    seconds = max(0, int(length.total_seconds()))
    unit, text = next(pair for pair in _LENGTHS if seconds >= 2 * pair[0])
    return translate(language, text, n=seconds // unit if unit else seconds)


def ago(language: str, at: datetime, now: datetime) -> str:
    if at > now:
        return translate(language, "in {span}", span=span(language, at - now))
    return translate(language, "{span} ago", span=span(language, now - at))


def moment(at: datetime) -> str:
    """The same in every language: year first, UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def preferred_language(header: str) -> str:
    """What the browser would rather read, of the two; English when it does not say."""
    for part in header[:200].split(","):
        code = part.partition(";")[0].strip().lower()[:2]
        if code in LANGUAGES:
            return code
    return ENGLISH


def label(language: str, word: str) -> str:
    """A word of the model, such as `case_manager` or `said_closed`, as people read it."""
    return translate(language, word.replace("_", " "))
