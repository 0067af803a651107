"""Every way to write a value that a test knows: what stands beside it, and how it is encoded.

The codes are written and undone by Python's own libraries, not by the product's.
"""

from __future__ import annotations

import base64
import codecs
import html
import json
import quopri
import re
import unicodedata
from collections.abc import Callable, Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from urllib.parse import quote, unquote

from leftopen.catalogue import detectors
from leftopen.contents.find import Finder

MARKS = ("_", "@", ".", "-", "/", "\\", '"', "'", "%", "=")
LETTERS = ("x", "X", "é", "张")
NEIGHBOURS = (*MARKS, *LETTERS)
Writer = Callable[[str], str]
FEW = 4
"""Fewer digits than these also stand in the code of a mark (`%40`), and tell nothing by themselves."""
DETECTORS = detectors()
NAMED = {
    "@": "commat", ".": "period", "-": "hyphen", "_": "lowbar", "/": "sol", "+": "plus", " ": "nbsp",
    "(": "lpar", ")": "rpar", ":": "colon", "=": "equals", "%": "percnt", '"': "quot", "'": "apos",
    "\\": "bsol", "\n": "NewLine", ",": "comma", "?": "quest", ";": "semi", "&": "amp",
}  # fmt: skip


def every(write: Writer) -> Writer:
    return lambda text: "".join(map(write, text))


def marks(write: Writer) -> Writer:
    """Letters and digits stay, as encoders leave them."""
    return lambda text: "".join(char if char.isalnum() else write(char) for char in text)


def _named(char: str) -> str:
    return f"&{NAMED[char]};" if char in NAMED else f"&#{ord(char)};"


def _octets(prefix: str) -> Writer:
    return lambda char: "".join(f"{prefix}{byte:02X}" for byte in char.encode())


def _word(text: str) -> str:
    return f"=?utf-8?b?{base64.b64encode(text.encode()).decode()}?="


def _quoted_word(text: str) -> str:
    return "=?utf-8?q?" + "".join(map(_octets("="), text)) + "?="


def _full_width(char: str) -> str:
    return chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char


def _json(text: str) -> str:
    return json.dumps(text)[1:-1]


_decimal: Writer = lambda char: f"&#{ord(char)};"  # noqa: E731
_four: Writer = lambda char: f"\\u{ord(char):04x}"  # noqa: E731

ENCODINGS: dict[str, Writer] = {
    "as it is": str,
    "decimal entities": every(_decimal),
    "hexadecimal entities": every(lambda char: f"&#x{ord(char):x};"),
    "named entities": marks(_named),
    "percent": every(_octets("%")),
    "percent, marks": lambda text: quote(text, safe=""),
    "percent of percent": lambda text: quote(quote(text, safe=""), safe=""),
    "\\u": every(_four),
    "\\u, marks": marks(_four),
    "\\x": every(_octets("\\x")),
    "\\x, marks": marks(_octets("\\x")),
    "octal, marks": marks(lambda char: f"\\{ord(char):03o}" if char.isascii() else char),
    "JSON in JSON": lambda text: _json(_json(text)),
    "\\u in JSON": lambda text: _json(marks(_four)(text)),
    "quoted-printable": every(_octets("=")),
    "quoted-printable, marks": marks(_octets("=")),
    "base64 word": _word,
    "quoted word": _quoted_word,
    "full width": every(_full_width),
    "percent of entities": lambda text: quote(marks(_decimal)(text), safe=""),
    "entities of percent, in JSON": lambda text: _json(marks(_named)(quote(text, safe=""))),
}


# What begins a code of the same kind: before it, `%` and two hexadecimal digits are a code themselves, and
# `=` at the end of a line goes on in the next.
BEGINS = {
    "percent": re.compile("%[0-9a-fA-F]{2}"),
    "\\": re.compile(r"\\(?:[0-3][0-7]{2}|[abfnrtvxuU])"),
    "octal": re.compile(r"\\(?:[0-3][0-7]{2}|[abfnrtvxuU])"),
    "JSON": re.compile(r"\\(?:[0-3][0-7]{2}|[abfnrtvxuU])"),
    "quoted-printable": re.compile("=(?:\n|[0-9a-fA-F]{2})"),
}


def is_another_code(encoding: str, left: str, written: str, right: str, after: str) -> bool:
    """Whether a neighbour makes a code of that encoding with what stands behind it."""
    for kind, begins in BEGINS.items():
        if kind in encoding and (
            (left and begins.match(left + written[:8])) or (right and begins.match(right + after[:8]))
        ):
            return True
    return False


def values() -> Iterator[tuple[str, str, str, str]]:
    """(detector, what stands before the value, the value, what stands behind it) of all hits of all that
    hide."""
    for name, detector in DETECTORS.items():
        if detector.hidden:
            finder = Finder({name: detector})
            for hit in detector.hits:
                for found in finder.find(hit)[:1]:
                    yield name, hit[: found.start], found.value, hit[found.end :]


def beside() -> Iterator[tuple[str, str]]:
    """Each neighbour alone before and behind, and with another on the other side."""
    for at, one in enumerate(NEIGHBOURS):
        yield from ((one, ""), ("", one), (one, NEIGHBOURS[at - 3]))


def read(text: str) -> set[str]:
    """That text in every form in which somebody may read it."""
    forms = {text}
    for _ in range(3):
        forms |= {form for one in forms for form in _once(one)}
    return forms


def _once(text: str) -> Iterator[str]:
    yield unicodedata.normalize("NFKC", text)
    if "&" in text:
        yield html.unescape(text)
    if "%" in text:
        yield unquote(text)
    if "\\" in text:
        yield _unescaped(text)
    if "=" in text:
        yield quopri.decodestring(text.encode()).decode("utf-8", "replace")
        yield _words(text)


def _unescaped(text: str) -> str:
    return re.sub(
        r"\\(?:u[0-9a-fA-F]{4}|(?:x[0-9a-fA-F]{2})|[0-3][0-7]{2}|[nrtbf\\\"'/])",
        lambda found: codecs.decode(found.group().replace("\\/", "/"), "unicode_escape"),
        text,
    )


def _words(text: str) -> str:
    try:
        parts = decode_header(text)
    except (HeaderParseError, ValueError):
        return text
    return "".join(part if isinstance(part, str) else part.decode("utf-8", "replace") for part, _ in parts)


def _longest(run: str) -> int:
    """A run without marks, or else the whole."""
    return len(run) if run.isalnum() else 11


def _bare(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", text)


def _parts(value: str) -> list[str]:
    """Half of its letters and digits, from each place on."""
    bare = _bare(value)
    half = (len(bare) + 1) // 2
    return [bare[at : at + half] for at in range(len(bare) - half + 1)]


def shows(name: str, value: str, text: str) -> bool:
    """Whether what had to be hidden of the value is in any form of the text."""
    forms = read(text)
    if "@" in value or "%40" in value:
        local = re.split("@|%40", value)[0]
        return any(re.search(re.escape(local) + "(?:@|%40)", form) for form in forms)
    if DETECTORS[name].credential:
        core = max([value, *re.findall(r"[A-Za-z0-9+/]{12,}", value)], key=_longest)[-16:]
        return any(core in form for form in forms)
    digits = re.sub(r"\D", "", value)
    if len(digits) < FEW:
        return any(part in bare for bare in map(_bare, forms) for part in _parts(value))
    return any(digits in re.sub(r"[^0-9A-Za-z]|(?<=[0-9])[A-Za-z]{1,4}(?=[0-9])", "", form) for form in forms)
