"""US classification marks: banner lines, subject tags, portion marks.

A banner is a line of its own, in capitals, with known words after `//`. A level alone proves little, because
much business mail says CONFIDENTIAL: it counts with an authority block nearby, and `SECRET` also when the
line repeats as the page footer.
"""

from __future__ import annotations

import re

from leftopen.formats.marking_place import BEGIN, END, in_brackets, in_field, is_closed, value
from leftopen.formats.markings import LEVELS, conforms, has_authority, is_repeated, taught
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

JOINT = re.compile(
    r"//(?:JOINT (?:TOP SECRET|SECRET|CONFIDENTIAL)(?: [A-Z]{3}){1,20}|[A-Z]{3} (?:TOP SECRET|SECRET))"
)


def accept(found: re.Match[str]) -> bool:
    shown = value(found)
    start = found.start("value")
    if not is_closed(found) or taught(found.string, start, start + len(shown)):
        return False
    level, slashes, tail = shown.partition("//")
    opened = found.group()[:1]
    if JOINT.fullmatch(shown):
        return opened != "("
    if level not in LEVELS or (len(level) < 3 and opened != "("):
        return False
    return conforms(tail) if slashes else _alone(found, shown, start)


def _alone(found: re.Match[str], shown: str, start: int) -> bool:
    """A level without anything behind it."""
    if in_brackets(found) or len(shown) < 3:
        return False
    if in_field(found) or has_authority(found.string, start):
        return True
    return shown != "CONFIDENTIAL" and is_repeated(found.string, shown, start)


LEVEL = r"(?P<value>(?://JOINT |//[A-Z]{3} )?(?:TOP SECRET|SECRET|CONFIDENTIAL|TS|S|C)"
# Up to what stands directly behind the level.
ANCHOR = BEGIN + LEVEL.replace("?P<value>", "?:") + r")(?: [A-Z]{3}|//[A-Z0-9 ,/-]|[\])\t]|[ \t\r]{0,9}$)"
LEAD = 75

detector = Detector(
    label="US classification marking",
    category=Category.MARKING,
    pattern=(
        BEGIN + LEVEL + r"(?:(?: [A-Z]{3}){1,20})?"
        r"(?://[A-Z0-9 ,/-]{1,200})?)" + END
    ),
    anchor=ANCHOR,
    lead=LEAD,
    accept=accept,
    severity=Severity.CRITICAL,
    hits=(
        "TOP SECRET//SI/TK//NOFORN\nbody",
        "SECRET//REL TO USA, GBR\r\nbody",
        "> CLASSIFICATION: SECRET//NOFORN\n",
        "Subject: [SECRET//NF] the visit",
        "1. (TS//SI//NF) The unit moves.",
        "SECRET\nbody\nSECRET\n",
        "CONFIDENTIAL\nDerived From: a made-up guide\n",
        "form1[0].Classification[0] = SECRET//NOFORN",
        "Annex B\tTOP SECRET//SI\t4",
        "Classification: SECRET\n",
        "//JOINT SECRET USA GBR\n",
    ),
    misses=(
        "CONFIDENTIAL\nThis message is for its addressee only.\n",
        "SECRET\nonce only\n",
        "It was a top secret recipe.",
        "SECRET//SAUCE\n",
        "NATO SECRET\n",
        "flavour = SECRET\n",
        "(C) 2023 Example Ltd",
        "item(S)",
        "(S) option",
        "An example of a banner:\nSECRET//NOFORN\n",
        "TOP SECRET//NOFORN\nSECRET//NOFORN\nCONFIDENTIAL//NOFORN\n",
    ),
)
