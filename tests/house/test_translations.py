"""Each catalogue of `locale/` has every message of the program once, and no other."""

from __future__ import annotations

import re
import string
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from leftopen import catalogue, translate
from leftopen.model.remedy import of_any_product, of_product
from leftopen.model.shape import Shape
from tests.each import each
from tests.house.messages import CONTEXT, exposures, messages
from tests.web.console.sentences import MessageId

LOCALE = Path(translate.__file__).parent / "locale"
LANGUAGES = translate.languages()[1:]


def file_of(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "messages.po"


def read(language: str) -> Catalog:
    with file_of(language).open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def key(message: Message) -> MessageId:
    """As `messages` has it."""
    if isinstance(message.id, str):
        return f"{message.context}{CONTEXT}{message.id}" if message.context else message.id
    one, more = message.id
    return one, more


def ids(language: str) -> set[MessageId]:
    return {key(message) for message in read(language) if message.id}


@each("language", LANGUAGES)
def test_a_catalogue_has_every_message(language: str) -> None:
    found = ids(language)
    # A text that is also the singular of a plural has one entry.
    whole = found | {id[0] for id in found if isinstance(id, tuple)}
    missing = sorted(map(str, messages() - whole))
    assert missing == [], f"run `python -m tests.house.write_messages`, then translate them: {missing}"


@each("language", LANGUAGES)
def test_a_catalogue_has_no_other_message(language: str) -> None:
    assert sorted(map(str, ids(language) - messages())) == []
    assert read(language).obsolete == {}


@each("language", LANGUAGES)
def test_every_message_is_translated_with_the_same_places(language: str) -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for message in read(language):
        if message.id:
            texts = [message.string] if isinstance(message.string, str) else message.string or ()
            english = message.id if isinstance(message.id, str) else message.id[-1]
            assert texts
            assert not message.fuzzy
            for text in texts:
                assert text.strip(), message.id
                assert places(text) == places(english), message.id


def test_french_is_a_language() -> None:
    assert {"en", "fr"} <= set(translate.languages())
    assert [translate.language_name(one) for one in ("en", "fr")] == ["English", "Français"]
    assert translate.translate("fr", "Cases") == "Dossiers"


@each("language", ("en", "de", "", "../fr"))
def test_every_other_language_is_english(language: str) -> None:
    assert translate.translate(language, "Cases") == "Cases"
    assert translate.translate(language, "") == translate.translate("fr", "") == ""
    assert translate.ngettext(language, "{n} service", "{n} services", 0) == "0 services"
    assert translate.number(language, 1234567) == "1,234,567"


@each("name", exposures())
def test_a_check_says_in_french_the_same_to_type(name: str) -> None:
    english, french = (catalogue.exposure_words(name, language) for language in ("en", "fr"))
    assert re.fullmatch(r".+ (lisibles?|utilisables?) sans (authentification|mot de passe)", french.title)
    assert list(french.remedy.products) == list(english.remedy.products)
    for there, here in zip(english.remedy.parts(), french.remedy.parts(), strict=True):
        assert "\n" not in here.text
        typed, same = (re.findall(r"`([^`]+)`", text) for text in (there.text, here.text))
        assert sorted(same) == sorted(typed), "what is typed is the same in every language"
        assert there.text.count("`") % 2 == here.text.count("`") % 2 == 0
    assert french.remedy.general != english.remedy.general


@each("name", exposures())
def test_a_check_is_english_in_a_language_without_a_catalogue(name: str) -> None:
    leaf, words = catalogue.exposure(name), catalogue.exposure_words(name, "de")
    assert words.title == leaf.title
    if isinstance(leaf, Shape) and isinstance(leaf.remedy, str):
        assert words.remedy == of_any_product(leaf.remedy)
    else:
        assert words.remedy == of_product(leaf.remedy)
