"""A value and the label that says what it is: `Passport No.: X1234567`, `the passport of our guest, valid
until May, has the number X1234567`, `X1234567 is the number of her passport`.

A number of no shape of its own is told by the words around it alone. So what stands between the label and the
value is read as a clause: it may name somebody, and has to lead to the value by a word such as `is` or
`number`, a colon or a comma. What labels the value itself (`passport lost, order 123456789`) is another
label.
"""

from __future__ import annotations

import re

from leftopen.model.context_words import exact

# Between the label and its value: marks, an index, a word such as `number` or `is`.
GAP = (
    r"(?:\[\d{1,3}\])?[^0-9A-Za-z]{0,40}"
    r"(?:(?:no|nr|num|numb|number|num[eé]ro|nummer|n|id|code|holder|is|was|of|est|ist|lautet|de|du|the|text|value"
    r"|field)(?:\[\d{1,3}\])?[^0-9A-Za-z]{1,12}){0,3}"
)
REACH = 140
"""Characters before a value: a label, and at most `LONGEST` between them."""
NEAR = 30
"""Nearly every label stands so near, and the search is quicker there."""
LAST_DIGIT, LAST_NUMBER = re.compile(r"[\s\S]*[0-9]"), re.compile(r"[\s\S]*[0-9]{6}")
"""Up to them no label needs to be looked for: texts full of numbers are soon read."""
LONGEST = 110
BEHIND = 90

