"""Dates of birth: a date after its keyword, in a form, a record or a sentence.

Keywords: `DOB`, `date of birth`, `birthdate`, `BDAY`, `né le`, `geboren am` and similar; `born` only after a
person's name or `he`, `she`, `I`, at the beginning of a sentence, or as a heading of a column: text also says
that projects were born. Other dates are never detected: a mail contains dozens. The current date is not used:
a four-digit year is 1900 to 2039, a two-digit year is any.
"""

from __future__ import annotations

import re

from leftopen.formats.digits import runs_on
from leftopen.formats.value_label import bridged
from leftopen.formats.written_date import BARE_DATE, is_date
from leftopen.model.category import Category
from leftopen.model.detector import Detector, Wide
from leftopen.model.severity import Severity

# The pattern is wide, because compiling an exact one takes a second; `accept` is stricter.
WORD = (
    r"((?:\b|_)d\.?o\.?b\b\.?|(?:date|dt)[ _-]?of[ _-]?birth|birth[ _-]?(?:date|dt)|birthday|geburtstag"
    r"|\bbday\b|\bbdate\b|\b(?:birth|naissance) ?[:=]|date[ _-]?(?:de[ _-]?)?naiss(?:ance)?"
    r"|geb\.?[ _-]?datum|\bn(?:[^ a-z]{1,2}|e)\(?e?\)? le\b"
    r"|\bn[^\x00-\x7f]{1,2}\(?e?\)?s? (?:[^\x00-\x7f]{1,2}|en|au) |geburtsdatum|\bgeb(?:\.|oren) ?(?:am)?\b"
    r"|fecha[ _-]de[ _-]nacimiento|\bnacid[oa] el\b|data[ _-]di[ _-]nascita|\bborn(?: on)?\b)"
)
# A word without a digit behind it is left at once. The first digit of a date is at most so far behind.
AHEAD = r"(?=[^0-9]{0,75}[0-9])"
WIDE_GAP = r"(?:\[\d{1,3}\])?[^0-9]{0,60}?"
WIDE_DATE = (
    r"(?P<value>\d{1,4} ?[-/.] ?\d{1,2} ?[-/.] ?\d{1,4}|\d{8}|\d{1,2}[^0-9;!?=:<\t]{3,20}\d{2,4}"
    r"|[a-z]{3,10}\.? \d{1,2}[a-z]{0,2},? \d{4}|\d{4}[ -]?[a-z\x80-\uffff]{3,10}\.?[ -]?\d{1,2})"
)
LEAD = 110
"""The longest date, the words behind it, and the longest keyword."""
# Behind its date: `am 3. Februar 1980 in Musterstadt geboren`, `3 Feb 1980 is her date of birth`.
BORN = r"(?:geboren|zur welt|auf die welt)"
AFTER = (
    rf"(?: (?:[^\x00-&(-,./:-@\[-`{{-\x7f]{{1,14}} ){{0,5}}?{BORN}\b"
    r"|[ ,()-]{1,4}(?:(?:is|was|as|the|his|her|my|your|their|of|for|on|in|given|listed|shown|est"
    r"|comme|sa|ma|la|als|ist"
    r"|das|ihr|sein|mein) ){0,5}(?:date of birth|d\.?o\.?b|birth ?date|birthday|geburtsdatum|geburtstag"
    r"|date de naissance)\b(?! ?[:=]))"
)
BEFORE_WORD = rf"(?<![0-9a-z/.-]){BARE_DATE}(?={AFTER})"
# Whatever stands beside it.
STORED_BEFORE_WORD = rf"(?<![0-9]){BARE_DATE}(?=(?:[^0-9 \n][^ \n]{{0,5}})?{AFTER})"

