"""What sentences and lines say: `The SSN of Jane Roe is …`, `Jane Roe, born …`, `my passport number …`.

A number is somebody's only where a name stands beside it and nothing but words of labels lies between, where
the writer or the one who is addressed is named and the sentence says *my* or *your*, or where all of the
paragraph or of the document names one person. In doubt it is nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice

from leftopen.contents.find import Hit
from leftopen.formats.person_name import PersonName, read_name, read_parts
from leftopen.impact.people.claims import Claim
from leftopen.impact.people.headings import line_end, role_of, words
from leftopen.impact.people.names import OTHERS, is_place, names_in
from leftopen.impact.people.tables import MARKS
from leftopen.model.people import MentionReason, Role

MOST = 2_000
"""Values of one document that are looked at: one with more is a dump."""
BEFORE, AFTER = 300, 160
PARAGRAPH = 1_500
DOCUMENT = 12_000
"""Characters of a document of which one person may be the subject."""
BREAK = re.compile(r"\n[> \t\r]{0,9}\n")
END = re.compile(r"([^\W\d_]{1,20})?[.!?][\"')\]]{0,2}\s{1,9}(?=[A-ZÀ-Þ\"(])")
_SHORT = "mr mrs ms dr no nr st prof capt sgt lt col gen maj jr ref tel"
SHORT = frozenset(_SHORT.split())
WRAP = re.compile(r"(?<=[^\n]{50})\r?\n(?=[^\s>])")
"""The end of a line of running text."""
LETTERS = re.compile(r"(?<!\w)[^\W\d_]+(?!\w)")
"""Words: the letters of a number are none."""
NOISE = re.compile(r"[\W_]")
CELLS = ",;\t|("
_BETWEEN = """
s is was are as and or the a an of under with by on in has have holds bears holding bearing whose named
name number numbers no nr num id code der die das mit dem und ist lautet est le la l du de d né née au
sous valid belongs belonging registered carries uses using card type copy following value reads expires
social security ssn ssan iban account passport passeport reisepass ausweis personalausweis dod edipi dob
date birth born geboren geb am driver drivers driving license licence permis conduire führerschein
national insurance nino nhs tax visa mastercard credit debit payment kreditkarte carte us uk german
british american french electronic identification identity sécurité sociale numéro steuer
identifikationsnummer nummer bank konto travel document medicare jan january feb february mar march apr
april may jun june jul july aug august sep sept september oct october nov november dec december januar
februar märz mai juni juli oktober dezember janvier février mars avril juin juillet août septembre
octobre novembre décembre jr sr ii iii iv
"""
BETWEEN = frozenset(_BETWEEN.split())
"""May stand between a name and the number that is that person's."""
BEHIND = re.compile(
    r"[\s,]{0,3}(?:\((?:of |for )?|[-–—=][ \t]|(?:is |was )?(?:that )?(?:of|for|belongs to|belonging to"
    r"|issued to|registered to|held by|in the name of|assigned to|de|von|au nom de)"
    r"\s(?:(?:mr|mrs|ms|dr)\.?\s)?"
    r"|[,;]?[ ]?(?:account |card |passport )?(?:holder|titulaire|inhaber(?:in)?):?\s)",
    re.IGNORECASE,
)
"""Between a number and the name of its owner behind it."""
MINE = re.compile(r"\b(?:my|mein(?:e|er|en|em)?|mon|ma)\b", re.IGNORECASE)
YOURS = re.compile(r"\b(?:your|ihre?r?|votre)\b", re.IGNORECASE)
THEIRS = re.compile(
    r"\b(?:his|her|their|the (?:employee|member|applicant|patient|holder)['’]s)\b", re.IGNORECASE
)
OF_SOMEBODY = re.compile("|".join(one.pattern for one in (MINE, YOURS, THEIRS)), re.IGNORECASE)
I_AM = re.compile(r"\b(?:I, |I am |My name is |I['’]m |Ich, |Je soussignée?,? |Mein Name ist )(?=[A-ZÀ-Þ])")
DEAR = re.compile(
    r"^[> \t]{0,9}(?:Dear|Hello|Hi|Sehr geehrter? (?:Herr|Frau)|Cher|Chère)[ ]([^\n,:]{2,60})[,:]?\s{0,3}$",
    re.MULTILINE,
)
CLOSING = re.compile(
    r"^[> \t]{0,9}(?:(?:very )?respectfully(?: submitted)?|v/?r|(?:yours )?sincerely"
    r"|(?:best |kind |warm )?regards|yours faithfully|mit freundlichen grüßen|cordialement),?"
    r"[ \t\r]{0,9}\n[\s>]{0,20}([^\n]{3,60})$",
    re.MULTILINE | re.IGNORECASE,
)


