"""CPE names in both forms: `cpe:/a:f5:nginx:1.25` is `cpe:2.3:a:f5:nginx:1.25:*:*:*:*:*:*:*`.

Source: NISTIR 7695, which defines how a URI is unbound and a formatted string is bound.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

URI, FORMATTED = "cpe:/", "cpe:2.3:"
ANY = "*"
# Part, vendor, product, version, update, edition, language.
OF_URI = 7
# The packed parts of a URI's edition, each after a tilde: the edition, then the four that came with 2.3.
PACKED = 5
_NAME = re.compile(
    r"cpe:/[aho](?::(?:%(?:0[12]|[2-6][0-9a-f]|7[0-9a-e])|[!-$&-~])*)?", re.IGNORECASE | re.ASCII
)
_PLAIN = re.compile(r"cpe:/[aho](?::[A-Za-z0-9._%~-]+){3}", re.ASCII)
_PIECE = re.compile(r"%([0-9a-f]{2})|(.)")
_WILD = {"01": "?", "02": "*"}


def formatted(names: Sequence[str]) -> list[str]:
    """The names in the form 2.3; where there is none, the others converted to it. Invalid names are left
    out."""
    given = [name for name in names if name.startswith(FORMATTED)]
    return given or [made for name in names if (made := _formatted(name))]


def uri(name: str, version: str = "") -> str:
    """A name of either form in the old one, up to its version, which is this one where it says any or not
    applicable; '' without a version, and for an invalid name or one with quoted characters."""
    part, old = name.removeprefix(FORMATTED), name.removeprefix(URI)
    given = (part if part != name else old).lower().split(":")[:4]
    known = given[3] if len(given) == 4 and given[3] not in ("", ANY, "-") else version.lower()
    made = URI + ":".join((*given[:3], known))
    return made if len(given) >= 3 and known and _NAME.fullmatch(made) and _PLAIN.fullmatch(made) else ""


def _formatted(uri: str) -> str:
    if _NAME.fullmatch(uri) is None:
        return ""
    parts = uri[len(URI) :].lower().split(":")
    if len(parts) > OF_URI:
        return ""
    parts += [""] * (OF_URI - len(parts))
    edition, *others = parts[5].split("~")[1:] if parts[5].startswith("~") else [parts[5]]
    if len(others) >= PACKED:
        return ""
    others += [""] * (PACKED - 1 - len(others))
    return FORMATTED + ":".join(map(_value, (*parts[:5], edition, parts[6], *others)))


def _value(part: str) -> str:
    """An empty value means any; `-` means not applicable in both forms."""
    return _PIECE.sub(_character, part) or ANY


def _character(found: re.Match[str]) -> str:
    if found[1] in _WILD:
        return _WILD[found[1]]
    one = chr(int(found[1], 16)) if found[1] else found[2]
    return one if one.isalnum() or one in "._-" else f"\\{one}"
