"""How checks and shapes are named to people: by their titles, in the user's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from leftopen import catalogue


def check_title(language: str, check: str) -> str:
    """The identifier where this version has no such check."""
    return catalogue.exposure_words(check, language).title


def with_titles(language: str, checks: Iterable[str]) -> list[tuple[str, str]]:
    """The identifier and the title of each, in the order of the titles. Where two have the same title, the
    identifier follows it."""
    titles = {check: check_title(language, check) for check in checks}
    times = Counter(titles.values())
    named = [(check, f"{title} ({check})" if times[title] > 1 else title) for check, title in titles.items()]
    return sorted(named, key=lambda pair: (pair[1].casefold(), pair[0]))
