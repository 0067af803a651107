r"""Decodes a text in which a value may be escaped.

`\n4111` hides the border of a number from a search of the letters only, and `&#52;111` its first digit.
"""

from __future__ import annotations

import html
import re

from leftopen.formats.charset import decode

MOST = 16 * 1024
# JSON in JSON in JSON; nothing reads deeper levels.
ROUNDS = 4
_ESCAPE = re.compile(r'\\(?:u([0-9A-Fa-f]{4})|(["\\/bfnrt]))')
_SHORT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def unescaped(raw: bytes) -> bytes:
    """The beginning of `raw` (`MOST` bytes) as UTF-8, with the escapes of JSON and of XML decoded."""
    text = decode(raw[:MOST])
    for _ in range(ROUNDS):
        decoded = _ESCAPE.sub(_character, html.unescape(text))
        if decoded == text:
            break
        text = decoded
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()


def _character(found: re.Match[str]) -> str:
    number, letter = found.groups()
    return chr(int(number, 16)) if number else _SHORT.get(letter, letter)
