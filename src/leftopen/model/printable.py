"""A stranger's text, made safe to show on a terminal, in a mail or on a page.

A server chooses its banner. Escape sequences would repaint a terminal, bidirectional controls would turn an
address round, a carriage return would forge a header. Each such character is shown by its code instead.
"""

from __future__ import annotations

import unicodedata

_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


def printable(text: str, most: int = 0, *, lines: bool = False) -> str:
    r"""`text` with every character that does not print written as its code (`\x1b`, `\u202e`).

    `most` cuts it to that many characters, the last being `…` (0: whole). `lines` keeps line ends, as `\n`,
    and tabs.
    """
    kept = "\n\t" if lines else ""
    source = text.replace("\r\n", "\n") if lines else text
    if most and len(source) > most:
        source = source[: most + 1]
    shown = "".join(c if c in kept or unicodedata.category(c) not in _HIDDEN else _code(c) for c in source)
    return f"{shown[: most - 1]}…" if most and len(shown) > most else shown


def _code(character: str) -> str:
    number = ord(character)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
