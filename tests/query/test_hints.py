"""What is said of a search that finds nothing."""

from __future__ import annotations

import pytest

from leftopen.query.hints import BETWEEN, FREE, INSTEAD, QUOTED, hints


@pytest.mark.parametrize("word", INSTEAD)
def test_a_word_of_another_language_is_named(word: str) -> None:
    assert hints(f"nginx {word} port:80") == [f"{word} was searched as a word; {INSTEAD[word]}"]


@pytest.mark.parametrize("word", BETWEEN)
def test_a_small_or_is_named_where_it_stands_between_two_parts(word: str) -> None:
    answer = f"{word} was searched as a word; {BETWEEN[word]}"
    assert hints(f"nginx {word} port:80") == hints(f"nginx {word} port:80", found=True) == [answer]
    for meant in (word, f"nginx {word}", f"{word} nginx", f"(a {word}) b", f'a "{word}" b', f"a OR {word} b"):
        assert hints(meant, found=True) == []


@pytest.mark.parametrize("word", ["192.0.2.1", "192.0.2.0/24", "2001:db8::1"])
def test_an_address_is_no_word(word: str) -> None:
    answer = f"{word} was searched as a word; to find addresses use net:{word}"
    assert hints(word) == hints(word, found=True) == [answer]
    assert hints(f"{word} port:80") == [answer]
    assert hints(f"openssl {word}", found=True) == [], "it may be a version, and was found"
    assert hints(f"net:{word}") == []


def test_what_found_something_is_told_of_no_free_words() -> None:
    assert hints("nginx", found=True) == hints("80", found=True) == []


def test_free_words_look_in_banners_only() -> None:
    assert hints("nginx")[0].startswith("words are searched in banners only")
    assert hints('port:80 "200 OK"')[0].startswith("words are searched in banners only")
    assert hints('"AND"')[0].startswith("words are searched"), "in quotation marks it is meant"


@pytest.mark.parametrize("query", ["", "port:80", "-(port:80 OR port:81)", 'org:"AND"'])
def test_nothing_is_said_where_there_is_no_free_word(query: str) -> None:
    assert hints(query) == []


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("country:UK", "country:UK: unknown country code; United Kingdom of Great Britain"),
        ("port:80 country:el", "country:el: unknown country code; Greece is GR"),
        ("country:USA", "United States of America is US"),
        ("country:NL,QB", "country:QB: not an ISO 3166 two-letter country code"),
    ],
)
def test_a_code_of_no_country_is_named_where_it_finds_nothing(query: str, words: str) -> None:
    [answer] = hints(query)
    assert words in answer
    assert hints(query, found=True) == []


def test_a_code_of_no_country_that_should_leave_out_something_is_named_too() -> None:
    assert len(hints("port:80 -country:UK", found=True)) == 1


@pytest.mark.parametrize("code", ["NL", "Netherlands", "EU", "XK", "ZZ", "U*", r"Korea\, Republic of"])
def test_a_country_is_one(code: str) -> None:
    assert hints(f'country:"{code}"') == []


@pytest.mark.parametrize("query", ["-nginx", "-(nginx OR apache) port:80", "-(-(-nginx))", '-"200 OK"'])
def test_of_words_that_are_left_out_nothing_is_said(query: str) -> None:
    assert hints(query) == []


def test_words_that_are_left_out_twice_must_be_there() -> None:
    assert hints("-(-nginx)") == hints("(-apache) nginx") == [FREE]


def test_an_asterisk_in_a_word_stands_for_itself() -> None:
    answer = "ngin* was searched as a word; asterisks work only in filters (example: all:ngin*)"
    assert hints("ngin*") == hints("port:80 -ngin*") == [answer]
    assert hints("ngin*", found=True) == hints("product:ngin*") == []


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("city:San Diego", 'city:"San Diego"'),
        ("port:80 org:Example University of X -nginx y", 'org:"Example University of X"'),
        ("http.title:Index of", 'http.title:"Index of"'),
        ("-country:South Korea", 'country:"South Korea"'),
        ("city:New York AND port:80", 'city:"New York"'),
    ],
)
def test_a_value_that_goes_on_behind_a_blank_is_shown_in_quotation_marks(query: str, meant: str) -> None:
    assert f"{QUOTED}: {meant}" in hints(query)
    assert not any("quotation" in answer for answer in hints(query, found=True))


@pytest.mark.parametrize(
    "query",
    ['city:"San Diego" x', "country:nl nginx", "port:80 nginx", "module:http nginx", "city:Delft (a b)",
     "nginx city:Delft", "holds:sf86 x", "city:Delft -x", "city:Delft OR x", "city:Delft AND x"],
)  # fmt: skip
def test_a_value_that_is_whole_needs_none(query: str) -> None:
    assert not any("quotation" in answer for answer in hints(query))


def names(field: str) -> list[str]:
    return {"exposure": ["mailbox_web_open", "redis_open"], "holds": ["sf86", "us_ssn"]}[field]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("exposure:redis_opn", "exposure:redis_opn: unknown check; did you mean redis_open?"),
        ("port:80 exposure:Redis", "exposure:Redis: unknown check; did you mean redis_open?"),
        ("holds:sf86,ssn", "holds:ssn: unknown detector; did you mean us_ssn?"),
        ("holds:xx", "holds:xx: unknown detector; see leftopen detector list"),
    ],
)
def test_a_name_of_nothing_is_said_where_nothing_is_found_and_where_it_leaves_out(
    query: str, said: str
) -> None:
    assert hints(query, known=names) == [said]
    assert hints(query, known=names, found=True) == []
    assert hints("-" + query.split()[-1], known=names, found=True) == [said]


@pytest.mark.parametrize(
    "query", ["exposure:REDIS_OPEN", "exposure:*", "exposure:red*", "holds:sf86", "verdict:open"]
)
def test_a_name_that_may_be_is_none_to_speak_of(query: str) -> None:
    assert hints(query, known=names) == []
    assert hints("exposure:xx") == [], "where nobody says what there is"