class Statements:
    """Of one text. `sender` of a mail, if it names one."""

    def __init__(self, text: str, *, mail: bool, sender: PersonName | None) -> None:
        self._text, self._mail, self._sender = text, mail, sender
        self._flat = WRAP.sub(lambda found: " " * len(found.group()), text)

    def claims(self, hits: Iterable[Hit]) -> Iterator[Claim]:
        """`hits`: the numbers that are nobody's yet, in their order. One claim for each owner; where a name
        has two numbers of one kind, as two people in a list may, one for each of them."""
        claims: dict[tuple[PersonName, int], Claim] = {}
        held: dict[tuple[PersonName, str], list[str]] = {}
        listed: set[PersonName] = set()
        for hit in islice(hits, MOST):
            if (owner := self._owner(hit)) is None:
                continue
            values = held.setdefault((owner, hit.detector), [])
            if self._is_cell(hit):
                listed.add(owner)
            bare = NOISE.sub("", hit.value)
            if bare not in values:
                values.append(bare)
            new = Claim(reason=MentionReason.STATEMENT, role=Role.SUBJECT, given=owner)
            claims.setdefault((owner, values.index(bare)), new).spans.append((hit.start, hit.end))
        # Of a table, a name with several numbers is a clerk's.
        several = {owner for owner, at in claims if at and owner in listed}
        yield from (claim for (owner, _), claim in claims.items() if owner not in several)

    def _owner(self, hit: Hit) -> PersonName | None:
        if self._is_cell(hit):
            return self._beside(hit)
        start, end = self._sentence(hit)
        found = names_in(self._flat, start, end)
        before = [one for one in found if one.end <= hit.start and self._leads(one.end, hit.start)][-1:]
        behind = [one for one in found if one.start >= hit.end][:1]
        behind = [one for one in behind if BEHIND.fullmatch(self._flat, hit.end, one.start)]
        if any(is_place(self._flat, one) for one in before):
            before = []
        if before and behind:
            # A list, with the names before the numbers or behind them: the line tells which.
            line = self._text.rfind("\n", 0, hit.start)
            return behind[0].name if before[0].start < line else None
        if before or behind:
            return (before + behind)[0].name
        lead = self._flat[max(start, hit.start - 80) : hit.start]
        if role_of(words(lead)) is not Role.SUBJECT:
            return None
        return self._by_pronoun(hit, lead) or self._only(hit, lead)

    def _is_cell(self, hit: Hit) -> bool:
        """Of a table, which tells whose it is by its columns."""
        before = self._text[max(0, hit.start - 3) : hit.start].rstrip("\"'")[-1:]
        return bool(before) and before in CELLS and not (before == "(" and self._text[hit.start - 1] == "(")

    def _beside(self, hit: Hit) -> PersonName | None:
        """The name, where the line has nothing else."""
        start = self._text.rfind("\n", 0, hit.start) + 1
        if self._text[hit.end : line_end(self._text, hit.end)].strip("\r \"'"):
            return None
        cells = self._text[start : hit.start].strip("\r\t ;,|\"'") if hit.start - start < 90 else ""
        # `Jane Roe,Luke Poe,…` names two.
        several = any(mark in cells for mark in MARKS if mark != ",")
        return None if several or ("," in cells and len(LETTERS.findall(cells)) > 3) else read_name(cells)

    def _leads(self, start: int, end: int) -> bool:
        """Are there only words of labels, numbers and dates between, and no end of a line?"""
        return (
            end - start <= 200
            and "\n" not in self._flat[start:end]
            and all(word.lower() in BETWEEN for word in LETTERS.findall(self._flat[start:end]))
        )

    def _by_pronoun(self, hit: Hit, lead: str) -> PersonName | None:
        quoted = self._text[self._text.rfind("\n", 0, hit.start) + 1 :][:1] == ">"
        if not quoted and _near(MINE, lead):
            return _one(self._writers)
        if not quoted and _near(YOURS, lead):
            return _one(self._addressed)
        if _near(THEIRS, lead):
            return self._sole(*self._paragraph(hit))
        return None

    def _only(self, hit: Hit, lead: str) -> PersonName | None:
        """The only one whom the paragraph or the document names, where nothing but a label stands before."""
        label = lead[lead.rfind("\n") + 1 :]
        if not all(word.lower() in BETWEEN | OTHERS for word in LETTERS.findall(label)) or OF_SOMEBODY.search(
            label
        ):
            return None
        start, end = self._paragraph(hit)
        if end - start > PARAGRAPH or role_of(words(self._text[start:end])) is not Role.SUBJECT:
            return None
        return self._sole(start, end) or self._subject

    def _sole(self, start: int, end: int) -> PersonName | None:
        """The only one who is named there, unless what looks like a name may be a place."""
        found = names_in(self._flat, start, end)
        return None if any(is_place(self._flat, one) for one in found) else _one(one.name for one in found)

    def _named(self, start: int, end: int) -> list[PersonName]:
        return [one.name for one in names_in(self._flat, start, end)]

    @cached_property
    def _subject(self) -> PersonName | None:
        """The only one whom the document names, if it is no mail, not long, and about nobody else."""
        if self._mail or len(self._text) > DOCUMENT or role_of(words(self._text)) is not Role.SUBJECT:
            return None
        return self._sole(0, len(self._text))

    @cached_property
    def _writers(self) -> list[PersonName]:
        """Who says *I*: the sender, or whom the text names as its writer."""
        if self._sender is not None:
            return [self._sender]
        head = self._flat[:DOCUMENT]
        names_after = [
            names_in(head, one.end(), min(one.end() + 80, len(head)))[:1] for one in I_AM.finditer(head)
        ]
        signed = [read_name(one.group(1)) for one in CLOSING.finditer(self._text[:DOCUMENT])]
        return [place.name for places in names_after for place in places] + [
            one for one in signed if one is not None
        ]

    @cached_property
    def _addressed(self) -> list[PersonName]:
        """Whom a letter greets. Of `Dear Ms. Roe`: the full name above it, or of the recipient."""
        head = self._text[:DOCUMENT]
        greeted = list(DEAR.finditer(head))
        if len(greeted) != 1:
            return []
        called = greeted[0].group(1).strip()
        if (name := read_name(called)) is not None:
            return [name]
        whole = read_parts("a", "", called)
        return [one for one in self._named(0, greeted[0].start()) if whole and one.last == whole.last]

    def _sentence(self, hit: Hit) -> tuple[int, int]:
        first, last = self._paragraph(hit)
        low, high = max(first, hit.start - BEFORE), min(last, hit.end + AFTER)
        ends = [found.end() for found in END.finditer(self._flat, low, hit.start) if _ends(found)]
        begins = (
            found.end(1) if found.group(1) else found.start()
            for found in END.finditer(self._flat, hit.end, high)
            if _ends(found)
        )
        return max([low, *ends]), next(begins, high)

    def _paragraph(self, hit: Hit) -> tuple[int, int]:
        """Between the empty lines around it."""
        low, high = max(0, hit.start - PARAGRAPH), min(len(self._text), hit.end + PARAGRAPH)
        before = [found.end() for found in BREAK.finditer(self._text, low, hit.start)]
        after = BREAK.search(self._text, hit.end, high)
        return max([low, *before]), after.start() if after else high


