"""The exact search: what each detector finds in a text, after checksum, grammar and context."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice

from leftopen.contents.anchored_search import FLAGS, AnchoredSearch, characters
from leftopen.contents.pattern_database import PatternDatabase, Patterns, compile_database
from leftopen.contents.prefilter import Prefilter
from leftopen.contents.table_columns import in_cells, in_columns
from leftopen.model.context_words import exact
from leftopen.model.detector import Detector

# Invisible characters that can stand inside a number: controls, and what Unicode lets a renderer ignore.
CONTROLS = bytes((*range(9), *range(0x0E, 0x20), 0x7F))
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# Marks that stand over or through a digit, and the digits of other scripts.
OVER_DIGITS = re.compile("(?<=[0-9])[\u0300-\u036f\u20d0-\u20f0]{1,20}")
OTHER_DIGITS = re.compile(r"(?![0-9])\d")
# Characters that change nothing beside them: a text of these is normalized character by character, most of
# which stay as they are.
APART = re.compile(
    "[\x00-\u02ff\u0370-\u0482\u048a-\u052f\u2000-\u20cf\u2100-\u2bff\u3000-\u3029\u4e00-\u9fff"
    "\ufe0e\ufe0f\ufeff\uff01-\uff5e\ufffd\U0001f000-\U0001faff]*"
)
PLAIN = bytes(range(128)).translate(None, CONTROLS)
FEW = 16
"""With more characters to change, the passes over the text cost more than normalizing it."""
DASHES = re.compile("[\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d]")


# A text of four megabytes of nothing but markings would take minutes, because each is judged by its page.
# Masked values have no such limit: for them the test is cheap, and every value counts.
LOOKS = 10_000
LONGEST = 64
"""Characters of a context word at most."""
AHEAD = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """`start` and `end` count characters of the `text` given to `find`, or of its plain form (see there)."""

    detector: str
    start: int
    end: int
    value: str = field(repr=False)


def normalize(text: str) -> str:
    """The text as it is read: NFKC (full-width digits), every script's digits as ASCII, dashes as `-`, the
    Chinese full stop as `.`, without invisible characters."""
    if text.isascii():
        bare = text.encode().translate(None, CONTROLS)
        return text if len(bare) == len(text) else bare.decode()
    odd = text.encode("utf-8", "surrogatepass").translate(None, PLAIN).decode("utf-8", "surrogatepass")
    changed = [(char, shown) for char in set(odd) if (shown := _shown(char)) != char]
    if len(changed) <= FEW and APART.fullmatch(odd):
        for char, shown in changed:
            text = text.replace(char, shown)
        return text
    return normalize_whole(text)


def normalize_whole(text: str) -> str:
    """The same by passes over the whole text, whatever it holds."""
    shown = OVER_DIGITS.sub("", unicodedata.normalize("NFKC", INVISIBLE.sub("", text)))
    ours = OTHER_DIGITS.sub(lambda found: str(unicodedata.decimal(found.group())), shown)
    return DASHES.sub("-", ours.replace("\u3002", "."))


_shown = lru_cache(4096)(normalize_whole)


class Finder:
    """Detectors compiled for use. Thread-safe."""

    def __init__(self, detectors: Mapping[str, Detector], prefilter: Prefilter | None = None) -> None:
        """`prefilter`: one that has these detectors, and perhaps others; compiling it is most of the work."""
        self._detectors = dict(detectors)
        self._prefilter = prefilter or Prefilter(detectors)
        self._storing: Finder | None = None
        self._searches = {name: AnchoredSearch(one, compiled_pattern(one)) for name, one in detectors.items()}
        self._context = {name: exact(one.context) if one.context else None for name, one in detectors.items()}

    def candidates(self, text: str) -> tuple[str, ...]:
        """The detectors that may have a hit in the text; no other has one."""
        return tuple(name for name in self._prefilter.candidates(text) if name in self._detectors)

    def patterns(self) -> Mapping[str, str]:
        """Each detector's own, as the prefilter searches it."""
        return {name: detector.rough or detector.pattern for name, detector in self._detectors.items()}

    def traces(self) -> Mapping[str, str]:
        """Each detector's own."""
        return {name: detector.trace for name, detector in self._detectors.items()}

    def only(self, names: Iterable[str]) -> Finder:
        """A finder with fewer detectors that shares the compiled patterns."""
        return Finder({name: self._detectors[name] for name in names}, self._prefilter)

    def storing(self) -> Finder:
        """The finder with the wider patterns for stored text; always the same one."""
        if self._storing is None:
            wide = {name: detector.storing for name, detector in self._detectors.items()}
            self._storing = self if wide == self._detectors else Finder(wide)
        return self._storing

    def find(self, text: str, names: Iterable[str] | None = None) -> list[Hit]:
        """Every hit in the text as it stands, by detector and then by position; for values that are not
        hidden, at most the first `LOOKS` candidates are tested. `names`: only these detectors."""
        wanted = self.candidates(text) if names is None else names
        return [hit for name in wanted for hit in self._by(name, text)]

    def find_in_both(self, text: str) -> list[Hit]:
        """The same, and the values that only the plain form shows (with positions in that form)."""
        hits, plain, others = self.find_in_each(text)
        if plain == text:
            return hits
        known = {(hit.detector, hit.value) for hit in hits}
        return hits + [hit for hit in others if (hit.detector, hit.value) not in known]

    def find_in_each(self, text: str) -> tuple[list[Hit], str, list[Hit]]:
        """The hits in the text, its plain form, and the hits in that."""
        hits, plain = self._find_all(text), normalize(text)
        return hits, plain, hits if plain == text else self._find_all(plain)

    def _find_all(self, text: str) -> list[Hit]:
        """What stands in the text, and what only the headings of its tables tell."""
        wanted = self.candidates(text)
        hits = self.find(text, wanted)
        asking = [name for name in wanted if self._detectors[name].heading]
        places = self._headings(text) if asking else []
        column_hits = in_columns(self, text, asking, places) if places or "INTO" in text else []
        if not column_hits:
            return hits
        known = {(hit.detector, hit.start, hit.end) for hit in hits}
        return hits + [hit for hit in column_hits if (hit.detector, hit.start, hit.end) not in known]

    def _headings(self, text: str) -> list[int]:
        """Where words stand that a heading has, in order, in lines that may be such."""
        places: list[int] = []

        def heard(number: int, start: int, end: int, flags: int, context: object) -> None:
            places.append(end)

        raw = b"\n%b\n" % text.encode("utf-8", "replace")
        self._heading_words.scan(raw, heard)
        ends = sorted(set(places))
        found = [min(end - 1, len(text)) for end in ends] if text.isascii() else characters(raw, ends)
        return list(in_cells(text, found))

    @cached_property
    def _heading_words(self) -> PatternDatabase:
        words = [one.heading.encode() for one in self._detectors.values() if one.heading]
        return compile_database(
            Patterns(expressions=tuple(words), numbers=tuple(range(len(words))), flags=(FLAGS,) * len(words))
        )

    def _by(self, name: str, text: str) -> Iterator[Hit]:
        detector, search = self._detectors[name], self._searches[name]
        most = None if detector.hidden else LOOKS
        words, named, accept = self._context[name], search.named, detector.accept
        near = None if words is None else _NearWords(words, detector.reach)
        for found in islice(search.finditer(text), most):
            if (near is None or near.beside(found)) and accept(found):
                which = "value" if named and found["value"] is not None else 0
                yield Hit(
                    detector=name, start=found.start(which), end=found.end(which), value=found.group(which)
                )