# For stored text: the keyword may be part of a name (`userDob_1980-02-03`), and any text without digits may
# precede the date.
STORED_WORD = WORD.replace(r"(?:\b|_)d\.?o\.?b\b\.?", r"d\.?o\.?b\.?").replace(r"\bbday\b", "bday")
KEYWORD = re.compile(STORED_WORD, re.IGNORECASE)
# For plain ASCII text only, which has no accent; a boundary before a keyword may be the end of an escape.
TRACE = (
    r"(?:[^A-Za-z]|\\[nrt])(?i:d\.?o\.?b)[^A-Za-z]|[a-z]D\.?[oO]\.?[bB][^A-Za-z]"
    r"|(?i:(?:[^0-9A-Za-z_]|\\[nrt])born[^0-9A-Za-z_]"
    r"|(?:date|dt)[ _-]?of[ _-]?birth|bday|bdate|birth|naiss"
    r"|geb\.?[ _-]?datum|geburts(?:datum|tag)|geb(?:\.|oren)|nacimiento"
    r"|zur welt|auf die welt|nacid[oa] el|nascita|(?:[^0-9A-Za-z_]|\\[nrt])ne\(?e?\)? le[^0-9A-Za-z_])"
)
NE = re.compile(r"n(?:é|e\u0301).*", re.IGNORECASE)
# Without the accent it is a word of any sentence: the date must follow at once.
PLAIN_NE = re.compile(r"ne\(?e?\)? le", re.IGNORECASE)
AT_ONCE = re.compile(r" ?:? ?")
# Between the keyword and the date: punctuation, an index, a hint such as `(dd/mm/yyyy)`, a short word.
GAP = re.compile(
    r"(?:\[\d{1,3}\])?[^0-9A-Za-z]{0,12}"
    r"(?:\([A-Za-z /._-]{2,24}\)[^0-9A-Za-z]{0,8}|(?:is|was|on|\$date)[^0-9A-Za-z]{1,6}"
    r"|in [A-Z][^0-9\n]{1,20} on )?"
)
# What a party is on, and what else than a birth has its date directly before it.
PARTY = re.compile(
    r"\W*(?:part(?:y|ies)|celebrat|cake|card|wish|gift|present|feier|invit|dinner|lunch)", re.IGNORECASE
)
OTHER_DATE = re.compile(
    r"\b(?:issued?|expir\w*|valid|until|till|through|hired?|signed|dated|started|joined|died|death"
    r"|deceased|admitted"
    r"|appointment|meeting|visit|married|since|effective|party|updated|created|modified"
    r"|d[eé]livr[eé]e?|valable"
    r"|jusqu\W*au|[eé]tablie?|embauch\w*|mari[eé]e?|d[eé]c[eè]d\w*|d[eé]c[eé]d\w*|d[eé]c[eè]s"
    r"|ausgestellt|g[uü]ltig|bis"
    r"|gestorben|verstorben|eingestellt|seit|unterschrieben|termin|rendez-vous|reunion|r[eé]union)\b"
    r"(?:\W|\b(?:on|in|the|le|am|den|du|au|of|is|was|est|ist|date|depuis)\b)*\Z",
    re.IGNORECASE,
)
NUMBERS = re.compile(r"\d+")
LETTERS = re.compile(r"[^\W\d_]")

# Before `born`: a person's name or pronoun, and no word for an organisation or a project.
RELATION = (
    r"[Ss]on|[Dd]aughter|[Cc]hild|[Ss]pouse|[Ww]ife|[Hh]usband|[Pp]atient|[Aa]pplicant|[Ee]mployee"
    r"|[Mm]other|[Ff]ather"
    r"|[Bb]rother|[Ss]ister|[Mm]um|[Mm]om|[Dd]ad|[Gg]rand(?:mother|father|son|daughter|ma|pa)"
    r"|[Aa]unt|[Uu]ncle"
    r"|[Cc]ousin|[Nn]iece|[Nn]ephew|[Pp]artner|[Cc]lient|[Tt]enant|[Ss]tudent|[Pp]upil|[Rr]esident"
    r"|[Gg]uest|[Dd]river"
    r"|[Cc]andidate|[Mm]ember|[Vv]eteran|[Dd]efendant|[Ww]itness|[Cc]laimant|[Bb]eneficiary"
    r"|[Dd]ependent|[Ii]nsured"
    r"|[Hh]older|[Cc]aller|[Cc]olleague|[Mm]an|[Ww]oman|[Bb]oy|[Gg]irl|[Tt]wins?"
)
PERSON = re.compile(
    rf"(?:\b(?:[Hh]e|[Ss]he|[Tt]hey|I|[Ww]ho|{RELATION})\b[^.!?\n]{{0,30}}"
    r"|\b(?:[A-Z\u00c0-\u00de][\w'\u2019-]+,? (?:[A-Z]\.? )?|(?:Mr|Mrs|Ms|Miss"
    r"|Dr)\.? )[A-Z\u00c0-\u00de][\w'\u2019-]+"
    r"[ ,(:;-]{0,3}(?:was |is )?)\Z"
)
# The sentence begins there, in a line that may be quoted or an item of a list. With a small letter it goes on
# with the line before, if there is one.
BEGINNING = re.compile(r"(?:\A|[.!?;|\t\"][ \n]{0,2}|\n[ >]{0,9}\n)[ >*•–-]{0,9}\Z")
LINE_BEGINNING = re.compile(r"\n[ >*•–-]{0,9}\Z")
FOUNDED = re.compile(
    r"\b(?:corp|inc|ltd|llc|gmbh|company|project|foundation|university|group|team|agency|command"
    r"|web|internet)\b",
    re.IGNORECASE,
)
LETTERS_LAST = re.compile(r"[^0-9A-Za-z]+[A-Za-z]{0,2}[^0-9A-Za-z]*\Z")
MARKS_LAST = re.compile(r"[^0-9A-Za-z]+\Z")
REACH = 60
# What a date goes on with: a digit behind one of these.
JOINING = frozenset("-/.")
SHORT = re.compile(r"d\.?o\.?b\.?", re.IGNORECASE)
# The end of an escape, or of other adjacent text.
STORED_BETWEEN = re.compile(GAP.pattern + "(?:[^0-9A-Za-z]{0,8}[A-Za-z]{0,2}[^0-9A-Za-z]{0,8})?")