# A line that goes on, quoted or not; not a paragraph.
LINE = re.compile(r"[ \t]*\r?\n[ \t>|]*(?![ \t>|]*\n)")
LINES = 3
ROW = re.compile(r"[,;]\S|[\t|]\s*\S")
"""In lines of a table."""
# What no sentence holds, and other numbers as long as an identifier.
NO_PROSE = re.compile(r"[{}<>\\@&%$^~\n]|://|\"\s*[:=,]|\d{6}|\d{3}[ .-]\d{2,4}[ .-]\d{3}|\d_|_\d")
SENTENCE = re.compile(r"[.!?;]+[\"')]?\s+(?=[^\W\d_a-z])")
ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Z]|mr|mrs|ms|dr|st|no|nr|nos|num|hr|fr|mme|mlle|prof|str|tel|tél|geb|inkl|bzw|ca|sr|jr|pvt|sgt"
    r"|lt|capt|cpl|maj|col|gen|ave|rd|apt))\Z",
    re.IGNORECASE,
)
# The next sentence goes on about the label's thing.
RESUMES = re.compile(
    r"\W*(?:(?:the|its|it|he|she|her|his|their|that|this|here|le|la|il|elle|son|sa|c|ce|voici|er|sie|es|die|der|das"
    r"|ihre|seine|hier|sein)\b|(?:number|num[eé]ro|nummer|no|nr|n)\b)",
    re.IGNORECASE,
)
# The last word before the value, or the last mark.
LEADS = re.compile(
    r"(?:[:=#(\[|\"'»“„→>\t–—-]|\b(?:is|was|are|were|be|being|been|reads?|says?|shows?|states?|bears?|carries"
    r"|has|have|had|as|under|with|to|on|in|at|by|using|via|now|namely|numbered|numbers?|no|nr|num|numb|nos|id|code|it|its|this|that"
    r"|which|following|follows|below|given|listed|recorded|noted|registered|currently|actually|still|just|only|simply"
    r"|exactly|the|of|equals|est|était|sont|porte|num[eé]ro|n|le|la|soit|suivante?|sous|voici|au|indique|num[eé]rot[eé]e?"
    r"|sera|reste|bien|toujours|actuellement|de|du|ist|war|lautete?|lauten|heißt|hei[sß]{1,2}t|hat|trägt|nummer"
    r"|mit|unter|folgende[nr]?|folgt|nämlich|zwar|als|sei|derzeit|aktuell|noch|nun|auf|die|der|am|den)"
    r"\.?[°º]?)[\s:=#.(\"'»“„→>*_`-]*\Z",
    re.IGNORECASE,
)
COMMA = re.compile(r"[^0-9]*,\s*")
# A name, perhaps with an address: words with a capital, small numbers, and what joins them.
NAMES = re.compile(
    r"\W*+(?:(?>(?:[A-ZÀ-Þ]\w*|\d{1,5}[a-z]?|of|for|from|by|and|the|de|du|des|d|la|le|l|s|von|van|vom|für|zu|pour|der|dem"
    r"|née?|my|our|his|her|mr|mrs|ms|mme)\b)[\s,;:()'’.\"–-]++)+"
)
# What numbers are about otherwise, directly before one.
OTHERS = (
    r"orders?|bestellung|auftrag|commande|invoices?|rechnung|facture|bills?|receipts?|quittung|re[çc]u|rooms?|zimmer"
    r"|chambre|ref(?:erence)?s?|r[eé]f(?:[eé]rence)?s?|referenz|aktenzeichen|az|tickets?|bookings?|buchung"
    r"|r[eé]servations?|flights?|flug|vol|accounts?|acct|konto|compte|customer|client|kunde|items?|artikel|articles?"
    r"|sku|parts?|serial|seriennummer|models?|modell|versions?|builds?|batch|lot|tracking|parcels?|paket|colis"
    r"|sendung|shipments?|containers?|phones?|tel|tele[pf]hon[e]?|t[eé]l[eé]phone|t[eé]l|call|called|calls|calling|fax|mobile?|handy"
    r"|portable|cell|ext(?:ension)?|dial|hotline|zip|postcode|plz|pages?|seite|chapter|section|figure|population"
    r"|amount|price|total|preis|prix|montant|betrag|usd|eur|euros?|dollars?|bytes|timestamp|epoch|commit|revision|hash|uuid"
    r"|isbn|issn|ean|gtin|upc|nsn|imei|mac|vin|kennzeichen|plate|confirmation|contract|vertrag|contrat|case|file|dossier"
    r"|vorgang|fall|transaction|transfer|job|task|bug|issue|patent|licen[cs]e key|product|produkt"
    r"|produit|policy|police|claim"
    r"|ssn|social security|nhs|nino|national insurance|iban|bic|swift|card|karte|carte|routing|itin"
    r"|edipi|dod id|mrn"
    r"|patient|medical record|driver'?s? licen[cs]e|driving licen[cs]e|permis|f[uü]hrerschein"
    r"|passe?ports?|reisepass"
    r"|uei|duns|cage|steuer-?id|siret|siren|matricule|badge|personalnummer|employee"
)
JOINED = (
    r"(?:[\s:=#.(\"'°º-]|\b(?:no|nr|nos|num|number|num[eé]ro|nummer|n|id"
    r"|code|is|was|ist|est|lautet|of|de|the)\b){0,24}\Z"
)
# In German the noun is one word with its number: `Zimmernummer`.
COMPOUND = re.compile(r"[a-zäöü]{3}(?:nummer|nr)\b\.?" + JOINED, re.IGNORECASE)
# Between a value and the label behind it.
FUNCTION = (
    r"(?:is|was|are|being|which|that|the|an?|numbers?|no|nr|of|on|in|for|from|as|my|his|her|their|our|your|its|this|printed"
    r"|appears|stands|belongs|to|what|says?|shown|given|not|est|le|la|l|de|du|num[eé]ro|sur|dans|mon|ma|son|sa|comme|pour"
    r"|figure|au|qui|ist|die|der|das|des|nummer|von|vom|im|auf|als|f[uü]r|ihrem|ihres|ihre|seines|seine|seinem|meines|meine"
    r"|meinem|meiner|ihrer|seiner|steht|lautet|aus|dem|den|zu|same|current|new|old|valid|u\.?s\.?|us|uk"
    r"|british|french|german|american)"
)
NAME = r"(?-i:[A-ZÀ-Þ][\w’-]{1,20}(?:['’]s?)?)"


