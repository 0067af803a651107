"""All messages of the program: its marked texts, the texts of the console, and what the leaves say."""

from __future__ import annotations

from collections.abc import Iterator

from leftopen import catalogue
from tests.web.console.sentences import MessageId, sentences


def messages() -> set[MessageId]:
    """Every message id; of one with a plural, both of its texts."""
    return sentences() | set(leaves())


def leaves() -> Iterator[MessageId]:
    """Titles and remedies of the checks and shapes, and the kinds of data."""
    for name in exposures():
        words = catalogue.exposure_words(name, "en")
        yield words.title
        yield from (part.text for part in words.remedy.parts())
    yield from (detector.label for detector in catalogue.detectors().values())


def exposures() -> tuple[str, ...]:
    return (*catalogue.checks(), *catalogue.shapes())