class _NearWords:
    """Does a context word stand near? For the matches of one text in their order, so that no part of it is
    searched twice."""

    __slots__ = ("_after", "_ahead", "_ends", "_reach", "_starts", "_words")

    def __init__(self, words: re.Pattern[str], reach: int) -> None:
        self._words, self._reach = words, reach
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._after = self._ahead = 0

    def beside(self, found: re.Match[str]) -> bool:
        start, end = found.span()
        low, high = start - self._reach if start > self._reach else 0, end + self._reach
        if self._after < high:
            self._search(found.string, low, high)
        at = bisect_left(self._starts, low)
        return at < len(self._starts) and self._ends[at] <= high

    def _search(self, text: str, low: int, high: int) -> None:
        """From where the last search ended; the more matches follow one another, the further ahead."""
        if self._after < low:
            self._after, self._ahead = low, 0
            self._starts, self._ends = [], []
        until = high + self._ahead
        for word in self._words.finditer(text, self._after, until + LONGEST):
            if word.start() >= until:
                break
            self._starts.append(word.start())
            self._ends.append(word.end())
        self._after, self._ahead = until, min(2 * self._ahead + self._reach, AHEAD)


def find(text: str, detectors: Mapping[str, Detector]) -> list[Hit]:
    """For one text; compiling takes longer than finding, so keep a `Finder` for more."""
    return Finder(detectors).find_in_both(text)


def compiled_pattern(detector: Detector) -> re.Pattern[str]:
    """ASCII classes, as the prefilter understands them."""
    return re.compile(
        detector.pattern, re.ASCII | re.MULTILINE | (re.IGNORECASE if detector.ignore_case else 0)
    )