PASSPORT = (
    "passport",
    "passport number",
    "passport no",
    "passport nr",
    "passports",
    "passeport",
    "numéro de passeport",
    "numero de passeport",
    "reisepass",
    "reisepass nr",
    "reisepass nummer",
    "reisepasses",
    "ppt no",
    "ppt",
    "pass no",
    "passnummer",
    "pass nr",
    "pasaporte",
    "travel document",
)
"""Its words in the languages of the detectors, whatever the country."""


BRITISH = exact(("uk", "gb", "gbr", "british", "united kingdom"))
BRITISH_BEFORE, BRITISH_BEHIND = 60, 20
"""So near, the country needs no clause that leads to the number."""


def is_british(text: str, start: int, end: int) -> bool:
    """Does a word say that the passport with this number is British?"""
    if BRITISH.search(text, max(0, start - BRITISH_BEFORE), end + BRITISH_BEHIND) is not None:
        return True
    return any(
        bridged(text, one.end(), start) for one in BRITISH.finditer(text, max(0, start - REACH), start)
    )


class Label:
    """Compiled labels, in the words of `model.context_words`."""

    def __init__(self, *words: str) -> None:
        word = exact(words).pattern
        self._word = exact(words)
        self._direct = re.compile(word + GAP + r"\Z", re.IGNORECASE)
        self._behind = re.compile(
            rf"[\s\"')\]»]{{0,3}}[,(–-]?\s{{0,3}}(?:(?>{FUNCTION}\b|{NAME})[\s'’,]{{1,3}}){{0,8}}?{word}"
            rf"(?!{GAP}[A-Za-z]{{0,4}}\d)",
            re.IGNORECASE,
        )
        others = "|".join(one for one in OTHERS.split("|") if not self._word.search(_plain(one)))
        self._other = re.compile(rf"\b(?:{others})\b" + JOINED, re.IGNORECASE)

    def leads(self, text: str, start: int) -> bool:
        """Does one stand directly before that place?"""
        digit = LAST_DIGIT.match(text, max(0, start - REACH), start)
        # No other number stands between them, but an index.
        low = digit.end() if digit is not None and not text.startswith("]", digit.end()) else 0
        return any(self._direct.search(text, max(low, start - reach), start) for reach in (NEAR, REACH))

    def names(self, text: str, start: int, end: int) -> bool:
        """Does one tell what this value is: before it, in the clause that leads to it, or behind it?"""
        if self.leads(text, start):
            return True
        if not self._before(text, start) and self._behind.match(text, end, end + BEHIND) is None:
            return False
        return not self._otherwise(text, start)

    def _before(self, text: str, start: int) -> bool:
        number = LAST_NUMBER.match(text, max(0, start - REACH), start)
        low = number.end() if number is not None else max(0, start - REACH)
        ends = [found.end() for found in self._word.finditer(text, low, start)]
        return bool(ends) and bridged(text, ends[-1], start)

    def _otherwise(self, text: str, start: int) -> bool:
        """Another label leads the value."""
        before = text[max(0, start - NEAR) : start]
        return self._other.search(before) is not None or COMPOUND.search(before) is not None


def bridged(text: str, start: int, end: int) -> bool:
    """Does a clause lead from the label that ends at `start` to the value at `end`?"""
    if end - start > LONGEST:
        return False
    between, lines = LINE.subn(" ", text[start:end])
    if (
        lines > LINES
        or (lines and ROW.search(text, start, end) is not None)
        or NO_PROSE.search(between) is not None
    ):
        return False
    for found in SENTENCE.finditer(between):
        ended = ABBREVIATED.search(between, 0, found.start()) is None
        if ended and RESUMES.match(between, found.end()) is None:
            return False
    return any((LEADS.search(between), COMMA.fullmatch(between), NAMES.fullmatch(between)))


def _plain(pattern: str) -> str:
    """One word that the pattern matches."""
    return re.sub(r"\[(.)[^]]*\]", r"\1", pattern.replace("(?:", "").replace(")", "")).replace("?", "")
