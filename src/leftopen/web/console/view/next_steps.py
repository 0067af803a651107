"""What happens next with a case, and when: by its state and the closure rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from leftopen.model.case import Case, CaseState
from leftopen.translate import Translator

TELL, ASK, WAIT, SILENT, ACCEPTED, PROVED, WORD, FALSE, TAKEN = (
    "Next: tell the owner. Nothing is sent before you confirm the preview.",
    "Next: check again once the owner has answered. A scan of this address checks it too.",
    "Next: wait for the owner to close it, then check again. A scan of this address checks it too.",
    "Next: check again until three rounds prove the closure, or close it by your word.",
    "Next: nothing until the end of {until}. Then the case counts as open again. Scans still check it.",
    "Next: nothing. If a scan finds it open again, the case reopens.",
    "Next: check again. Only a check proves the closure.",
    "Next: nothing. Scans list it with this decision.",
    "Next: the other case goes on.",
)
NEXT: Mapping[CaseState, str] = {
    CaseState.OPEN: TELL,
    CaseState.NOTIFIED: ASK,
    CaseState.ACKNOWLEDGED: WAIT,
    CaseState.SILENT: SILENT,
    CaseState.ACCEPTED: ACCEPTED,
    CaseState.CLOSED: PROVED,
    CaseState.WITHDRAWN: PROVED,
    CaseState.SAID_CLOSED: WORD,
    CaseState.FALSE_POSITIVE: FALSE,
    CaseState.TAKEN_OVER: TAKEN,
}
TEXTS = tuple(dict.fromkeys(NEXT.values()))
"""Every text that is translated."""


def next_step(case: Case, t: Translator) -> str:
    """One to three sentences."""
    # It ends with its last day: the first moment that is no longer accepted is midnight.
    last = case.until - timedelta(seconds=1) if case.until else None
    return t(NEXT[case.state], until=f"{last:%Y-%m-%d}" if last else "–")
