"""Finds the JSON lines that hold nothing to mask, in two passes over the bytes of each.

Nearly every imported line is clean, and masking string by string costs ten times as much. A line that is not
certainly clean goes to the exact search: this filter may report a clean line as unclean, never the reverse.

One scan of a whole chunk looks for the traces of hidden values: a line of plain ASCII without any is clean
and needs no further check. The others are checked one by one. Measured, the exact patterns over many joined
lines are slower, because then every match has to be reported instead of the first of each pattern.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable

import hyperscan
import msgspec

from leftopen.contents.decoded_views import DEPTH, TooManyForms, View, views
from leftopen.contents.find import Finder, normalize
from leftopen.contents.pattern_database import PatternDatabase, Patterns, compile_database
from leftopen.formats import wrapped
from leftopen.formats.encoded import IN_JSON

# What makes a line more than plain quoted text, by its bytes; the numbers are those of the scan.
QUOTE, BACKSLASH, COLON, EXPONENT, LONG, ROUND, TIGHT, CODE, CONTROL, CODED = range(10)
_TRAITS = {
    QUOTE: rb"\\\"",
    BACKSLASH: rb"\\\\",
    # A string that begins with a colon looks like the end of a name.
    COLON: rb"[\[,: ]\":",
    # Numbers whose text differs from what Python prints for them.
    EXPONENT: rb"[:,\[ ]-?[0-9.]{1,20}[eE][+\-]?[0-9]+[,}\]]",
    LONG: rb"[0-9]{12}\.|\.[0-9]{12}|[ :\[,-]0\.000",
    ROUND: rb"\.[0-9]{0,12}0[,}\]]",
    TIGHT: rb"\":[^ ]",
    CODE: rb"\\u",
    CONTROL: rb"\\b|\\f|\x7f",
    # What is decoded before it is searched.
    CODED: f"{IN_JSON}|{wrapped.IN_JSON}".encode(),
}
# Numbers whose text may change, and encoded characters: only a check of the single line decides. No type
# holds a number of hundreds of digits.
_UNPLAIN = (
    rb"[0-9.][eE][+\-]?[0-9]+[,}\]\s]", rb"[0-9]{100}", _TRAITS[LONG], _TRAITS[CONTROL], _TRAITS[CODE],
)  # fmt: skip
# A trace around a code begins or ends at most this far from it, and twice as far for nested codes.
REACH = 128
_EVERY = hyperscan.HS_FLAG_DOTALL
_NUMBERS = {EXPONENT, LONG, ROUND}
_ANCHOR = re.compile(r"[\^$]|\\[AZ]")
_INERT = re.compile(r"\\[^AZ]|\[(?:\\.|[^\]\\])*\]")
_SINGLE = hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_DOTALL
_decode = msgspec.json.Decoder(str).decode


class BulkFilter:
    """For one thread at a time. `finder` has exactly the detectors whose values are masked."""

    def __init__(self, finder: Finder, unusual: str = "", once: str = "") -> None:
        """`unusual`: a pattern of what is suspect besides; `once`: of what is to be counted.

        TypeError for a detector without a trace, or whose pattern depends on where a text begins or ends:
        here strings are searched in the middle of their line.
        """
        bound = [name for name, one in finder.patterns().items() if _ANCHOR.search(_INERT.sub("", one))]
        if bound:
            raise TypeError(f"detectors that hide may not use ^ or $: {', '.join(bound)}")
        bare = [name for name, trace in finder.traces().items() if not trace]
        if bare:
            raise TypeError(f"detectors that hide need a trace: {', '.join(bare)}")
        self._finder = finder = finder.storing()
        self._traits = _database(list(_TRAITS.values()), list(_TRAITS), _SINGLE)

        traces = [trace.encode() for trace in finder.traces().values()]
        self._traces = _database(traces, list(range(len(traces))), _SINGLE)
        every = [*traces, *_UNPLAIN]
        every += [unusual.encode()] if unusual else []
        self._counted = len(every)
        numbers = [*range(len(every)), self._counted + 1]
        every.append(_TRAITS[CODED])
        if once:
            every.append(once.encode())
            numbers.append(self._counted)
        self._suspect = _database(every, numbers, _EVERY)

    def suspects(self, lines: bytes) -> tuple[list[int], list[int]]:
        """The positions, in whole lines of JSON, of whatever may have to be masked or checked, in order.
        Masking changes nothing in an ASCII line without any, nor in a `clean` one. And the positions of
        `once`, in order."""
        found: list[int] = []
        matched: list[int] = []
        coded: list[int] = []
        counted, suspect, tell, codes = self._counted, found.append, matched.append, coded.append

        def heard(number: int, start: int, end: int, flags: int, context: object) -> None:
            if number == counted:
                tell(end - 1)
            elif number > counted:
                codes(end - 1)
            else:
                suspect(end - 1)

        self._suspect.scan(lines, heard)
        found.sort()
        matched.sort()
        return self._with_codes(lines, found, sorted(coded)), matched

    def _with_codes(self, lines: bytes, found: list[int], codes: list[int]) -> list[int]:
        """Those positions, and the encoded traces in other ASCII lines."""
        more: list[int] = []
        end, line = -1, (0, -1)
        for code in codes:
            if code < end:
                continue
            if code >= line[1]:
                line = lines.rfind(b"\n", 0, code) + 1, _end(lines, b"\n", code)
            at = bisect_left(found, line[0])
            if at < len(found) and found[at] < line[1]:
                end = line[1]
                continue
            start, end = _piece(lines, line, codes, code)
            # Escapes of JSON are codes too, so that their characters are among the forms, one step deeper.
            forms = views(piece, piece, DEPTH + 1) if (piece := lines[start:end].decode("latin-1")) else ()
            if self._found_in_any(forms):
                more.append(code)
                end = line[1]
        return sorted([*found, *more]) if more else found

    def _found_in_any(self, forms: Iterable[View]) -> bool:
        """Also where they can't all be looked at."""
        try:
            return any(self._found(view.text) for view in forms)
        except TooManyForms:
            return True

    def _found(self, text: str) -> bool:
        """Is a hit possible? Decided by the trace, or for text beyond ASCII by the patterns."""
        if not text.isascii():
            return bool(self._finder.candidates(text))
        found: list[int] = []

        def heard(number: int, start: int, end: int, flags: int, context: object) -> bool:
            found.append(number)
            return True

        try:
            self._traces.scan(text.encode(), heard)
        except hyperscan.ScanTerminated:
            return True
        return bool(found)

    def traits(self, line: bytes) -> set[int]:
        """The members of `_TRAITS` in the line."""
        found: set[int] = set()

        def heard(number: int, start: int, end: int, flags: int, context: object) -> None:
            found.add(number)

        self._traits.scan(line, heard)
        return found

    def clean(self, line: bytes, traits: set[int]) -> bool:
        """Does masking change no string of this JSON text, and no `name = value` in it?"""
        text = json_strings(line, traits)
        if text is None or self._finder.candidates(text):
            return False
        return self._plain(text, traits)

    def _plain(self, text: str, traits: set[int]) -> bool:
        """Does no other form of it hold a hit?"""
        other = text if text.isascii() and not traits & {CONTROL, CODE} else normalize(text)
        if other == text and not traits & {CODED, CODE}:
            return True
        return not self._found_in_any(views(text, other))


