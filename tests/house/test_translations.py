"""Each catalogue of `locale/` has every message of the program once, and no other."""

from __future__ import annotations

import string
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from leftopen import translate
from tests.each import each
from tests.web.console.sentences import MessageId, sentences

LOCALE = Path(translate.__file__).parent / "locale"
LANGUAGES = translate.languages()[1:]


def read(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def ids(language: str) -> set[MessageId]:
    return {message.id for message in read(language) if message.id}


@each("language", LANGUAGES)
def test_a_catalogue_has_every_message(language: str) -> None:
    found = ids(language)
    # A text that is also the singular of a plural has one entry.
    whole = found | {id[0] for id in found if isinstance(id, tuple)}
    assert sorted(map(str, sentences() - whole)) == []


@each("language", LANGUAGES)
def test_a_catalogue_has_no_other_message(language: str) -> None:
    assert sorted(map(str, ids(language) - sentences())) == []
    assert read(language).obsolete == {}


@each("language", LANGUAGES)
def test_every_message_is_translated_with_the_same_places(language: str) -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for message in read(language):
        if message.id:
            texts = message.string if isinstance(message.string, tuple) else (message.string,)
            english = message.id if isinstance(message.id, tuple) else (message.id,)
            assert not message.fuzzy
            for text in texts:
                assert text.strip(), message.id
                assert places(text) == places(english[-1]), message.id


def test_french_is_a_language() -> None:
    assert translate.languages() == ("en", "fr")
    assert [translate.language_name(one) for one in translate.languages()] == ["English", "Français"]
    assert translate.translate("fr", "Cases") == "Dossiers"


@each("language", ("en", "de", "", "../fr"))
def test_every_other_language_is_english(language: str) -> None:
    assert translate.translate(language, "Cases") == "Cases"
    assert translate.translate(language, "") == translate.translate("fr", "") == ""
    assert translate.ngettext(language, "{n} service", "{n} services", 0) == "0 services"
    assert translate.number(language, 1234567) == "1,234,567"
