"""Passwords in text, directly behind their word: in settings, notes and mails. Masked wherever text is
stored.

A password has a letter, and a digit or a mark; variables, placeholders and names of code are none. No
password is ever tried.
"""

from __future__ import annotations

import re

from leftopen.formats.placeholder import is_chosen
from leftopen.model.category import Category
from leftopen.model.detector import Detector, Wide
from leftopen.model.severity import Severity

WORD = (
    r"(?i:pass(?:word|wd|phrase|code)|pwd|\bpass|mot de passe|\bmdp|passwort|kennwort"
    r"|contrase[nñ]a|wachtwoord)"
)
VALUE = r"(?P<value>[^\s\"'<>,;&|`]{5,64})"
# In a form: `Password[0] = …`.
INDEX = r"(?:\[\d{1,3}\])?"
PATTERN = (
    WORD
    + INDEX
    + r"[\"'\])]{0,2}[ \t]{0,3}(?:[:=]{1,2}>?|\bis\b:?|\best\b ?:?|\bist\b:?)[ \t]{0,3}[\"'`]?"
    + VALUE
)
# Marks may stand between the word and the password; the word may be part of a name.
BETWEEN = r"[ \"'`\])*_./%\\-]{0,8}"
LABEL = r"(?i:pass(?:word|wd|phrase|code)?|pwd|mot de passe|mdp|passwort|kennwort|contrase[nñ]a|wachtwoord)"
STORED_HEAD = LABEL + INDEX + BETWEEN + r"(?:[:=]{1,2}>?|(?i:is|est|ist)[ :])" + BETWEEN
STORED_VALUE = r"[^\s<>]{5,96}"
# The value is not consumed: what is a name of code may hold a word with a password of its own.
STORED = STORED_HEAD + rf"(?=(?P<value>{STORED_VALUE}))"
TRACE = (
    r"(?i:pass(?:word|wd|phrase|code)?|pwd|mot de passe|mdp|passwort|kennwort|contrasena|wachtwoord)"
    r"(?:\[[0-9]{1,3}\])?"
    r"[ \"'`\])*_./%\\-]{0,16}(?:[:=]|(?i:is|est|ist)[ :])"
)


MASK = "****"


def accept(found: re.Match[str]) -> bool:
    """What begins with the mask is the rest of a text that was masked."""
    return not found.group("value").startswith(MASK) and accept_stored(found)


def accept_stored(found: re.Match[str]) -> bool:
    return is_chosen(found.group("value").rstrip(".)"))


def mask(value: str) -> str:
    """Nothing of it."""
    return MASK


detector = Detector(
    label="password",
    category=Category.CREDENTIAL,
    pattern=PATTERN,
    accept=accept,
    wide=Wide(pattern=STORED, rough=STORED_HEAD + STORED_VALUE, accept=accept_stored),
    trace=TRACE,
    severity=Severity.HIGH,
    mask=mask,
    secret=True,
    hits=(
        "Password: Kestrel-41",
        "the password is kestrel41x for now",
        '{"db_password":"Kestrel!41"}',
        "Mot de passe : crecerelle41",
        "PWD=KESTREL41;",
    ),
    misses=(
        "Password: ********",
        "the password is ****.example",
        "password = os.environ['DB_PASSWORD']",
        "the password is required",
        "password: ${DB_PASSWORD}",
        "password=getpass()",
        "passport: kestrel41x",
    ),
)
