"""The people of one document: claims as keyed digests and masks. The last place where names are text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from leftopen.contents.digests import canonical, keyed_digest, of_value
from leftopen.contents.find import Hit
from leftopen.contents.masking import clean
from leftopen.formats.digits import only
from leftopen.formats.person_name import PersonName, read_parts
from leftopen.impact.people.claims import LABELS, Claim
from leftopen.impact.people.forms import forms
from leftopen.impact.people.headerless_tables import bare_rows
from leftopen.impact.people.headings import has_headings
from leftopen.impact.people.join import OWN
from leftopen.impact.people.senders import sender, signatures
from leftopen.impact.people.statements import Statements, unassigned_hits
from leftopen.impact.people.tables import rows
from leftopen.impact.people.unite import ADDRESSES, unite
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.people import MaskedName, Mention, MentionReason, PersonValue, Role
from leftopen.model.severity import Severity

MOST = 200_000
MAILS = frozenset({"eml", "msg"})
CARDS = "vcf"
KEPT = 20_000
EXAMPLE = 80
NOBODY = re.compile(
    r"(?:no-?reply|do-?not-?reply|info|admin|administrator|root|postmaster|webmaster|hostmaster|mailer-daemon|daemon"
    r"|support|help|helpdesk|service|contact|office|sales|newsletter|news|alerts?|notifications?|bounces?|list"
    r"|security|abuse|billing|hr|personnel)(?:[+._-][^@]*)?@",
    re.IGNORECASE,
)


@dataclass(slots=True)
class People:
    """`missed`: (label, value) that a heading names and no detector found, as often as it stands there.
    `sender` of a mail, by name and address."""

    mentions: tuple[Mention, ...] = ()
    sender: Mention | None = None
    missed: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class MentionFinder:
    """For one key. It raises on no text. Digests of the values and names met last are kept: a store has the
    same few senders in most mails."""

    key: bytes = field(repr=False)
    detectors: Mapping[str, Detector]
    met: Callable[[Mention, Claim, Sequence[tuple[str, str]]], None] | None = None
    """Is told each mention with what it was made of, as text, to write to people."""
    _values: dict[tuple[str, str, bool], PersonValue] = field(default_factory=dict, repr=False)
    _names: dict[PersonName, MaskedName] = field(default_factory=dict, repr=False)

    def find(self, text: str, kind: str, hits: Sequence[Hit]) -> People:
        """`text` in its plain form, `hits` with positions in it, `kind` the reader's name."""
        people = People()
        ordered = sorted(hits, key=lambda hit: hit.start)
        forms_here = {label for label in {hit.detector for hit in hits} if self._is_form(label)}
        known: set[tuple[str, str]] | None = None
        found: list[Mention] = []
        for claim in self._claims(text, kind, ordered):
            if len(found) >= MOST:
                break
            if known is None:
                known = {(hit.detector, _canonical(hit.detector, hit.value)) for hit in hits}
            people.missed += [
                (label, value)
                for label, value in claim.values
                if label in self.detectors and (label, _canonical(label, value)) not in known
            ]
            if (mention := self._mention(claim, ordered, forms_here)) is not None:
                found.append(mention)
                if mention.reason is MentionReason.SENDER and mention.name is not None:
                    people.sender = mention
        one_form = bool(forms_here) or kind not in MAILS
        people.mentions = tuple(dict.fromkeys(found)) if kind == CARDS else unite(found, one_form=one_form)
        return people

    def _claims(self, text: str, kind: str, hits: Sequence[Hit]) -> Iterator[Claim]:
        """Statements come last: of what no table, form or signature has."""
        begun: set[int] = set()
        spans: list[tuple[int, int]] = []
        headed, numbered = has_headings(text), any(self._is_number(hit.detector) for hit in hits)
        if headed:
            yield from _noted(rows(text), begun, spans)
        if headed or numbered:
            yield from _noted(forms(text, cards=kind == CARDS, numbered=numbered), set(), spans)
        yield from _noted(bare_rows(text, hits, self._identifies, begun.__contains__), set(), spans)
        yield from _noted(_certificates(hits), set(), spans)
        sent = list(sender(text, hits)) if kind in MAILS else []
        yield from _noted(iter(sent), set(), spans)
        if kind in MAILS:
            yield from _noted(signatures(text, hits), set(), spans)
        if numbered:
            known = Statements(text, mail=kind in MAILS, sender=sent[0].given if sent else None)
            yield from known.claims(unassigned_hits(hits, self._is_number, spans))

    def _is_number(self, label: str) -> bool:
        """A number or date that a sentence may say of somebody."""
        return label == "birth_date" or (label != "email_address" and self._identifies(label))

    def _mention(self, claim: Claim, hits: Sequence[Hit], kinds: set[str]) -> Mention | None:
        values: dict[tuple[str, bytes], PersonValue] = {}
        pairs = [*claim.values, *self._inside(claim, hits)]
        for label, value in pairs:
            if label in ADDRESSES and NOBODY.match(value):
                continue
            made = self._value(label, value, claim.day_first)
            values.setdefault((made.label, made.digest), made)
        if not values:
            return None
        if claim.reason is MentionReason.FORM and claim.role is Role.SUBJECT:
            values |= {(kind, b""): PersonValue(label=kind, digest=b"", masked="") for kind in kinds}
        name = claim.name()
        mention = Mention(
            reason=claim.reason,
            role=claim.role,
            name=self._name(name) if name else None,
            values=tuple(values[at] for at in sorted(values)),
        )
        if self.met is not None:
            self.met(mention, claim, pairs)
        return mention

    def _value(self, label: str, value: str, day_first: bool) -> PersonValue:
        made = self._values.get((label, value, day_first))
        if made is None:
            if len(self._values) >= KEPT:
                self._values.clear()
            made = self._values[label, value, day_first] = self._made(label, value, day_first)
        return made

    def _made(self, label: str, value: str, day_first: bool) -> PersonValue:
        same = _canonical(label, value, day_first=day_first)
        mask = self.detectors[label].mask
        shown = mask(same) if mask else same
        digest = bytes.fromhex(of_value(self.key, label, same)[:32])
        return PersonValue(label=label, digest=digest, masked=clean(shown)[:EXAMPLE])

    def _inside(self, claim: Claim, hits: Sequence[Hit]) -> Iterator[tuple[str, str]]:
        """What detectors found in the claim's part of the text. A number or address that a person is known by
        must be the claim's own, or the only one there."""
        found = [hit for start, end in claim.spans for hit in _between(hits, start, end)]
        mails = {value.lower() for label, value in claim.values if label == "email_address"}
        named = {label for label, _ in claim.values}
        numbers = {
            (hit.detector, _canonical(hit.detector, hit.value)) for hit in found if hit.detector in OWN
        }
        distinct = Counter(label for label, _ in numbers)
        for hit in found:
            label = hit.detector
            if label in ADDRESSES:
                fits = hit.value.replace("%40", "@").lower() in mails
            elif label in OWN:
                fits = label not in named and distinct[label] == 1
            else:
                # Phones and birth dates: where no heading named one. A marking in a row is not its person's.
                fits = self._describes(label) and (label not in LABELS.values() or label not in named)
            if fits:
                yield label, hit.value

    def _is_form(self, label: str) -> bool:
        """A kind of document that is about its subject."""
        detector = self.detectors[label]
        return detector.category is Category.FORM and detector.of_person

    def _identifies(self, label: str) -> bool:
        """In a table, tells that a row is one person's: a number that people have, or an e-mail address. A
        telephone or a place may be anything's."""
        detector = self.detectors[label]
        strong = detector.personal and detector.severity.rank >= Severity.MEDIUM.rank
        return label == "email_address" or (strong and label not in ADDRESSES)

    def _describes(self, label: str) -> bool:
        return self.detectors[label].of_person and not self._is_form(label)

    def _name(self, name: PersonName) -> MaskedName:
        known = self._names.get(name)
        if known is None:
            if len(self._names) >= KEPT:
                self._names.clear()
            known = self._names[name] = MaskedName(
                full=self._digest("name", name.full),
                family=self._digest("family", name.last),
                masked=name.masked,
                middle=name.middle,
            )
        return known

    def _digest(self, what: str, value: str) -> bytes:
        return bytes.fromhex(keyed_digest(self.key, f"{what}\0{value}".encode("utf-8", "replace"))[:32])


