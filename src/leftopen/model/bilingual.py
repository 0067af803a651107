"""A text in the languages of the program."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Bilingual:
    """The same sentence in English and in French."""

    en: str
    fr: str

    def text(self, language: str) -> str:
        """In that language; English where there is no such language."""
        return self.fr if language == "fr" else self.en
