"""Passwords in text: in settings, notes and mails, directly behind their word, or where a clause leads from
it (`the password for the printer is …`) or to it. Masked wherever text is stored.

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
    r"|contrase[nñ]a|wachtwoord|\bpw|code (?:du )?wi-?fi|(?:wi-?fi|wlan)[ -]?(?:code|key))"
)
# Behind a colon and a blank, or a row of dots, marks are part of it that part the settings of an address.
VALUE = r"(?P<value>(?(open)[^\s\"'<>`]{4,63}[^\s\"'<>`,;.)|]|[^\s\"'<>,;&|`]{5,64}))"
OPEN = (
    r"(?P<open>(?: =|:)[ \t\u00a0]{1,3}|[ \t]?[.\u2026]{2,40}:?[ \t]"
    r"|[ \t]{1,2}(?:[-\u2013\u2014]{1,2}>?|\u2192)[ \t])"
)
# In a form: `Password[0] = …`.
INDEX = r"(?:\[\d{1,3}\])?"
PATTERN = (
    WORD
    + INDEX
    + rf"[\"'\])]{{0,2}}[ \t]{{0,3}}(?:{OPEN}|[:=]{{1,2}}>?|\bis\b:?|\best\b ?:?|\bist\b:?)"
    + r"[ \t\u00a0]{0,3}[\"'`\u00ab\u201e\u201c]?[ \u00a0]?"
)
# In a sentence: other words of it, and one that leads to the password, or none. Then it has to look like one.
SPOKEN = (
    r"(?i:pass(?:word|wd|phrase|code)|pwd|\bpw|mot de passe|mdp|passwort|kennwort|contrase[nñ]a|wachtwoord"
    r"|(?:wi-?fi|wlan)[ -]?(?:code|key|schl[uü]ssel)|code (?:du )?wi-?fi|cl[eé] wi-?fi)"
)
CLAUSE = (
    r"(?:[\"')]?,?(?:[ \t\u00a0]{1,3}"
    r"|[ \t]?\??\n[> \t]{0,6})(?:(?:[^\s:=<>0-9]{1,20}[ \t\u00a0]{1,2}){0,9}?(?i:is|was|now|still"
    r"|to|as|became"
    r"|est|reste|sera|devient|[aà]|en|ist|lautet|war|bleibt|auf|hei(?:\u00df|ss)t|:|=|->|\u2192"
    r"|[-\u2013\u2014])"
    r":?[ \t\n\u00a0]{1,2})?"
    # The answer to a question; in base64 and names of code, the word goes on.
    r"|(?![\w+/])[^\n?]{0,60}\?[ \t]?\n[> \t]{0,6})"
    r"[\"'`(\u00ab\u201e\u201c]?[ \u00a0]?"
)
TOKEN = r"[A-Za-z0-9\u00c0-\u017f!@#$%^*+?_~-]{6,40}"
ONE = re.compile(TOKEN)
BEFORE = (
    r"(?: (?i:is|was|as|est|sert de|ist|war|als|comme|=|-|\u2013|\u2014)"
    r"|,? (?i:that(?:'|\u2019)?s|this is|which is|c(?:'|\u2019)est|das ist)|(?= \())"
    rf" \(?(?:[^\s:=<>0-9]{{1,12}} ){{0,4}}?{SPOKEN}\b)"
)
REVERSED_STORED = rf"{TOKEN}(?=\S{{0,3}}{BEFORE}"
REVERSED = rf"\b{TOKEN}(?=[\"'`)]?,?{BEFORE}"
# Behind the name of the account: `login / password: roe / Kestrel-41`, `credentials: roe / Kestrel-41`.
BOTH = (
    r"(?i:(?:log-?in|user(?:name)?|id|account|benutzer(?:name)?|kennung|identifiant|compte) ?(?:/|&"
    r"|\+|and|und|et) ?"
    r"(?:pass(?:word)?|pwd|pw|mdp|mot de passe|kennwort|passwort)|credentials?|creds|logins?"
    r"|zugangsdaten|identifiants)"
)
PAIRED = rf"{BOTH}[ \t]?(?:[:=]|is|are|sont|lauten)[ \t]?[^\s/|:]{{2,40}} ?(?:/|\||:)(?!/) ?"
PATTERN = rf"(?:{PATTERN}|{PAIRED}|{SPOKEN}{CLAUSE}(?P<spoken>)){VALUE}|{REVERSED}"
# What has a letter and a digit besides: names of methods and versions, ordinals, sizes.
NO_PASSWORD = re.compile(
    r"\d+(?:st|nd|rd|th|[-_]?(?:char|digit|letter|day|hour|bit|min|sec|byte|x)\w*)"
    r"|(?:sha|md|aes|base|utf|oauth|argon|pbkdf|scrypt|x|http|php|python|ssh|rc|des|win|ldap|mysql"
    r"|smb|ntlm|ipv|version|v"
    r"|rfc|cve|iso|nist|field|user|step|page|item|no|nr|line|col|form|input|text|box|server|host"
    r"|web|mail|option|level"
    r"|type|key|var|arg|param|row|id|pass(?:word)?|log|office|windows|exchange)[-_]?\d.*"
    r"|[A-Za-z]{1,3}[-_]?\d{1,4}",
    re.IGNORECASE,
)
# Nothing but digits, which a word such as `pass` has behind it in a report of tests.
CODE = re.compile(
    r"(?i:pass(?:word|code)|mot de passe|passwort|kennwort|wi-?fi|wlan"
    r"|code wi-?fi)[^\n:=]{0,3}[:=]{1,2} ?[\"']?\d{6,12}\Z"
)
AROUND = ".,;:)`\"'\u00bb\u201c\u201d"
# Marks may stand between the word and the password; the word may be part of a name.
BETWEEN = r"[ \"'`\])*_./%\\-]{0,8}"
LABEL = r"(?i:pass(?:word|wd|phrase|code)?|pwd|mot de passe|mdp|passwort|kennwort|contrase[nñ]a|wachtwoord)"
STORED_HEAD = LABEL + INDEX + BETWEEN + r"(?:[:=]{1,2}>?|(?i:is|est|ist)[ :])" + BETWEEN
STORED_VALUE = r"[^\s<>]{5,96}"
# The value is not consumed: what is a name of code may hold a word with a password of its own.
STORED = (
    rf"(?:{STORED_HEAD}|{PAIRED}|{SPOKEN}{CLAUSE}(?P<spoken>))(?=(?P<value>{STORED_VALUE}))"
    rf"|{REVERSED_STORED}"
)
TRACE = (
    r"(?i:pass(?:word|wd|phrase|code)?|pwd|mot de passe|mdp|passwort|kennwort|contrasena|wachtwoord)"
    r"(?:\[[0-9]{1,3}\])?"
    r"[ \"'`\])*_./%\\-]{0,16}(?:[:=]|(?i:is|est|ist)[ :])"
    r"|(?i:pass(?:word|wd|phrase|code)|mot de passe|mdp|passwort|kennwort|contrasena|wachtwoord"
    r"|(?:wi-?fi|wlan)[ -]?(?:code|key|schlussel)|code (?:du )?wi-?fi|cle wi-?fi)[^a-zA-Z]"
    r"|(?i:creds|credentials?|zugangsdaten|identifiants|logins?|pass)"
    r"[ \\t]{0,3}(?:[:=]|(?i:is|are|sont|lauten))"
    # Not in the middle of base64.
    r"|(?i:pwd?)(?:[^a-zA-Z0-9+/]|[+/](?:[^a-zA-Z0-9]|$))"
)


MASK = "****"
# A password before its word, and what stands between them.
LEAD = 110


def accept(found: re.Match[str]) -> bool:
    """What begins with the mask is the rest of a text that was masked."""
    value = _value(found)
    if found["value"] is not None and found["spoken"] is None:
        return not value.startswith(MASK) and accept_stored(found)
    return ONE.fullmatch(value.rstrip(AROUND)) is not None and accept_stored(found)


def accept_stored(found: re.Match[str]) -> bool:
    """In a sentence anything may stand beside it."""
    value = _value(found)
    if found["value"] is not None and found["spoken"] is None:
        bare = value.rstrip(".)")
        return is_chosen(bare) or (bare.isdigit() and CODE.match(found.group()) is not None)
    return any(is_chosen(one) and _is_no_word(one) for one in ONE.findall(value))


def _value(found: re.Match[str]) -> str:
    return found["value"] or found.group()


def _is_no_word(value: str) -> bool:
    """A digit and a letter, and nothing that a manual writes so."""
    return any(map(str.isdigit, value)) and NO_PASSWORD.fullmatch(value) is None


def mask(value: str) -> str:
    """Nothing of it."""
    return MASK


detector = Detector(
    label="password",
    category=Category.CREDENTIAL,
    pattern=PATTERN,
    rough=f"{WORD}|{SPOKEN}|{BOTH}",
    anchor=f"{WORD}|{SPOKEN}|{BOTH}",
    lead=LEAD,
    accept=accept,
    wide=Wide(pattern=STORED, rough=f"{STORED_HEAD}{STORED_VALUE}|{SPOKEN}|{BOTH}", accept=accept_stored),
    trace=TRACE,
    heading=f"{WORD}|{SPOKEN}|(?i:credentials|zugangsdaten)",
    severity=Severity.HIGH,
    mask=mask,
    secret=True,
    hits=(
        "Password: Kestrel-41",
        "the password is kestrel41x for now",
        '{"db_password":"Kestrel!41"}',
        "Mot de passe : crecerelle41",
        "PWD=KESTREL41;",
        "the password for the printer of Jane Roe is hunter2x",
        "log in as roe with password hunter2x",
        "hunter2x is the password",
        "das Passwort f\u00fcr den Drucker lautet turmfalke41",
    ),
    misses=(
        "Password: ********",
        "the password is ****.example",
        "password = os.environ['DB_PASSWORD']",
        "the password is required",
        "password: ${DB_PASSWORD}",
        "password=getpass()",
        "the password hash is sha256crypt",
        "a password of 12characters",
        "enter the password twice, then press F12",
        "passport: kestrel41x",
    ),
)
