"""Results without the hits that reviewers rejected."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from leftopen.impact.review.hits import hit_id
from leftopen.model.assessment import FoundDocument, FoundValue, UnitResult
from leftopen.model.judgement import Judgement, JudgementWord
from leftopen.model.people import Mention


def rejected_hits(judgements: Iterable[Judgement]) -> dict[str, str]:
    """Hit to document, of those that somebody rejected and nobody confirmed: where two people disagree, the
    hit counts, because somebody may have to be told."""
    words: defaultdict[str, set[JudgementWord]] = defaultdict(set)
    documents: dict[str, str] = {}
    for one in judgements:
        words[one.subject].add(one.word)
        documents[one.subject] = one.document
    return {
        hit: documents[hit]
        for hit, answers in words.items()
        if JudgementWord.REJECTED in answers and JudgementWord.CONFIRMED not in answers
    }


@dataclass(slots=True)
class Rejections:
    """`hits` are left out of each result. `left_out`: how many were, a hit in two copies of a document twice;
    `met`: the different ones."""

    hits: frozenset[str] = frozenset()
    documents: frozenset[bytes] = frozenset()
    left_out: int = 0
    met: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, judgements: Iterable[Judgement]) -> Rejections:
        found = rejected_hits(judgements)
        return cls(frozenset(found), frozenset(map(bytes.fromhex, found.values())))

    @property
    def key(self) -> str:
        """Changes with what is rejected; '' for nothing."""
        return hashlib.sha256("\n".join(sorted(self.hits)).encode()).hexdigest() if self.hits else ""

    def apply(self, result: UnitResult) -> UnitResult:
        """A document that holds nothing else is no longer among those that hold something."""
        if not any(document.digest in self.documents for document in result.found):
            return result
        kept = [self._document(one) if one.digest in self.documents else one for one in result.found]
        return replace(result, found=tuple(one for one in kept if one.values))

    def _document(self, one: FoundDocument) -> FoundDocument:
        values = tuple(value for value in one.values if not self._rejects(one, value))
        gone = {(value.label, value.digest) for value in one.values} - {
            (value.label, value.digest) for value in values
        }
        # A person's value may be spelt in another way than the hit; with the last hit of a kind it goes.
        kinds = {label for label, _ in gone} - {value.label for value in values}
        people = tuple(kept for mention in one.people if (kept := _without(mention, gone, kinds)) is not None)
        return replace(one, values=values, people=people)

    def _rejects(self, document: FoundDocument, value: FoundValue) -> bool:
        hit = hit_id(document.digest, value.label, value.digest)
        if hit not in self.hits:
            return False
        self.left_out += 1
        self.met.add(hit)
        return True


def _without(mention: Mention, gone: set[tuple[str, bytes]], kinds: set[str]) -> Mention | None:
    """None where nothing else is said of that person."""
    kept = tuple(
        one for one in mention.values if (one.label, one.digest) not in gone and one.label not in kinds
    )
    if len(kept) == len(mention.values):
        return mention
    return replace(mention, values=kept) if kept else None