def _noted(claims: Iterator[Claim], begun: set[int], spans: list[tuple[int, int]]) -> Iterator[Claim]:
    """The same, with the beginning of each row put into `begun`, and all of their places into `spans`."""
    for claim in claims:
        begun.update(start for start, _ in claim.spans)
        spans += claim.spans
        yield claim


def _certificates(hits: Sequence[Hit]) -> Iterator[Claim]:
    """`ROE.JANE.Q.1234567890`."""
    for hit in hits:
        if hit.detector == "dod_id" and "." in hit.value:
            last, first, *rest = hit.value.split(".")
            yield Claim(
                reason=MentionReason.CERTIFICATE,
                role=Role.SUBJECT,
                values=[("dod_id", only(hit.value)[-10:])],
                given=read_parts(first, rest[0] if len(rest) > 1 else "", last),
                spans=[(hit.start, hit.end)],
            )


def _between(hits: Sequence[Hit], start: int, end: int) -> Iterator[Hit]:
    at = bisect_left(hits, start, key=lambda hit: hit.start)
    while at < len(hits) and hits[at].start < end:
        yield hits[at]
        at += 1


def _canonical(label: str, value: str, *, day_first: bool = False) -> str:
    """One spelling, also of an address."""
    same = canonical(label, value, day_first=day_first)
    return same.lower() if label in ADDRESSES else same
