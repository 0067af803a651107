"""Which of many JSON lines hold nothing that a mask would change, each by two passes over its own bytes.

Almost every imported line is such a one, and masking string by string costs ten times as much. What is not
plainly clean gets the exact look, so this may say no too often and never too seldom.

Of a whole unit one scan looks for the traces of what is hidden: a line of plain ASCII without any is clean,
and nobody looks at it again. The others are looked at one by one: measured, the exact patterns over many
lines joined are slower, because every match has to be reported then instead of the first of each pattern.
"""

from __future__ import annotations

import re
import threading
from bisect import bisect_left

import hyperscan
import msgspec

from leftopen.contents.find import Finder
from leftopen.contents.views import forms
from leftopen.wire.encoded import IN_JSON

# What makes a line more than plain text between quotes, by its bytes; the numbers are those of the scan.
QUOTE, BACKSLASH, COLON, EXPONENT, LONG, ROUND, TIGHT, CODE, CONTROL = range(9)
_TRAITS = {
    QUOTE: rb"\\\"",
    BACKSLASH: rb"\\\\",
    # A string that begins with a colon looks like the end of a name.
    COLON: rb"[\[,: ]\":",
    # Numbers whose text is not what Python prints for them.
    EXPONENT: rb"[:,\[ ]-?[0-9.]{1,20}[eE][+\-]?[0-9]+[,}\]]",
    LONG: rb"[0-9]{12}\.|\.[0-9]{12}|[ :\[,-]0\.000",
    ROUND: rb"\.[0-9]{0,12}0[,}\]]",
    TIGHT: rb"\":[^ ]",
    CODE: rb"\\u",
    CONTROL: rb"\\b|\\f|\x7f",
}
# Numbers whose text may change, characters by their numbers: only a look at the single line tells more.
# Nobody can hold a number of hundreds of digits.
_UNPLAIN = (
    rb"[0-9.][eE][+\-]?[0-9]+[,}\]\s]", rb"[0-9]{100}", _TRAITS[LONG], _TRAITS[CONTROL],
)  # fmt: skip
# Once a line, at its end: a code stands in it, and only what it says tells more.
_CODED = rf"(?:{IN_JSON})[^\n]*\n".encode()
_EVERY = hyperscan.HS_FLAG_DOTALL
_NUMBERS = {EXPONENT, LONG, ROUND}
_ANCHOR = re.compile(r"[\^$]|\\[AZ]")
_INERT = re.compile(r"\\[^AZ]|\[(?:\\.|[^\]\\])*\]")
_SINGLE = hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_DOTALL
_decode = msgspec.json.Decoder(str).decode


class Bulk:
    """For one thread at a time. `finder` knows exactly the detectors whose values are masked."""

    def __init__(self, finder: Finder, unusual: str = "", once: str = "") -> None:
        """`unusual`: a pattern of what is suspect besides; `once`: of what is to be counted.

        TypeError for a detector without a trace, or whose pattern depends on where a text begins or ends:
        strings are looked at in the middle of their line here."""
        bound = [name for name, one in finder.patterns().items() if _ANCHOR.search(_INERT.sub("", one))]
        if bound:
            raise TypeError(f"detectors that hide may not use ^ or $: {', '.join(bound)}")
        bare = [name for name, trace in finder.traces().items() if not trace]
        if bare:
            raise TypeError(f"detectors that hide need a trace: {', '.join(bare)}")
        self._finder = finder = finder.storing()
        self._turn = threading.Lock()
        self._traits = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        self._traits.compile(
            expressions=list(_TRAITS.values()), ids=list(_TRAITS), flags=[_SINGLE] * len(_TRAITS)
        )

        every = [*(trace.encode() for trace in finder.traces().values()), *_UNPLAIN]
        every += [unusual.encode()] if unusual else []
        self._counted = len(every)
        numbers = [*range(len(every)), self._counted + 1]
        every.append(_CODED)
        if once:
            every.append(once.encode())
            numbers.append(self._counted)
        self._suspect = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        self._suspect.compile(expressions=every, ids=numbers, flags=[_EVERY] * len(every))

    def suspects(self, lines: bytes) -> tuple[list[int], list[int]]:
        """Where, in whole lines of JSON, something stands that may have to be masked or looked at, in order.
        Of a line of ASCII without any, no mask would change anything, as of `clean` ones. And where `once`
        is found, in order."""
        found: list[int] = []
        told: list[int] = []
        coded: list[int] = []
        counted, suspect, tell, codes = self._counted, found.append, told.append, coded.append

        def heard(number: int, start: int, end: int, flags: int, context: object) -> None:
            if number == counted:
                tell(end - 1)
            elif number > counted:
                codes(end - 1)
            else:
                suspect(end - 1)

        with self._turn:
            self._suspect.scan(lines if lines.endswith(b"\n") else lines + b"\n", match_event_handler=heard)
        found.sort()
        told.sort()
        return self._coded(lines, found, sorted(coded)), told

    def _coded(self, lines: bytes, found: list[int], ends: list[int]) -> list[int]:
        """The ends of those lines besides, whose codes may say what is masked."""
        more = []
        for end in ends:
            start = lines.rfind(b"\n", 0, end) + 1
            at = bisect_left(found, start)
            if at < len(found) and found[at] <= end:
                continue
            line = lines[start:end]
            if not self.clean(line, self.traits(line)):
                more.append(end - 1)
        return sorted([*found, *more]) if more else found

    def traits(self, line: bytes) -> set[int]:
        """What of `_TRAITS` the line has."""
        found: set[int] = set()

        def heard(number: int, start: int, end: int, flags: int, context: object) -> None:
            found.add(number)

        with self._turn:
            self._traits.scan(line, match_event_handler=heard)
        return found

    def clean(self, line: bytes, traits: set[int]) -> bool:
        """Whether no mask would change any string of this JSON text, nor any `name = value` in it."""
        text = spoken(line, traits)
        return text is not None and not any(map(self._finder.candidates, forms(text)))


def spoken(line: bytes, traits: set[int]) -> str | None:
    r"""Every string of a JSON text, escapes undone, and every entry of an object as `name = value`, with what
    is no part of a word between them. None where that can't be had in a few passes over the bytes.

    The whole line is decoded as if it were one string: `/` stands for its quotes, because `\/` is a slash.
    """
    if COLON in traits or traits & _NUMBERS:
        return None
    # Backslashes in a row are pairs from the left, so that what remains before a quote escapes it.
    if BACKSLASH in traits:
        line = line.replace(b"\\\\", b"\\u005c")
    if QUOTE in traits:
        line = line.replace(b'\\"', b"\\u0022")
    pairs = line.replace(b'": "', b" = ").replace(b'": ', b" = ")
    if TIGHT in traits:
        pairs = pairs.replace(b'":"', b" = ").replace(b'":', b" = ")
    try:
        return _decode(b'"' + pairs.replace(b'"', b"/") + b'"')
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
