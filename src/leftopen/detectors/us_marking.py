"""US and NATO classification marks: banner lines, subject tags, portion marks.

A banner is a line of its own, in capitals, with known words after `//`. A level alone proves little, because
much business mail says CONFIDENTIAL: it counts with an authority block nearby, and `SECRET` also when the
line repeats as the page footer.
"""

from __future__ import annotations

import re

from leftopen.formats.markings import LEVELS, authorised, conforms, repeated, taught
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

FOREIGN = re.compile(r"(?:COSMIC TOP SECRET|NATO (?:SECRET|CONFIDENTIAL|RESTRICTED))(?: ATOMAL)?")
JOINT = re.compile(
    r"//(?:JOINT (?:TOP SECRET|SECRET|CONFIDENTIAL)(?: [A-Z]{3}){1,20}|[A-Z]{3} (?:TOP SECRET|SECRET))"
)


def accept(found: re.Match[str]) -> bool:
    value = found.group("value").rstrip(" \t\r,/")
    start, end = found.start("value"), found.start("value") + len(value)
    opened, closed = found.group()[:1], found.group()[-1:]
    if (opened == "(") != (closed == ")") or (opened == "[") != (closed == "]"):
        return False
    if taught(found.string, start, end):
        return False
    level, slashes, tail = value.partition("//")
    if JOINT.fullmatch(value) or FOREIGN.fullmatch(value):
        return opened != "("
    if level not in LEVELS or (len(level) < 3 and opened != "("):
        return False
    return conforms(tail) if slashes else _alone(found.string, value, start, opened)


def _alone(text: str, value: str, start: int, opened: str) -> bool:
    if opened in ("(", "[") or len(value) < 3:
        return False
    return authorised(text, start) or (value != "CONFIDENTIAL" and repeated(text, value, start))


detector = Detector(
    label="US classification marking",
    category=Category.MARKING,
    pattern=(
        r"(?:^[> \t]{0,9}(?:CLASSIFICATION:[ \t]{0,3}|Subject:[ \t]{0,3})?|[\[(])"
        r"(?P<value>(?://JOINT |//[A-Z]{3} |COSMIC |NATO )?"
        r"(?:TOP SECRET|SECRET|CONFIDENTIAL|RESTRICTED|TS|S|C)(?: ATOMAL|(?: [A-Z]{3}){1,20})?"
        r"(?://[A-Z0-9 ,/-]{1,200})?)"
        r"(?:[ \t\r]{0,9}$|[\])])"
    ),
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
        "NATO SECRET\n",
        "//JOINT SECRET USA GBR\n",
    ),
    misses=(
        "CONFIDENTIAL\nThis message is for its addressee only.\n",
        "SECRET\nonce only\n",
        "It was a top secret recipe.",
        "SECRET//SAUCE\n",
        "(C) 2023 Example Ltd",
        "item(S)",
        "(S) option",
        "An example of a banner:\nSECRET//NOFORN\n",
        "TOP SECRET//NOFORN\nSECRET//NOFORN\nCONFIDENTIAL//NOFORN\n",
    ),
)