def accept(found: re.Match[str]) -> bool:
    if found["value"] is None:
        return is_date(found.group())
    after = found.string[found.end() : found.end() + 2]
    if after[:1] in JOINING and after[1:].isdigit():
        return False
    return _is_birth(found, _keyword(found), GAP) and is_date(found.group("value"))


def accept_stored(found: re.Match[str]) -> bool:
    value = found["value"] or found.group()
    if found["value"] is None:
        return is_date(value) or is_date(value[1:]) or is_date(value[2:])
    # A letter or two may stand right before a month.
    if runs_on(found.string, found.start("value"), found.end()):
        return False
    keyword = _keyword(found)
    if not _is_word(found.string, keyword) or not _is_birth(found, keyword, STORED_BETWEEN):
        return False
    return is_date(value) or is_date(value[1:]) or is_date(value[2:])


Keyword = tuple[str, int, int]


def _keyword(found: re.Match[str]) -> Keyword:
    """The last keyword before the date, with its place: the pattern begins with the first, whose own date may
    be masked already."""
    last = (found.group(1), *found.span(1))
    for inner in KEYWORD.finditer(found.string, found.end(1), found.start("value")):
        last = (inner.group(1), *inner.span(1))
    return last


def _is_word(text: str, keyword: Keyword) -> bool:
    """`dob` begins after a non-letter, or as in `userDob`; no letter follows it."""
    word, start, end = keyword
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if not SHORT.fullmatch(word):
        return True
    inside = before.isascii() and before.isalpha()
    camel = before.islower() and text[start] == "D"
    return (camel or not inside) and not (after.isascii() and after.isalpha())


def _is_birth(found: re.Match[str], keyword: Keyword, gap: re.Pattern[str]) -> bool:
    text, (named, start, end) = found.string, keyword
    word = named.lower()
    if text[found.end() : found.end() + 1].isdigit():
        return False
    near = gap.fullmatch(text, end, found.start("value")) is not None
    if not near and not _told(text, end, found.start("value"), gap is not GAP):
        return False
    if ("tag" in word or "day" in word) and PARTY.match(text, end) is not None:
        return False
    if word.endswith(" le") and NE.match(word) is None:
        between = text[end : found.start("value")]
        return (
            near
            and PLAIN_NE.fullmatch(word) is not None
            and (gap is not GAP or AT_ONCE.fullmatch(between) is not None)
        )
    if word.endswith(" "):
        return NE.match(word) is not None
    return not word.startswith("born") or _is_head(text, start, end) or _person(text, start, found.end())


def _told(text: str, start: int, end: int, stored: bool) -> bool:
    """A clause leads from the keyword to the date, and no other event is dated by it. `stored`: any marks
    and two letters may stand before the date."""
    if OTHER_DATE.search(text, start, end) is not None:
        return False
    if bridged(text, start, end):
        return True
    between = text[start:end]
    ways = (MARKS_LAST.sub(" ", between), LETTERS_LAST.sub(" ", between)) if stored else ()
    return any(bridged(way, 0, len(way)) for way in ways)


def _is_head(text: str, start: int, end: int) -> bool:
    """The heading of a column, as tables are read: `Born = 1980-02-03`, alone in its cell."""
    return text[end : end + 3] == " = " and text[max(0, start - 1) : start] in ("", "\t", "\n")


