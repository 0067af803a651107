"""What one text holds: every distinct value as a keyed digest and a mask, and the people."""

from __future__ import annotations

from dataclasses import dataclass, field

from leftopen.contents import Contents
from leftopen.contents.digests import of_value
from leftopen.contents.masking import clean
from leftopen.impact.assess.units.unit_tally import Held
from leftopen.impact.people.mentions import MentionFinder
from leftopen.model.assessment import FoundValue
from leftopen.model.people import Mention

EXAMPLE = 80
KEPT = 50_000
BIRTH = "birth_date"
TOGETHER = 500
"""Values whose masks are looked at in one search."""


@dataclass(slots=True)
class ValueReader:
    """For one worker. Digests and masks of the values met last are kept: most of the time would go into them,
    and the same addresses stand in most mails."""

    contents: Contents
    people: MentionFinder
    _known: dict[tuple[str, str], tuple[bytes, str]] = field(default_factory=dict, repr=False)

    @classmethod
    def build(cls, contents: Contents) -> ValueReader:
        return cls(contents, MentionFinder(key=contents.key, detectors=contents.detectors))

    def read(self, text: str, kind: str) -> Held:
        """`kind`: the name of the reader that gave the text."""
        hits, plain, others = self.contents.finder.find_in_each(text)
        people = self.people.find(plain, kind, others)
        found = [(hit.detector, hit.value) for hit in hits]
        if others is not hits:
            there = set(found)
            found += [pair for hit in others if (pair := (hit.detector, hit.value)) not in there]
        if not found and not people.missed:
            return Held(people=people.mentions, sender=people.sender)
        counts: dict[tuple[str, bytes], int] = {}
        shown: dict[tuple[str, bytes], str] = {}
        spelt = [*found, *people.missed]
        births = _births(people.mentions)
        for start in range(0, len(spelt), TOGETHER):
            pairs = spelt[start : start + TOGETHER]
            known = self._looked_up(pairs)
            for pair in pairs:
                digest, masked = known[pair]
                if pair[0] == BIRTH:
                    digest = self._as_read(pair[1], digest, births)
                counts[pair[0], digest] = counts.get((pair[0], digest), 0) + 1
                shown.setdefault((pair[0], digest), masked)
        values = tuple(
            FoundValue(label=label, digest=digest, masked=shown[label, digest], count=count)
            for (label, digest), count in counts.items()
        )
        return Held(values=values, people=people.mentions, sender=people.sender)

    def _as_read(self, value: str, digest: bytes, births: frozenset[bytes]) -> bytes:
        """Of a birth date: with the day first where a person of this document has it so."""
        if not births or digest in births:
            return digest
        other = bytes.fromhex(of_value(self.contents.key, BIRTH, value, day_first=True)[:32])
        return other if other in births else digest

    def _looked_up(self, pairs: list[tuple[str, str]]) -> dict[tuple[str, str], tuple[bytes, str]]:
        """What is known, with the digest and the mask of each of these values. The masks are looked at in one
        search."""
        if len(self._known) >= KEPT:
            self._known.clear()
        new = [pair for pair in dict.fromkeys(pairs) if pair not in self._known]
        if new:
            digests = [self._said(label, value) for label, value in new]
            masked = (
                self.contents.mask_all(digests)
                if max(map(len, digests)) <= EXAMPLE
                else map(self._cut, digests)
            )
            for (label, value), shown in zip(new, masked, strict=True):
                digest = bytes.fromhex(of_value(self.contents.key, label, value)[:32])
                self._known[label, value] = digest, shown
        return self._known

    def _said(self, label: str, value: str) -> str:
        return clean(self.contents.detectors[label].example(value))

    def _cut(self, text: str) -> str:
        return self.contents.mask(text, EXAMPLE)


def _births(mentions: tuple[Mention, ...]) -> frozenset[bytes]:
    return frozenset(value.digest for mention in mentions for value in mention.values if value.label == BIRTH)