def _database(expressions: list[bytes], numbers: list[int], flags: int) -> PatternDatabase:
    return compile_database(
        Patterns(expressions=tuple(expressions), numbers=tuple(numbers), flags=(flags,) * len(expressions))
    )


def _piece(lines: bytes, line: tuple[int, int], codes: list[int], first: int) -> tuple[int, int]:
    """The piece of that line around the code and those that follow it closely; an encoded word may be
    long."""
    at, last = bisect_left(codes, first), first
    while at < len(codes) and codes[at] < line[1] and codes[at] - last <= 2 * REACH:
        last = codes[at]
        at += 1
    start, end = max(line[0], first - REACH), min(line[1], last + REACH)
    return start, line[1] if b"=?" in lines[start:end] else end


def _end(text: bytes, mark: bytes, start: int) -> int:
    at = text.find(mark, start)
    return at if at >= 0 else len(text)


def json_strings(line: bytes, traits: set[int]) -> str | None:
    r"""Every string of a JSON text, unescaped, and every entry of an object as `name = value`, separated by
    non-word characters. None where a few passes over the bytes can't give that.

    The whole line is decoded as if it were one string: `/` stands for its quotes, because `\/` is a slash.
    """
    if COLON in traits or traits & _NUMBERS:
        return None
    # Consecutive backslashes are pairs from the left, so that a remaining one before a quote escapes it.
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
