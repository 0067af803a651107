"""Secrets in settings, behind a name such as `client_secret` or `api_key`. Masked wherever text is stored.

The value must look random: many different characters, a letter and a digit.
"""

from __future__ import annotations

import re

from leftopen.formats.placeholder import is_placeholder
from leftopen.model.category import Category
from leftopen.model.detector import Detector, Wide
from leftopen.model.severity import Severity

NAME = (
    r"(?i:client[ _-]?secret|api[ _-]?(?:key|secret|token)|secret[ _-]?key|(?:access|auth|refresh"
    r"|private|bearer)[ _-]?token"
    r"|app[ _-]?secret|encryption[ _-]?key|signing[ _-]?key|webhook[ _-]?secret|shared[ _-]?secret"
    r"|consumer[ _-]?secret|cl[eé] (?:d['’ ]?|de l['’])?(?:api|acc[eè]s)|cl[eé] secr[eè]te"
    r"|jetons? d['’]?(?:api|acc[eè]s)"
    r"|api[ -]?(?:schl[uü]ssel|token)|zugangsschl[uü]ssel|geheimer schl[uü]ssel|\b(?:token|secret)\b(?= =))"
)
# In a sentence, or in the next cell of a table or the one below: then the value has to change often between
# letters and digits.
CLAUSE = (
    r"(?:[\t|\n][\s|]{0,4}|[ \t]{1,3}(?:[^\s:=<>0-9/]{1,20}[ \t]{1,2}){0,9}?"
    r"(?i:is|was|now|est|sera|ist|lautet|:|=|->)?:?[ \t\n]{1,2})"
)
VALUE = r"(?P<value>[A-Za-z0-9_./+=-]{16,128})"
BETWEEN = r"[ \"'`\])*_./%\\-]{0,8}"
# Without what follows it in a table whose headings stand beside its cells.
ROUGH, LEAD = NAME.replace("(?= =)", ""), 40
INDEX = r"(?:\[\d{1,3}\])?"
SPOKEN = CLAUSE + r"(?P<spoken>)[\"'`(]?"
PATTERN = rf"{NAME}(?:{INDEX}[\"'\]]{{0,2}}\s{{0,3}}[:=]{{1,2}}>?\s{{0,3}}[\"'`]?|{SPOKEN}){VALUE}"
STORED = rf"{NAME}(?:{INDEX}{BETWEEN}[:=]{{1,2}}>?{BETWEEN}|{SPOKEN})(?P<value>[^\s<>]{{12,160}})"
HEADING = re.compile(r"(?:token|secret) =", re.IGNORECASE)
AROUND = ".,;:)`\"'|"
VARIED, CHANGES = 10, 5
CHANGE = re.compile(r"(?<=[0-9])[A-Za-z]|(?<=[A-Za-z])[0-9]")
TOKEN = re.compile(r"[A-Za-z0-9_=+-]{16,128}\.?")


def accept(found: re.Match[str]) -> bool:
    value = found.group("value").rstrip(AROUND)
    return accept_stored(found) and (not _is_spoken(found) or TOKEN.fullmatch(value) is not None)


def accept_stored(found: re.Match[str]) -> bool:
    """In a sentence anything may stand beside it."""
    value = found.group("value")
    random = len(set(value)) >= VARIED and any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    if _is_spoken(found):
        random = random and len(CHANGE.findall(value)) >= CHANGES
    return random and not is_placeholder(value)


def _is_spoken(found: re.Match[str]) -> bool:
    return found["spoken"] is not None or HEADING.match(found.group()) is not None


def mask(value: str) -> str:
    return "****"


PART = "Kx7mQ2vZ9pLr4TbN8cWd"

detector = Detector(
    label="secret in a setting",
    category=Category.CREDENTIAL,
    pattern=PATTERN,
    accept=accept,
    rough=ROUGH,
    anchor=ROUGH,
    lead=LEAD,
    wide=Wide(pattern=STORED, rough=ROUGH, accept=accept_stored, anchor=ROUGH, lead=LEAD),
    trace=ROUGH + r"(?:[^A-Za-z]|\\[nt])",
    heading=ROUGH,
    severity=Severity.HIGH,
    mask=mask,
    secret=True,
    hits=(
        "client_" + "secret: " + PART,
        '{"api_' + 'key":"' + PART + '"}',
        "SECRET_" + "KEY=" + PART.upper(),
        "the API " + "key of our shop, made in May, is " + PART,
        "API " + "key\t" + PART,
        "Client " + "secret\n" + PART,
    ),
    misses=(
        "client_secret: your-client-secret-goes-here-1",
        "api_key = settings.api_key_of_production1",
        "secret_key=" + "a1" * 12,
        "API key documentation-of-version-2-and-3",
    ),
)
