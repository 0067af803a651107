"""The console in French; no template has text of its own."""

from __future__ import annotations

import functools
import re
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen import catalogue
from leftopen.translate import ngettext, number
from leftopen.web.console.view import i18n
from tests.web.console.conftest import Console
from tests.web.console.sentences import TEMPLATES
from tests.web.console.visitor import text_of

_CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
_TAG = re.compile(r"<(svg|code|kbd|script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)
# Names, and words that are the same in every language.
_SAME = frozenset(("leftopen", "TLS", "AS", "CPE", "CVSS", "EPSS", "SHA", "JSON", "English", "Français"))


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.stem)
def test_a_template_says_nothing_by_itself(file: Path) -> None:
    text = _TAG.sub(" ", _CODE.sub(" ", file.read_text("utf-8")))
    answer = set(re.findall(r"[A-Za-zÀ-ÿ]{2,}", text)) - _SAME
    assert answer == set()


def test_a_page_in_french(console: Console) -> None:
    visitor = console.visitor("admin")
    for path in ("/", "/search", "/exposures", f"/case/{console.cases[3].id}", "/users", "/help"):
        english = text_of(visitor.get(path, **{"accept-language": "en"}))
        french = text_of(visitor.get(path, **{"accept-language": "fr-CA,fr;q=0.9"}))
        assert "Search" in english
        assert "Recherche" in french
        assert english != french


def test_numbers_and_lengths() -> None:
    assert number("fr", 1234567) == "1\u202f234\u202f567"
    assert ngettext("fr", "{n} service", "{n} services", 0) == "0 service"
    assert ngettext("en", "{n} service", "{n} services", 0) == "0 services"
    assert i18n.size("fr", 3_200_000_000) == "3,2 Go"
    assert i18n.interval("fr", timedelta(days=3), timedelta(days=5)) == "3 à 5 jours"
    assert i18n.interval("fr", timedelta(minutes=10), None) == "au moins 10 minutes"
    assert i18n.bounds("fr", 1201, None) == "au moins 1\u202f201, au plus\u00a0: inconnu"
    assert i18n.bounds("en", 201, None) == "at least 201, at most not known", "as on the command line"
    assert i18n.span("fr", timedelta(0)) == "moins d’une seconde"


def test_a_case_says_in_french_what_it_is_and_how_to_close_it(console: Console) -> None:
    visitor, case = console.visitor("admin"), console.cases[0]
    words_of = functools.partial(catalogue.exposure_words, case.check)
    english = text_of(visitor.get(f"/case/{case.id}", **{"accept-language": "en"}))
    french = text_of(visitor.get(f"/case/{case.id}", **{"accept-language": "fr"}))
    for page, answer, other in (
        (english, words_of("en"), words_of("fr")),
        (french, words_of("fr"), words_of("en")),
    ):
        assert answer.title in page
        assert other.title not in page
        for part in answer.remedy.parts(case.product):
            assert re.sub(r"\s+|`", "", part.text) in re.sub(r"\s+", "", page)


def test_what_a_check_saw_is_marked_as_english_in_every_page() -> None:
    """`at least 24 mails` is not to be read out as French."""
    quoted = [
        found[1]
        for file in TEMPLATES
        for found in re.finditer(r"<q([^>]*)>\{\{[^}]*said\b", file.read_text())
    ]
    assert len(quoted) > 1
    assert {'lang="en"' in one for one in quoted} == {True}
