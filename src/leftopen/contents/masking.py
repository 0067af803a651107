"""Makes text safe to store: personal values and secrets masked, control characters harmless."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import replace

from leftopen.contents.decoded_views import TooManyForms, View, forms, views
from leftopen.contents.find import Finder, Hit, normalize
from leftopen.contents.table_columns import heading_above, in_columns
from leftopen.formats.charset import decode
from leftopen.formats.ssh_algorithms import is_whole_name
from leftopen.model.detector import Detector
from leftopen.model.facts import Json

ROUNDS = 16
DEPTH = 32
EXCERPT = 256
# The last characters of the names that lead to a value are its context.
CONTEXT = 200
# Separates texts that are searched together: no code of one can continue in the next.
PARTED = "\n|\n"
# Far more than an excerpt shows, so that a value at its end is whole when it is searched.
LOOKED_AT = 4 * 1024
UNSTORABLE = "[not kept: could not be masked]"

# Escapes, C1, lone surrogates, line separators, and characters that change text direction or are invisible.
CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def clean(text: str) -> str:
    """C0 as its picture (␛, ␀), the rest as U+FFFD; line feed and tab stay. Same length except for CR LF."""
    return CONTROL.sub(_picture, text.replace("\r\n", "\n"))


def _picture(found: re.Match[str]) -> str:
    code = ord(found.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


class Masker:
    """Masks the values of every `personal` or `secret` detector, with their wider patterns, in every form in
    which the text may be read. Masked text masks to itself."""

    def __init__(self, finder: Finder, masks: Mapping[str, Callable[[str], str]]) -> None:
        """`masks`: those detectors and how each shows a value; `finder` has exactly these."""
        self._finder = finder.storing()
        self._masks = dict(masks)
        self._spared: frozenset[str] = frozenset()

    def sparing(self, names: frozenset[str]) -> Masker:
        """The same, but these whole names are not masked: names of SSH that no table has."""
        if not names:
            return self
        other = copy(self)
        other._spared = names
        return other

    def without(self, names: Collection[str]) -> Masker:
        """The same without these detectors: what they find stays readable."""
        other = copy(self)
        other._finder = self._finder.only([name for name in self._masks if name not in names])
        return other

    def mask(self, text: str, limit: int | None = None) -> str:
        """None of these detectors finds anything in the result, which is cut to `limit` characters where
        given.

        A code that hides a value is masked as a whole; a text that hides one behind look-alike characters is
        returned in its plain form. Masking and cutting change what is adjacent, so that both are repeated
        until nothing more is found. `UNSTORABLE` for a text with more forms than can be looked at.
        """
        with suppress(TooManyForms):
            for _ in range(ROUNDS):
                masked = self._once(text)[:limit]
                if masked == text:
                    return text
                text = masked
        return UNSTORABLE[:limit]

    def pair(self, product: str, version: str) -> tuple[str, str]:
        """A product and its version, which a header writes as `product/version`: a value may have been split
        over them (`DOB: 02/03/1980`), or be hidden by the other one (`+1 202.555.0142/1.0`)."""
        if self._clean([product, version, f"{product}/{version}", f"{product} {version}"]):
            return product, version
        product, version = self.mask(product), self.mask(version)
        for mark in ("/", " "):
            texts = f"{product}{mark}{version}"
            if product and version and (masked := self.mask(texts)) != texts:
                product, _, version = masked.partition(mark)
                product, version = self.mask(product), self.mask(version)
        return product, version

    def heading_above(self, text: str, place: int) -> str:
        """The line of headings of the table that this place of a text stands in; ''. What is cut out of the
        middle of a table is masked with it before."""
        return heading_above(self._finder, text, place)

    def mask_all(self, texts: Sequence[str]) -> list[str]:
        """Each as `mask` gives it, in one search where nothing has to be masked."""
        return list(texts) if self._clean(texts) else [self.mask(text) for text in texts]

    def excerpts(self, raws: Sequence[bytes], limit: int = EXCERPT) -> list[str]:
        """The beginning of each of these raw texts, safe to show in any terminal or page."""
        texts = [decode(raw[:LOOKED_AT]) for raw in raws]
        shown = [clean(text) for text in texts]
        cut = [text[:limit] for text in shown]
        return (
            cut
            if self._clean(list(dict.fromkeys((*texts, *shown, *cut))))
            else [self._excerpt(text, limit) for text in texts]
        )

    def _excerpt(self, text: str, limit: int) -> str:
        # Before control characters become pictures, which would separate the digits around them.
        plainly = self.mask(text)
        shown = clean(plainly)
        return shown if shown == plainly and len(shown) <= limit else self.mask(shown, limit)

    def block(self, value: Json, depth: int = DEPTH) -> Json:
        """Masks every string of a JSON value, keys too; drops what is below `depth`. A number that is
        personal together with its key (`"ssn": 891234567`, also in a list or an object below that key)
        becomes a masked string."""
        lines = _lines(value, depth)
        return value if lines is not None and self._clean(lines) else self._block(value, depth)

    def _clean(self, lines: Sequence[str]) -> bool:
        """Nearly all are clean: one search of all lines together names the few detectors that could find
        anything, and only those search each line by itself."""
        try:
            names = {name for text in forms(PARTED.join(lines)) for name in self._finder.candidates(text)}
            return not names or not any(self._hits(text, names) for line in lines for text in forms(line))
        except TooManyForms:
            return False

    def _block(self, value: Json, depth: int, within: str = "") -> Json:
        """`within`: the names that lead to the value. They are its context, as a word before a number in a
        line is."""
        if depth <= 0:
            return None
        if isinstance(value, list):
            return [self._block(item, depth - 1, within) for item in value]
        if not isinstance(value, dict):
            return self._scalar(within, value)
        kept: dict[str, Json] = {}
        for key, item in value.items():
            name = self.mask(key)
            while name in kept:
                name += "*"
            kept[name] = self._block(item, depth - 1, _path(within, key))
        return kept

    def _scalar(self, within: str, item: Json) -> Json:
        if isinstance(item, bool) or not isinstance(item, str | int | float):
            return item
        if not within:
            return self.mask(item) if isinstance(item, str) else item
        head, value = self.mask(f"{within} = "), _told(item)
        masked = self.mask(f"{head}{value}")
        if masked == f"{head}{value}":
            return item
        return masked.removeprefix(head) if masked.startswith(head) else self.mask(value)

    def _hits(self, text: str, names: Iterable[str] | None = None) -> list[Hit]:
        """What is to be masked: as it stands, and by the headings of a table."""
        wanted = self._finder.candidates(text) if names is None else tuple(names)
        if not wanted:
            return []
        found = [*self._finder.find(text, wanted), *in_columns(self._finder, text, wanted)]
        if not self._spared:
            return found
        return [hit for hit in found if not is_whole_name(hit.value, text, hit.end, self._spared)]

    def _once(self, text: str) -> str:
        hits, other = self._hits(text), normalize(text)
        hidden = self._hits(other) if other != text else []
        if len(hidden) > len(hits):
            text, hits = other, hidden
        if hits:
            codes = [code for view in views(text, other) if view.steps for code in self._in_codes(view, hits)]
            return self._replaced(text, [*hits, *codes])
        for view in views(text, other):
            if found := self._hits(view.text):
                return self._uncovered(text, view, found)
        return text

    def _uncovered(self, text: str, view: View, hits: list[Hit]) -> str:
        """Masks in its place what only that form shows."""
        if view.steps is None:
            return view.text
        return self._replaced(text, _placed(view, hits))

    def _in_codes(self, view: View, hits: list[Hit]) -> list[Hit]:
        """What only that form shows, together with these hits. Masking a part of a code would leave the rest
        of it readable, and once the others of a column are masked, nothing tells that a code is one of
        them."""
        places = {(hit.start, hit.end) for hit in hits}
        return [code for code in _placed(view, self._hits(view.text)) if (code.start, code.end) not in places]

    def _replaced(self, text: str, hits: list[Hit]) -> str:
        """Left to right; of overlapping hits the first and longest is masked, and of the others what goes on
        behind it: without its beginning nothing would find it in the next round."""
        pieces, at = [], 0
        for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
            if hit.start >= at:
                pieces += [text[at : hit.start], self._masks[hit.detector](hit.value)]
            elif hit.end > at:
                pieces.append("*" * (hit.end - at))
            at = max(at, hit.end)
        return "".join((*pieces, text[at:]))


def _placed(view: View, hits: list[Hit]) -> list[Hit]:
    """Where the hits of a form stood in the text."""
    places = [view.source(hit.start, hit.end) for hit in hits]
    return [replace(hit, start=start, end=end) for hit, (start, end) in zip(hits, places, strict=True)]


def hidden_detectors(
    detectors: Mapping[str, Detector],
) -> tuple[dict[str, Detector], dict[str, Callable[[str], str]]]:
    """The detectors whose values are hidden, and how each shows one. TypeError for one that could not hide
    them."""
    hidden = {name: detector for name, detector in detectors.items() if detector.hidden}
    masks = {name: detector.mask for name, detector in hidden.items() if detector.mask is not None}
    if masks.keys() != hidden.keys():
        raise TypeError(f"detectors that hide but have no mask: {sorted(hidden.keys() - masks.keys())}")
    return hidden, masks


def _lines(value: Json, depth: int, within: str = "") -> list[str] | None:
    """Every name of a JSON value as a line, and every other value as `path of names = value`, so that all
    hits in any of them are hits in all of them together; None when it is too deep."""
    if depth <= 0:
        return None
    if not isinstance(value, list | dict):
        plainly = isinstance(value, str | int | float) and not isinstance(value, bool)
        return [f"{within} = {_told(value)}" if within else _told(value)] if plainly else []
    found: list[str] = []
    for key, item in value.items() if isinstance(value, dict) else [("", item) for item in value]:
        below = _lines(item, depth - 1, _path(within, key))
        if below is None:
            return None
        found += [key, *below] if key else below
    return found


def _path(within: str, key: str) -> str:
    return f"{within} {key}"[-CONTEXT:].lstrip() if within and key else key or within


def _told(value: Json) -> str:
    """A whole number as an integer, in whatever notation."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