def _near(pronoun: re.Pattern[str], lead: str) -> bool:
    """Does one stand before the label of a number?"""
    found = list(pronoun.finditer(lead))
    return bool(found) and all(word.lower() in BETWEEN for word in LETTERS.findall(lead[found[-1].end() :]))


def _ends(found: re.Match[str]) -> bool:
    """A sentence; `No. 7`, `Mr. Roe` and `Jane Q. Roe` do not end one."""
    word = found.group(1) or ""
    return not word or (len(word) > 1 and word.lower() not in SHORT)


def _one(names: Iterable[PersonName]) -> PersonName | None:
    """The only one, under whichever spelling says most; None for none or several."""
    found = sorted(set(names), key=lambda one: (-len(one.middle), one.full))
    if not found or any(one.full != found[0].full for one in found):
        return None
    middles = {one.middle for one in found} - {""}
    return found[0] if len(middles) <= 1 else None


def unassigned_hits(
    hits: Sequence[Hit], wanted: Callable[[str], bool], spans: list[tuple[int, int]]
) -> Iterator[Hit]:
    """Of the labels that are `wanted`, those in none of the `spans`."""
    at, taken = 0, sorted(spans)
    reach = -1
    for hit in hits:
        if not wanted(hit.detector):
            continue
        while at < len(taken) and taken[at][0] <= hit.start:
            reach = max(reach, taken[at][1])
            at += 1
        if hit.end > reach:
            yield hit
