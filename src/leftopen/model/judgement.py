"""What a reviewer said about one hit, or about one document that was called clean. No record here holds a
value: both are named by keyed digests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class JudgementKind(StrEnum):
    HIT = "hit"
    """Is this value what its detector says?"""
    DOCUMENT = "document"
    """Does this document, in which nothing was found, really hold nothing?"""


class JudgementWord(StrEnum):
    """The first two are said of a hit, the others of a document."""

    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    CLEAN = "clean"
    NOT_CLEAN = "not_clean"


WORDS = {
    JudgementKind.HIT: (JudgementWord.CONFIRMED, JudgementWord.REJECTED),
    JudgementKind.DOCUMENT: (JudgementWord.CLEAN, JudgementWord.NOT_CLEAN),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """`subject`: the id of a hit, or the digest of a document, in hex; `document`: the keyed digest of the
    document's bytes, in hex, so that it holds for every copy and in every later assessment of these bytes.
    `place` and `assessment`: where it was first seen so. `label`: the kind of data, '' for a document."""

    kind: JudgementKind
    subject: str
    word: JudgementWord
    by: str
    at: datetime
    document: str
    place: str
    assessment: str
    label: str = ""
