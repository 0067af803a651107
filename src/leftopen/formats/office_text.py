"""The text of ordinary office XML without an event for each element: most elements are formatting.

The parser still reads every byte, so that what is not well formed is refused as before; only the calls for
each element are saved, which take most of the time. What these patterns can't express is left to the events
of `office_xml.py`: other encodings, document types, comments, CDATA, elements inside a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from leftopen.formats.office_xml import ELEMENTS, well_formed

_DECLARED = re.compile(rb"<\?xml [^>]{0,99}encoding=.(?!utf-8)", re.IGNORECASE)
PREFIX = r"(?:[^\s<>/:!?]*:)?"
QUOTED = r"(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*"
_REFERENCE = re.compile(r"&(?:#([0-9]{1,20})|#x([0-9A-Fa-f]{1,20})|(\w{1,9}));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def plain_xml(raw: bytes, whole: bool) -> str | None:
    """The text of an ordinary, well-formed file, with line ends as a parser gives them; None for another."""
    is_xml = raw.startswith(b"<?xml ")
    if not whole or raw[:1] != b"<" or b"<!" in raw or raw.count(b"<?") > is_xml or _DECLARED.match(raw):
        return None
    if raw.count(b"<") > ELEMENTS:
        return None
    try:
        text = raw.decode() if well_formed(raw) else None
    except UnicodeDecodeError:
        return None
    if text is None:
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def unescaped(text: str) -> str:
    """With its references resolved: only numbers and the five names that XML itself knows."""
    return _REFERENCE.sub(_resolved, text) if "&" in text else text


def _resolved(found: re.Match[str]) -> str:
    decimal, hexadecimal, name = found.groups()
    return _NAMED.get(name, found.group()) if name else chr(int(decimal) if decimal else int(hexadecimal, 16))


def token_pattern(texts: str, lines: str, breaks: str) -> re.Pattern[str]:
    """Of elements by their names: `texts` have text, `lines` end a line, `breaks` are written themselves.
    Groups: the text, '<' for a text that holds elements, the break, '/' at the end of a line."""
    return re.compile(
        rf"<(?:{PREFIX}(?:(?:{texts})(?:\s{QUOTED})?(?<!/)>(?:([^<]*)(?=</)|[^<]*(<))"
        rf"|tabs(?:\s[^<>]*)?(?<!/)>.*?</{PREFIX}tabs\s*>"
        rf"|({breaks})(?:\s{QUOTED})?/?>|(?:{lines})(?:\s{QUOTED})?(/)>)|(/){PREFIX}(?:{lines})\s*>)",
        re.DOTALL,
    )


def written(text: str, tokens: re.Pattern[str], breaks: dict[str, str]) -> str | None:
    """The texts with their breaks and line ends; None where a text holds elements."""
    pieces: list[str] = []
    for found, odd, broken, empty, closed in tokens.findall(text):
        if found:
            pieces.append(unescaped(found))
        elif empty or closed:
            pieces.append("\n")
        elif broken:
            pieces.append(breaks[broken])
        elif odd:
            return None
    return "".join(pieces)


# --- sheets

_OTHERWISE = re.compile(r":(?:row|c|v|t|is|si)[\s/>]")
# First a row, then a cell as nearly every program writes it, then any cell.
_CELL = re.compile(
    r"<(?:(row)[\s/>]"
    r"|c r=\"([A-Z]{1,3})[0-9]{1,7}\"(?: s=\"([0-9]{1,8})\")?(?: t=\"([A-Za-z]{1,20})\")?>"
    r"(?:<v>([^<]*)</v>|<is><t>([^<]*)</t></is>)</c>"
    r"|c(?:\s([^<>]*?))?(?:/>|>(.*?)</c\s*>))",
    re.DOTALL,
)
_REFERENCE_OF_CELL = re.compile(r"([A-Z]{1,3})\d{1,7}")
_VALUE = re.compile(r"<(?:v|t)(?:\s[^<>]*)?(?<!/)>([^<]*)")
_NAMES = re.compile(r"(?:^|\s)([rst])\s*=\s*\"([^\"]*)\"")
_STRING = re.compile(r"<si(?:\s[^<>]*)?(?:/>|>(.*?)</si\s*>)", re.DOTALL)


def plain_sheet(raw: bytes, whole: bool) -> str | None:
    """The same, where elements of sheets have no prefix and attributes stand in quotation marks."""
    text = plain_xml(raw, whole)
    return None if text is None or "='" in text or _OTHERWISE.search(text) else text


def cells(text: str) -> Iterator[tuple[bool, str, str, str, str]]:
    """Of such a sheet, for each row's beginning and each cell: is it a row, the letters of the column ('' if
    unknown), style, kind, value."""
    for row, letters, style, kind, value, string, attributes, inner in _CELL.findall(text):
        if row:
            yield True, "", "", "", ""
        elif letters:
            yield False, letters, style, kind, unescaped(value or string)
        else:
            named = dict(_NAMES.findall(attributes))
            place = _REFERENCE_OF_CELL.fullmatch(named.get("r", ""))
            shown = unescaped("".join(_VALUE.findall(inner)))
            yield False, place.group(1) if place else "", named.get("s", ""), named.get("t", ""), shown


def shared_strings(text: str) -> tuple[str, ...]:
    """Of such a list without phonetic text."""
    return tuple(unescaped("".join(_VALUE.findall(inner))) for inner in _STRING.findall(text))
