"""Finding a text in bytes, whatever it was put through on its way there.

Plain in any case, base64 at each of its three alignments (both alphabets, in lines too), quoted-printable,
UTF-16 of both orders, hexadecimal, percent codes, and HTML's and JSON's escapes.
"""

from __future__ import annotations

import base64
import html
import quopri
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

PLAIN = "plain"
_BLANKS = re.compile(rb"[\r\n\t ]+")
_JSON_ESCAPE = re.compile(rb"\\u00([0-7][0-9a-fA-F])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    place: str
    word: str
    form: str


def find(place: str, data: bytes, words: Iterable[str]) -> Iterator[Found]:
    """Each word that `data` holds in any form, with the first form that shows it."""
    views = _views(data)
    for word in words:
        for form, needle, view in _forms(word):
            if needle in views[view]:
                yield Found(place=place, word=word, form=form)
                break


def found_in(places: Mapping[str, bytes], words: Iterable[str]) -> list[Found]:
    wanted = tuple(words)
    return [found for place, data in places.items() for found in find(place, data, wanted)]


def _views(data: bytes) -> dict[str, bytes]:
    """The same bytes as other readers would take them; lower case where case carries nothing."""
    low = data.lower()
    return {
        "low": low,
        "tight": _BLANKS.sub(b"", data),
        "tight low": _BLANKS.sub(b"", low),
        "quoted": quopri.decodestring(data).lower(),
        "percent": unquote_to_bytes(data).lower(),
        "html": html.unescape(data.decode("latin-1")).encode("utf-8", "replace").lower(),
        "json": _JSON_ESCAPE.sub(lambda m: bytes([int(m[1], 16)]), data).lower(),
    }


def _forms(word: str) -> Iterator[tuple[str, bytes, str]]:
    """(form, the bytes to look for, the view to look in)."""
    low = word.lower().encode()
    yield PLAIN, low, "low"
    for spelled in {word, word.lower(), word.upper()}:
        for alignment, needle in enumerate(_base64(spelled.encode())):
            yield f"base64+{alignment}", needle, "tight"
            yield f"base64url+{alignment}", needle.translate(bytes.maketrans(b"+/", b"-_")), "tight"
        for order in ("utf-16-le", "utf-16-be"):
            for alignment, needle in enumerate(_base64(spelled.encode(order))):
                yield f"base64 of {order}+{alignment}", needle, "tight"
    yield "quoted-printable", low, "quoted"
    yield "utf-16-le", word.lower().encode("utf-16-le"), "low"
    yield "utf-16-be", word.lower().encode("utf-16-be"), "low"
    for spelled in {word, word.lower(), word.upper()}:
        yield "hex", spelled.encode().hex().encode(), "tight low"
    yield "percent", low, "percent"
    yield "html", low, "html"
    yield "json", low, "json"


def _base64(raw: bytes) -> list[bytes]:
    """What of the code depends on `raw` alone, for each place that it can have in a group of three."""
    needles = []
    for before in range(3):
        code = base64.b64encode(bytes(before) + raw)
        start = (0, 2, 3)[before]
        whole = (before + len(raw)) * 8 // 6
        needles.append(code[start:whole])
    return needles


def encodings() -> dict[str, Callable[[bytes], bytes]]:
    """Ways to write a text, for planting one."""
    return {
        "plain": lambda raw: raw,
        "upper case": bytes.upper,
        "base64": lambda raw: base64.b64encode(b"From: " + raw + b" and more"),
        "base64, one later": lambda raw: base64.b64encode(b"From:  " + raw),
        "base64, two later": lambda raw: base64.b64encode(b"From:   " + raw),
        "base64 in lines": lambda raw: re.sub(rb"(.{9})", rb"\1\r\n", base64.b64encode(b"xx" + raw + b"yy")),
        "base64 of the URL alphabet": lambda raw: base64.urlsafe_b64encode(b"~~" + raw + b"~~"),
        "base64 of UTF-16": lambda raw: base64.b64encode(raw.decode().encode("utf-16")),
        "quoted-printable": lambda raw: b"".join(b"=%02X" % byte for byte in raw),
        "quoted-printable, broken": lambda raw: raw[:4] + b"=\r\n" + raw[4:],
        "UTF-16, little end first": lambda raw: raw.decode().encode("utf-16-le"),
        "UTF-16, big end first": lambda raw: raw.decode().encode("utf-16-be"),
        "hex": lambda raw: raw.hex().encode(),
        "hex in capitals": lambda raw: raw.hex().upper().encode(),
        "percent": lambda raw: b"".join(b"%%%02x" % byte for byte in raw),
        "percent, where needed": lambda raw: raw.replace(b"@", b"%40").replace(b"-", b"%2D"),
        "HTML": lambda raw: "".join(f"&#{byte};" for byte in raw).encode(),
        "JSON": lambda raw: "".join(f"\\u{byte:04x}" for byte in raw).encode(),
    }
