"""Decodes what needs no mark before each character: base64, UTF-7, and tags of HTML inside a word.

    packed   base64 of plain ASCII, in both alphabets, over line ends too; where it begins in a longer run of
             such characters is unknown, so that each of four places is tried
    shifted  UTF-7 (`+AEA-`), also as names of IMAP folders write it (`&AEA-`)
    untagged tags that a browser shows nothing of (`piet<wbr>@unit.example`), and comments
    peeled   a code that was encoded again and again (`%25252540`, `&amp;amp;#64;`), in one step

Sources: RFC 4648 (4, 5), RFC 2152, RFC 3501 (5.1.3), HTML 4.5 (text-level elements).
"""

from __future__ import annotations

import base64
import binascii
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from leftopen.formats.encoded import Decoded, Shown, replace_pieces

# Four characters that stand for three of plain text, and a last, shorter group.
_SECOND, _THIRD = "C-HS-Xi-ny-z0-3", "ABEFIJMNQRUVYZcdghklopstwx014589"
_LOOSE = rf"[CDI-Za-f][AQgw{_SECOND}][{_THIRD}][A-Za-z0-9+/_-]"
_LAST = rf"[CDI-Za-f](?:[AQgw{_SECOND}][AEIMQUYcgkosw048]|[AQgw])"
_PACKED = re.compile(rf"(?s:.{{4}})*?((?:{_LOOSE}(?:\r?\n)?){{2,}}(?:{_LAST})?={{0,2}})")
_LEAST = 10
"""Characters of base64 for the shortest value: an address of seven."""
_HEXADECIMAL = re.compile("[0-9a-f]*")
_TEXT = re.compile("[\t\n\r -~]+")
_STANDARD = bytes.maketrans(b"-_", b"+/")

_SHIFTED = re.compile(r"[+&]A[B-H][A-Za-z0-9+/,]{1,400}-?|\+-(?=[0-9])")

_INLINE = (
    "a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|kbd|label|mark|nobr|q|s|samp|shy"
    "|small|span|strike|strong|sub|sup|time|tt|u|var|wbr"
)
_BESIDE = "[0-9@._+:=(/-]"


def _tag(slash: str = "/") -> str:
    return rf"<(?:(?:{slash})?(?:{_INLINE})(?:[\s/\\][^<>\n]*)?|!--[^<>\n]*--)>"


def _split(tag: str) -> str:
    """A tag beside a digit or a mark, or between two letters."""
    return rf"(?i:{_BESIDE}{tag}|{tag}{_BESIDE}|[a-z](?:{tag})+[a-z])"


_TAGS = re.compile(_tag(), re.IGNORECASE)

_CHAIN = re.compile(r"%(?:25){2,}(?=[0-9a-fA-F]{2})|&(?:amp;){2,}(?=[#A-Za-z])")


def decode_base64(text: str, shown: Shown) -> Sequence[Decoded]:
    """Decodes base64 wherever it begins; empty where there is none."""
    runs = [
        (start, end, decoded)
        for first in range(min(4, len(text)))
        for start, end, raw in _runs(text, first)
        if not _HEXADECIMAL.fullmatch(raw) and _TEXT.fullmatch(decoded := _unpacked(raw))
    ]
    return replace_pieces(text, shown, _longest(runs))


def _longest(runs: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Of those that overlap the longest, in their order: a short one is what chance makes of another."""
    kept: list[tuple[int, int, str]] = []
    for run in sorted(runs, key=lambda run: run[0] - run[1]):
        at = bisect_left(kept, run)
        if (at == 0 or kept[at - 1][1] <= run[0]) and (at == len(kept) or run[1] <= kept[at][0]):
            kept.insert(at, run)
    return kept


def _runs(text: str, at: int) -> Iterator[tuple[int, int, str]]:
    while (run := _PACKED.match(text, at)) is not None:
        start, end = run.span(1)
        if end - start >= _LEAST:
            yield start, end, run[1]
        at = end + (at - end) % 4


def _unpacked(raw: str) -> str:
    """'' for what is none."""
    bare = "".join(raw.split()).rstrip("=").encode().translate(_STANDARD)
    try:
        return base64.b64decode(bare + b"=" * (-len(bare) % 4)).decode("latin-1")
    except (binascii.Error, ValueError):
        return ""


def decode_utf7(text: str, shown: Shown) -> Sequence[Decoded]:
    """Decodes UTF-7; empty where there is none."""
    if "+" not in text and "&A" not in text:
        return ()
    runs = [
        (run.start(), run.end(), decoded)
        for run in _SHIFTED.finditer(text)
        if (decoded := _unshifted(run.group())) is not None
    ]
    return replace_pieces(text, shown, runs)


def _unshifted(code: str) -> str | None:
    """None for what is no text."""
    if code == "+-":
        return "+"
    bare = code[1:].removesuffix("-").replace(",", "/")
    raw = base64.b64decode(bare + "A" * (-len(bare) % 4))
    # The rest of the last group is no character.
    decoded = raw[: len(bare) * 6 // 16 * 2].decode("utf-16-be", "replace")
    return decoded if decoded.isprintable() and "\ufffd" not in decoded else None


def strip_tags(text: str, shown: Shown) -> Sequence[Decoded]:
    """Leaves out tags that stand inside a line."""
    return replace_pieces(text, shown, [(tag.start(), tag.end(), "") for tag in _TAGS.finditer(text)])


def decode_repeated(text: str, shown: Shown) -> Sequence[Decoded]:
    """Decodes a mark that was encoded again and again to itself; empty where there is none."""
    if "%2525" not in text and "amp;amp;" not in text:
        return ()
    return replace_pieces(text, shown, [(run.start(), run.end(), run[0][0]) for run in _CHAIN.finditer(text)])


DECODERS = (decode_base64, decode_utf7, strip_tags)


def _patterns(slash: str = "/") -> tuple[str, ...]:
    last = f"(?:[A-Za-z0-9+_-]|{slash})"
    three = rf"[I-Za-f][{_SECOND}][{_THIRD}]{last}"
    packed_text = rf"(?:{three}){{3}}|(?:{three}){{2}}{_LAST}="
    return packed_text, r"[+&]A[B-H][A-Za-z0-9+/,]|\+-[0-9]", _split(_tag(slash))


PATTERNS = _patterns()
"""Where each of them could decode something, for a search of whole texts."""
IN_JSON = "|".join(_patterns(r"\\?/"))
"""The same in JSON, which may escape a slash."""
