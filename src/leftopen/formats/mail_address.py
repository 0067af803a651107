"""Mail addresses: the pattern, the exclusions, and the masked form."""

from __future__ import annotations

import re

from leftopen.formats.mail_identifier import is_identifier
from leftopen.formats.ssh_algorithms import is_whole_name

# It begins at a word boundary, so that a long run of letters (base64) is tried once, not at each letter.
LOCAL = r"\b[A-Za-z0-9_][A-Za-z0-9._+'-]{0,63}"
AT = r"(?:@|%40)"
# Characters up to the end of `AT`, and each that may be among them.
LEAD = 67
LEADING = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+'-@%"
# Letters beyond ASCII too: `münchen.example` is a domain.
# What no escape of JSON stands in, nor a boundary of a text: between the name and the domain.
TRACE = r"[A-Za-z0-9._+'\"\\#-](?:@|%40)[A-Za-z0-9\[-]"
LABELS = r"(?:[^\x00-,./:-@\[-`{-\x7f]+\.)+"
# In what is stored: a name of any script and any length, looked at once, from where it begins; or in quotes
# (RFC 5321), before an escaped mark (`name\@host`), or of a guest (`name_host#EXT#@tenant`). A domain of any
# script, also with `_`; and a host without a dot where a date is tacked on, as indexes are called
# (`name@host_2024`, `name@host-2024.05.01`); or an IP address, in brackets or not.
_NAME = r"[^\x00-&(-*,/:-@\[-^`{-\x7f]"
_QUOTED = r'"[^"\x00-\x1f\x7f]{1,64}"'
_STORED_LABELS = r"(?:[^\x00-,./:-@\[-^`{-\x7f]+\.)+"
_TOP = r"(?:[A-Za-z][A-Za-z0-9-]{1,23}|[^\x00-\x7f][^\x00-,./:-@\[-`{-\x7f]{1,23})"
_DATED = r"[A-Za-z][A-Za-z0-9_-]{0,62}[_.-](?:19|20)\d{2}"
_NUMERIC = r"\d{1,3}(?:\.\d{1,3}){3}|\[(?:IPv6:)?[0-9A-Fa-f:.]{2,45}\]"
_HOST = rf"(?:{_STORED_LABELS}{_TOP}|{_DATED}|{_NUMERIC})"
STORED_ROUGH = rf"(?:{_NAME}|[\"\\#]){AT}{_HOST}"
STORED = rf"(?:{_QUOTED}|(?<!{_NAME}){_NAME}+(?:#[Ee][Xx][Tt]#|\\{{1,8}})?){AT}{_HOST}"

# `logo@2x.png` and the like: an at sign in a file name.
FILES = frozenset(
    {"png", "jpg", "jpeg", "gif", "svg", "webp", "css", "js", "mjs", "html", "htm", "php", "json", "map"}
)


def is_address(found: re.Match[str]) -> bool:
    """The exact test: no file name, no double dot, nothing that continues after it, no name of SSH, and no
    identifier of a message, which is masked where it is stored but is nobody's address."""
    value, text, (start, end) = found.group(), found.string, found.span()
    if ".." in value or ".@" in value or ".%40" in value or value[value.rfind(".") + 1 :].lower() in FILES:
        return False
    after = text[end : end + 2]
    if after and (after[0] in "-_@" or (after[0] == "." and after[1:].isalnum())):
        return False
    return not is_whole_name(value.replace("%40", "@"), text, end) and not is_identifier(text, start)


def is_stored_address(found: re.Match[str]) -> bool:
    """The exact test for stored text: everything but a file name and a name of SSH. After an address the end
    of a file name may follow (`jane@unit.example.html`), but after a resolution (`logo@2x.min.png`) there is
    no address."""
    value = found.group().replace("%40", "@")
    if is_whole_name(value, found.string, found.end()):
        return False
    domain = value[value.rfind("@") + 1 :]
    labels = domain.lower().split(".")
    if labels[-1] not in FILES:
        return True
    while labels and labels[-1] in FILES:
        labels.pop()
    return len(labels) > 1 and not domain[0].isdigit() and labels[-1].isalpha() and len(labels[-1]) > 1


def mask(value: str) -> str:
    """The first letter and the domain: `j***@unit.example`."""
    local, at, domain = value.rpartition("%40") if "@" not in value else value.rpartition("@")
    return f"{local[:1]}***{at}{domain}"
