"""The one way to translate. The English text is the message id, and `locale/LANGUAGE/LC_MESSAGES/messages.po`
is the gettext catalogue of another language. A text that a catalogue lacks is shown in English.
"""

from __future__ import annotations

import io
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources

ENGLISH = "en"
_LOCALE = resources.files("leftopen").joinpath("locale")
_FILE = "LC_MESSAGES/messages.po"


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
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
