"""The contract of a file in `detectors/`: what does the content hold?"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from leftopen.model.category import Category
from leftopen.model.context_words import rough, trace
from leftopen.model.severity import Severity


def always(found: re.Match[str]) -> bool:
    """For a pattern that needs no further test."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Wide:
    """The wider pattern for text that will be stored: a match is masked in any context.

    `pattern`   may have look-around, and a group `value`
    `rough`     without look-around and anchors: matches wherever `pattern` does, for the prefilter, which
                puts a line end before the text and one after it
    `anchor`, `lead`  see `Detector`
    """

    pattern: str
    rough: str
    accept: Callable[[re.Match[str]], bool]
    anchor: str = ""
    lead: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Detector:
    """One kind of data.

    `pattern`   a regular expression without look-around or back-references (a prefilter runs it first)
    `accept`    the exact test: checksum, grammar, neighbourhood (`found.string` is the whole text)
    `beside`    a pattern of the same kind, for a `pattern` that occurs everywhere: where this is nowhere
                in the text, `accept` would refuse every hit of it; '' when there is none
    `wide`      for hidden values: a wider pattern for text that will be stored; None for the same pattern.
                Only `pattern` and `accept` find what is counted
    `rough`     for a `pattern` with look-around: see `Wide`
    `anchor`    for a `pattern` that is slow over a long text: a pattern as `rough` is, of which a match ends
                in every match of `pattern`, at most `lead` characters behind its first one; where there is
                only a `lead`, it is the pattern itself
    `leading`   each character that may stand in a match up to there; '' for any
    `trace`     for hidden values, a pattern of the same kind: wherever the wider pattern has a hit in a text
                of plain ASCII, or in `name = value` of an object, the trace matches in the bytes of its JSON,
                with line ends, quotes, backslashes and slashes escaped, and in such a text itself
    `category`  what sort of data it is
    `context`   words, at least one of which must stand within `reach` characters; () for none. Where they are
                given, they are what stands `beside` and the `trace`, unless another is given
    `heading`   what the heading of a column has that tells what it is: a pattern of the same kind, `beside`
                where there is a `context`; '' where no heading tells
    `mask`      how an example is shown; None: a marking is shown as it stands, nothing of any other value
    `severity`  the severity of one occurrence
    `personal`  a person's data: masked in stored text, and counted by keyed digest
    `secret`    it grants access by itself (a key): masked in stored text too, but no personal data
    `about_person`  it says something of a person, in words that may be shown (the title of a filled form)
    `hits`, `misses`  its own examples; at least one miss matches the pattern alone
    `about`     its description, where no module's docstring is
    """

    label: str
    category: Category
    pattern: str
    severity: Severity
    hits: tuple[str, ...]
    misses: tuple[str, ...]
    accept: Callable[[re.Match[str]], bool] = always
    context: tuple[str, ...] = ()
    reach: int = 140
    beside: str = ""
    wide: Wide | None = None
    rough: str = ""
    anchor: str = ""
    lead: int = 0
    leading: str = ""
    trace: str = ""
    heading: str = ""
    mask: Callable[[str], str] | None = None
    personal: bool = False
    secret: bool = False
    about_person: bool = False
    ignore_case: bool = False
    about: str = ""

    def __post_init__(self) -> None:
        if self.lead and not self.anchor:
            object.__setattr__(self, "anchor", self.rough or self.pattern)
        if self.context:
            object.__setattr__(self, "beside", self.beside or rough(self.context))
            object.__setattr__(self, "heading", self.heading or self.beside)
            object.__setattr__(self, "trace", self.trace or trace(self.context))

    def example(self, value: str) -> str:
        """How a value may be shown: masked; a marking as it stands; '' for any other without a masked form,
        of which only the count is shown."""
        if self.mask is not None:
            return self.mask(value)
        return " ".join(value.split()) if self.marking else ""

    @property
    def of_person(self) -> bool:
        """It tells of a person; a marking, a contract's number or a place on the map does not."""
        return self.personal or self.about_person

    @property
    def marking(self) -> bool:
        """A protective marking."""
        return self.category is Category.MARKING

    @property
    def credential(self) -> bool:
        """A key, token or password."""
        return self.category is Category.CREDENTIAL

    @property
    def hidden(self) -> bool:
        """Never stored unmasked."""
        return self.personal or self.secret

    @property
    def storing(self) -> Detector:
        """The same detector with its wide pattern in place of the other."""
        if self.wide is None:
            return self
        wide = self.wide
        return replace(
            self,
            pattern=wide.pattern,
            rough=wide.rough,
            accept=wide.accept,
            anchor=wide.anchor,
            lead=wide.lead,
            leading="",
            wide=None,
        )
