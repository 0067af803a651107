"""The one way to translate. The English text is the message id, and `locale/NAME/LC_MESSAGES/messages.po`
is the gettext catalogue of another language. A text that a catalogue lacks is shown in English.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, partial
from gettext import GNUTranslations, NullTranslations
from importlib import resources
from typing import Protocol

ENGLISH = "en"
_LOCALE = resources.files("leftopen").joinpath("locale")
_FILE = "LC_MESSAGES/messages.po"
_FRENCH_SIGNS = ((re.compile(r" (?=[;?!»](?:\W|$)|:(?:\s|$))"), "\u00a0"), (re.compile("« "), "«\u00a0"))
"""A sign of two parts stands behind a space that no line ends at; so do quotation marks inside."""


def minute(at: date) -> str:
    """As screens and logs show a time in every language: `2026-11-20 08:00 UTC`; a day without its time. A
    time is in UTC."""
    return f"{at:%Y-%m-%d %H:%M} UTC" if isinstance(at, datetime) else at.isoformat()


Moments = Callable[[date], str]
"""How a time or a day is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A text that is translated when it is shown. `values` fill its places; of one with a `plural`, the value
    `n` chooses. `context` tells two meanings of one English text apart."""

    id: str
    plural: str = ""
    context: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)

    def text(self, language: str, moments: Moments = minute) -> str:
        """In that language, numbers as it groups them; English where there is no such language. `moments`
        writes its times."""
        found = self._translated(_translations(language)) if self.id else ""
        if not self.values:
            return found
        return found.format(**{name: _shown(one, language, moments) for name, one in self.values.items()})

    def __str__(self) -> str:
        return self.text(ENGLISH)

    def _translated(self, texts: NullTranslations) -> str:
        count = self.values.get("n")
        if self.plural and isinstance(count, int):
            return texts.ngettext(self.id, self.plural, count)
        return texts.pgettext(self.context, self.id) if self.context else texts.gettext(self.id)


Value = Message | int | str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeMessage(Message):
    """A time or a day as the value of a message. It is never stored."""

    id: str = ""
    at: date

    def text(self, language: str, moments: Moments = minute) -> str:
        return moments(self.at)


def _shown(value: Value, language: str, moments: Moments) -> str:
    if isinstance(value, Message):
        return value.text(language, moments)
    return number(language, value) if isinstance(value, int) else value


def N_(text: str, /, **values: Value) -> Message:
    """Marks a text for translation."""
    return Message(id=text, values=values)


def C_(context: str, text: str) -> Message:
    """Marks a text that has another translation elsewhere."""
    return Message(id=text, context=context)


def plurals(one: str, more: str) -> tuple[str, str]:
    """Marks a singular and its plural, for `plural_message`."""
    return one, more


def plural_message(count: int, one: str, more: str, **values: Value) -> Message:
    """The singular or the plural, with the count as `{n}`."""
    return Message(id=one, plural=more, values={"n": count, **values})


@cache
def languages() -> tuple[str, ...]:
    """The codes: English, then those that have a catalogue."""
    folders = sorted(_LOCALE.iterdir(), key=lambda folder: folder.name)
    return (ENGLISH, *(folder.name for folder in folders if folder.joinpath(_FILE).is_file()))


@cache
def language_name(language: str) -> str:
    """What the language calls itself, such as `Français`."""
    from babel import Locale

    return str(Locale.parse(language).display_name).capitalize()


def translate(language: str, text: str, /, **values: object) -> str:
    """The text in the language, with the values filled in."""
    found = _translations(language).gettext(text) if text else text
    return found.format(**values) if values else found


class Translator(Protocol):
    """The text in the reader's language, with the values filled in."""

    def __call__(self, text: str, /, **values: object) -> str: ...


english: Translator = partial(translate, ENGLISH)


def ngettext(language: str, one: str, more: str, count: int) -> str:
    """The singular or the plural, as the language wants it for the count, which fills `{n}`."""
    return _translations(language).ngettext(one, more, count).format(n=number(language, count))


def number(language: str, count: float) -> str:
    """Its digits grouped as in the language."""
    if language not in languages()[1:]:
        return f"{count:,}"
    from babel.numbers import format_decimal

    return format_decimal(count, locale=language)


@cache
def _translations(language: str) -> NullTranslations:
    """Of English and of a language that has no catalogue: the texts themselves."""
    if language not in languages()[1:]:
        return NullTranslations()
    # Read once for each process, so that a clone and a wheel need no step that compiles.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with _LOCALE.joinpath(language, _FILE).open("rb") as file:
        texts = read_po(file, locale=language)
    for message in texts if language == "fr" else ():
        forms = message.string
        message.string = tuple(map(typeset, forms)) if isinstance(forms, tuple) else typeset(str(forms))
    write_mo(compiled, texts)
    compiled.seek(0)
    return GNUTranslations(compiled)


def typeset(text: str) -> str:
    """A French text with no-break spaces; what is to be typed, between backticks, stays."""
    parts = text.split("`")
    for sign, space in _FRENCH_SIGNS:
        parts[::2] = [sign.sub(space, part) for part in parts[::2]]
    return "`".join(parts)
