"""What a scan can say of one service as a whole: one word, and the evidence for it.

A service without a finding is not safe by that. `closed` needs the evidence of a refusal; everything else
that was not seen open is `unexamined`, of some kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from leftopen.model.verdict import Reason


class ExaminedVerdict(StrEnum):
    """`undetermined`, `published`: readable, as in `model.shape.Intent`."""

    OPEN = "open"
    UNDETERMINED = "undetermined"
    PUBLISHED = "published"
    CLOSED = "closed"
    UNEXAMINED = "unexamined"


class UnexaminedKind(StrEnum):
    """Why a service is neither open nor closed; `SHORT` has a text for each."""

    NOT_IDENTIFIED = "not_identified"
    NO_CHECK = "no_check"
    NOTHING_RECOGNISED = "nothing_recognised"
    FRONT_REFUSES = "front_refuses"
    LINKS_NOT_FOLLOWED = "links_not_followed"
    BUDGET_SPENT = "budget_spent"
    NO_ANSWER = "no_answer"
    NOT_UNDERSTOOD = "not_understood"
    ANSWERS_EVERYTHING = "answers_everything"
    NOT_PERMITTED = "not_permitted"
    BUG = "bug"


SHORT: dict[UnexaminedKind, str] = {
    UnexaminedKind.NOT_IDENTIFIED: "not identified",
    UnexaminedKind.NO_CHECK: "no check for this protocol",
    UnexaminedKind.NOTHING_RECOGNISED: "read, and nothing recognised",
    UnexaminedKind.FRONT_REFUSES: "the front page refuses; other paths may not",
    UnexaminedKind.LINKS_NOT_FOLLOWED: "read, and nothing recognised; some links were not followed",
    UnexaminedKind.BUDGET_SPENT: "read, and nothing recognised; the budget of requests or bytes was spent",
    UnexaminedKind.NO_ANSWER: "the service did not answer a check",
    UnexaminedKind.NOT_UNDERSTOOD: "an answer could not be understood",
    UnexaminedKind.ANSWERS_EVERYTHING: "the same answer to every request, which proves nothing",
    UnexaminedKind.NOT_PERMITTED: "the scope does not allow the requests that would decide",
    UnexaminedKind.BUG: "internal error in leftopen; see the log",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """`check` names the check or shape that decided, '' where none did, and `reason` and `said` (masked) are
    those of its verdict: where `verdict` is open and `reason` is none of what was read, its case is open and
    this scan could not confirm it. `kind` is set for `unexamined` alone. Of a web server: `pages` that were
    read, other `paths` than the front page that were asked, `unasked` known ones for which the budget did not
    suffice, `not_followed` links that might act."""

    verdict: ExaminedVerdict
    kind: UnexaminedKind | None = None
    check: str = ""
    reason: Reason | None = None
    said: str = ""
    pages: int = 0
    paths: int = 0
    unasked: int = 0
    not_followed: int = 0