def _person(text: str, start: int, end: int) -> bool:
    """A name or a word for a person before it, or nobody named at all: the sentence, line or cell begins
    with it. What is founded is told by a word around it."""
    before = text[max(0, start - REACH) : start]
    if FOUNDED.search(before) is not None:
        return False
    # A person's name ends with its line.
    if PERSON.search(before.rpartition("\n")[2]) is not None:
        return True
    capital = text[start] == "B" and LINE_BEGINNING.search(before) is not None
    behind = text[end : end + REACH].partition("\n")[0]
    return (capital or BEGINNING.search(before) is not None) and FOUNDED.search(behind) is None


def mask(value: str) -> str:
    """Only the format: the year of birth together with a unit may identify a person."""
    return LETTERS.sub("x", NUMBERS.sub(lambda found: "*" * len(found.group()), value))


detector = Detector(
    label="date of birth",
    category=Category.PERSON,
    pattern=f"{WORD}{AHEAD}{WIDE_GAP}{WIDE_DATE}|{BEFORE_WORD}",
    rough=f"{WORD}|{BORN}".replace(r"n[^\x00-\x7f]{1,2}\(", r"n[éÉ][^\x00-\x7f]?\("),  # any two are slow
    anchor=f"{WORD}|{BORN}",
    lead=LEAD,
    accept=accept,
    wide=Wide(
        pattern=f"{STORED_WORD}{AHEAD}{WIDE_GAP}{WIDE_DATE}|{STORED_BEFORE_WORD}",
        # The word alone: it may be the head of a column.
        rough=f"{STORED_WORD}|{BORN}|birth|naissance",
        accept=accept_stored,
    ),
    trace=TRACE,
    heading=rf"(?i:{WORD}|birth|naissance|born)",
    severity=Severity.MEDIUM,
    mask=mask,
    personal=True,
    ignore_case=True,
    hits=(
        "DOB: 02/03/1980",
        "Name = Roe\tBorn = 1980-02-03",
        "BIRTH_DT = 19800203",
        "Birth = 02/03/1980",
        "DtOfBirth = 1980-02-03",
        "BDate = 1980-02-03",
        "DATE_NAISS = 03/02/1980",
        "DATE_NAISSANCE = 03/02/1980",
        "Naissance = 03/02/1980",
        "Geb.-Datum = 03.02.1980",
        "Date of birth (MM/DD/YYYY): 02/03/80",
        '{"name":"Jane Roe","dateOfBirth":"1980-02-03T00:00:00Z"}',
        "form1[0].Sections1-6[0].DateOfBirth[0] = 1980-02-03",
        "D.O.B. 03FEB1980",
        "Mme Roe, née le 3 février 1980 à Exempleville",
        "Geburtsdatum 03.02.1980",
        "BDAY:19800203",
        "Jane Roe was born on February 3, 1980.",
        "Roe, Jane (born 3 Feb 1980)",
        "Born on 3 February 1980 in Exampleville",
        "the patient, born in Exampleville on 3 Feb 1980",
        "nee le 3 fevrier 1980",
        "DOB 1988JAN24",
        "the date of birth of our guest Jane Roe is 3 Feb 1980",
        "ich bin am 3. Februar 1980 in Musterstadt geboren",
        "am 03.02.1980 kam meine Mutter in Musterstadt zur Welt",
        "they have 3 Feb 1980 as her date of birth",
        "Mme Roe, née à Exempleville le 3 février 1980",
    ),
    misses=(
        "Date: 02/03/1980",
        "DOB: 31/13/1980",
        "the project was born = 1980-02-03",
        "Rebirth = 1980-02-03",
        "DOB: 19801341",
        "date of birth 1980-02-03-77",
        "Example Project was born on February 3, 1980.",
        "the network was born on 1969-10-29",
        "DOB is asked for on page 3; form of 02/03/1980",
        "newborn: 2020-01-01",
        "JDOB=1980-02-03",
        "the birthday party is on 2020-01-01",
        "am 03.02.2020, das Projekt war geboren",
        "signed on 3 Feb 2020, date of birth: none",
        "on ne le verra pas avant le 3 mars 2020",
        "on ne le fait plus ; 3 mars 2020",
        "Born on 3 March 2015, the company grows",
        "the date of birth is missing, the form was signed on 02/03/2020",
    ),
)
