"""US employer identification numbers (EIN): two digits that tell the office, and seven more.

Source: IRS Publication 1635 and the list of valid prefixes of the IRS. There is no check digit, so that a
label has to lead to the number. `tax id` is also a word for a person's number, which has other groups.
"""

from __future__ import annotations

import re

from leftopen.formats.digits import mask, stands_alone
from leftopen.formats.value_label import BEHIND, REACH, Label
from leftopen.formats.written_number import alphanumeric
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

WORDS = (
    "ein", "ein no", "ein number", "fein", "fein no", "fein number", "feid", "employer id", "employer id no",
    "employer id number", "employer identification", "employer identification no",
    "employer identification number", "employer's identification number", "federal id", "federal id no",
    "federal id number", "federal tax id", "federal tax id no", "federal tax id number",
    "federal tax identification number", "federal identification number", "federal employer id",
    "federal employer identification number", "fed id", "fed id no", "fed tax id", "fed. tax id",
    "fed. tax i.d.", "tax id", "tax id no", "tax id number", "tax i.d.", "tax identification",
    "tax identification no", "tax identification number", "taxpayer id", "taxpayer id no",
    "taxpayer id number",
    "taxpayer identification", "taxpayer identification no", "taxpayer identification number", "tin",
    "tin no", "payer's tin", "irs no", "irs number", "irs ein", "e.i.n.", "e.i.n", "f.e.i.n.",
)  # fmt: skip
LABEL = Label(*WORDS)
# Also words of German and English: without the dash they must be written in capitals.
LONG_LABEL, SHORT = Label(*(word for word in WORDS if word not in ("ein", "tin"))), re.compile(r"EIN|TIN")
# Never given out.
NEVER = frozenset(
    {"00", "07", "08", "09", "17", "18", "19", "28", "29", "49", "69", "70", "78", "79", "89", "96", "97"}
)


def accept(found: re.Match[str]) -> bool:
    """A prefix that is given out, and the label."""
    value, text = alphanumeric(found.group()), found.string
    if value[:2] in NEVER or len(set(value)) < 3 or not stands_alone(text, *found.span()):
        return False
    start, end = found.span()
    short = "-" in found.group() or SHORT.search(text, max(0, start - REACH), end + BEHIND) is not None
    return (LABEL if short else LONG_LABEL).names(text, start, end)


detector = Detector(
    label="US employer identification number (EIN)",
    category=Category.PROCUREMENT,
    pattern=r"\b\d{2}[ -]?\d{7}\b",
    accept=accept,
    context=WORDS,
    severity=Severity.LOW,
    mask=mask,
    hits=(
        "EIN: 12-3456789",
        "Federal Tax ID 123456789",
        "the tax ID of our supplier, Example Works, is 12-3456789",
        "Employer identification number (EIN)\n12-3456789",
        "12-3456789 is our FEIN",
    ),
    misses=(
        "EIN: 07-3456789",
        "12-3456789",
        "EIN: 12-34567890",
        "our tax ID is asked for on page 2; order 123456789",
        "ein 123456789",
    ),
)
