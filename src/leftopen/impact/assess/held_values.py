"""What one text holds: every distinct value as a keyed digest and a mask, and the people."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from leftopen.contents import Contents
from leftopen.contents.digests import of_value
from leftopen.contents.masking import clean
from leftopen.impact.assess.unit_tally import Held
from leftopen.impact.people.mentions import MentionFinder
from leftopen.model.assessment import FoundValue

EXAMPLE = 80
KEPT = 50_000


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
            known = set(found)
            found += [pair for hit in others if (pair := (hit.detector, hit.value)) not in known]
        if not found and not people.missed:
            return Held(people=people.mentions)
        spelt = Counter([*found, *people.missed])
        counts: Counter[tuple[str, bytes]] = Counter()
        shown: dict[tuple[str, bytes], str] = {}
        for (label, value), count in spelt.items():
            digest, masked = self._value(label, value)
            counts[label, digest] += count
            shown.setdefault((label, digest), masked)
        values = tuple(
            FoundValue(label=label, digest=digest, masked=shown[label, digest], count=count)
            for (label, digest), count in counts.items()
        )
        return Held(values=values, people=people.mentions)

    def _value(self, label: str, value: str) -> tuple[bytes, str]:
        """Its digest, and its mask."""
        known = self._known.get((label, value))
        if known is None:
            if len(self._known) >= KEPT:
                self._known.clear()
            mask = self.contents.detectors[label].mask
            said = mask(value) if mask else " ".join(value.split())
            digest = bytes.fromhex(of_value(self.contents.key, label, value)[:32])
            known = self._known[label, value] = digest, self.contents.mask(clean(said), EXAMPLE)
        return known
