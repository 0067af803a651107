"""Value added tax numbers of the EU, the United Kingdom, Switzerland and Norway, with the check digits of
their country, where the words tell.

Source: the structures that the European Commission publishes for VIES. With its country a word may stand
anywhere near; without, as Belgium, Italy, Spain and the United Kingdom often write it, the label has to lead
to the number. Companies have to publish theirs; a trader's own stands for one person.
"""

from __future__ import annotations

import re

from leftopen.formats.digits import stands_alone
from leftopen.formats.value_label import Label
from leftopen.formats.vat_digits import valid, valid_at_home
from leftopen.formats.written_number import alphanumeric
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

WORDS = (
    "vat", "vat no", "vat nr", "vat number", "vat id", "vat id no", "vat id number", "vat reg", "vat reg no",
    "vat reg number", "vat registration", "vat registration no", "vat registration number",
    "vat identification number", "vatin", "value added tax", "tva", "n° tva", "no tva", "n° de tva",
    "numéro de tva", "numéro tva", "tva intracom", "tva intracommunautaire", "identifiant tva", "ust id",
    "ust id no", "ust id nr", "ust idnr", "ustidnr", "uid nr", "umsatzsteuer id", "umsatzsteuer",
    "umsatzsteuer identifikationsnummer", "umsatzsteueridentifikationsnummer", "mwst", "mwst nr",
    "mwst nummer", "btw", "btw nr", "btw nummer", "iva", "partita iva", "p.iva", "p. iva", "nif", "nipc",
    "moms", "momsnr", "cvr", "dič", "ič dph", "oib", "pdv", "adószám", "pvn", "pvm", "kmkr", "mva",
)  # fmt: skip
LABEL = Label(*WORDS)
MARK = "[ .-]?"


def _digits(count: int) -> str:
    return rf"\d(?:{MARK}\d){{{count - 1}}}"


NUMBER = (
    rf"(?:ATU|CZ|DK|FI|HU|LU|MT|SI){MARK}{_digits(8)}|(?:BG|CHE|DE|EE|EL|GR|NO|PT){MARK}{_digits(9)}"
    rf"|(?:GB|LT|XI){MARK}(?:\d{{12}}|{_digits(9)})|(?:BE|PL|SK){MARK}{_digits(10)}"
    rf"|(?:FR|HR|IT|LV){MARK}{_digits(11)}|SE{MARK}{_digits(12)}|RO{MARK}\d{{4,10}}"
    rf"|NL{MARK}{_digits(9)}{MARK}B{MARK}\d\d|CY{MARK}{_digits(8)}{MARK}[A-Z]"
    rf"|IE{MARK}{_digits(7)}{MARK}[A-W][A-I]?|ES{MARK}[A-W]{MARK}\d{{7}}{MARK}[0-9A-J]"
    # At home.
    r"|\d{3} ?\d{4} ?\d\d|\d{11}|[01]\d{3}[ .]?\d{3}[ .]?\d{3}|[A-HJNP-W]-?\d{7}[0-9A-J]"
)
LETTERS = re.compile(r"[A-Z]{2}")


def accept(found: re.Match[str]) -> bool:
    """The check digits of its country, or of one that leaves it away behind the label."""
    text, (start, end), value = found.string, found.span(), alphanumeric(found.group())
    if not stands_alone(text, start, end):
        return False
    if LETTERS.match(value) is not None:
        return valid(value)
    return valid_at_home(value) and LABEL.names(text, start, end)


detector = Detector(
    label="value added tax number",
    category=Category.PROCUREMENT,
    pattern=rf"\b(?:{NUMBER})\b",
    accept=accept,
    anchor=r"\d(?:[ .-]?\d){5}",
    lead=17,
    context=WORDS,
    severity=Severity.INFO,
    hits=(
        "VAT no. GB 355 1262 70",
        "VAT number 355 1262 70",
        "USt-IdNr.: DE670286196",
        "unsere Umsatzsteuer-Identifikationsnummer lautet DE 670 286 196",
        "N° TVA : FR 88 705691095",
        "BTW-nummer NL939951699B43",
        "P. IVA 28495400070",
        "CHE-332.014.686 MWST",
    ),
    misses=(
        "USt-IdNr.: DE670286197",
        "DE670286196",
        "VAT is due; invoice 355126270 follows",
        "VAT number 355 1262 71",
        "TVA : FR 89 705691095",
    ),
)
