from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import UndefinedError

from leftopen.exports.html import writer
from leftopen.model.case import CaseState
from leftopen.present.json_lines import case_line
from tests.exports.a_dossier import CASE, case_report
from tests.tier import examples

ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "main", "header", "div", "span", "code", "h1", "h2",
    "h3", "p", "dl", "dt", "dd", "section", "table", "thead", "tbody", "tr", "th", "td", "pre", "figure",
    "svg", "rect", "figcaption", "ul", "li", "details", "summary", "br", "footer",
}  # fmt: skip
HARMLESS = {
    "lang", "charset", "http-equiv", "content", "name", "class", "viewbox", "preserveaspectratio", "role",
    "aria-label", "x", "y", "width", "height",
}  # fmt: skip
HOSTILE = (
    "<script>alert(1)</script>",
    "</title></style><script>alert(1)</script>",
    '" onmouseover="alert(1)" x="',
    "' onload='alert(1)",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "\x1b]8;;http://example.org\x07link\x1b[31m",
    "\u202egnp.exe\u2066\u2069\u200f",
    "<img src=x onerror=alert(1)>",
    "<!-- -->]]>\x00\r",
)


class Page(HTMLParser):
    """What a browser would find: elements, their attributes, the text outside the style."""

    def __init__(self, source: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""
        self.style = ""
        self._inside = ""
        self.feed(source.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "style":
            self.style += data
        else:
            self.text += data

    @property
    def policy(self) -> str:
        return next(value for _, _, value in self.attributes if value.startswith("default-src"))

    @property
    def words(self) -> str:
        return " ".join(self.text.split())


def page(**changes: Any) -> Page:
    return Page(writer.write(case_report(**changes)))


OURS = {
    "state", "verdict", "delivery", "place", "phase", "at", "written", "generated", "oldest", "newest",
    "open_after", "first_open", "detected", "notified", "acknowledged", "last_open", "closed", "next_look",
}  # fmt: skip


def poisoned(value: Any, poison: str, *, kept: set[str], name: str = "") -> Any:
    """Every string replaced, but for those of the `kept` names: words and times that steer the page."""
    if isinstance(value, dict):
        return {key: poisoned(part, poison, kept=kept, name=key) for key, part in value.items()}
    if isinstance(value, list):
        return [poisoned(part, poison, kept=kept) for part in value]
    return poison if isinstance(value, str) and name not in kept else value


def is_inert(found: Page) -> None:
    assert set(found.tags) <= ALLOWED
    assert {name for _, name, _ in found.attributes} <= HARMLESS
    assert not [value for _, name, value in found.attributes if name != "content" and ":" in value]
    assert all(unicodedata.category(c)[0] != "C" or c in "\n\t" for c in found.text)


def test_the_page_answers_every_question_of_a_reader() -> None:
    words = page().words
    for needed in (
        "Sendria on 192.0.2.7:8080 was readable without a password",
        "data can be read without a password",
        "GET /api/messages/?page=100000 HTTP/1.1",
        "9**-**-**12",
        "at least 3.1 TB",
        "2015-03-01 00:00:00 UTC",
        "unit.mil.example (41), contractor.example (9)",
        "3rd Example Wing (4)",
        "3 to 10 hours",
        "accepted by the mail server; this does not prove that a person read it",
        "Start Sendria with --http-auth FILE",
        "the same server asks for a password now",
        "leftopen proof --check FILE --key PUB",
        "What 1 unreadable part contained.",
        "What 52 other listed items held: not read.",
        "What 2 items held after their beginning: not read.",
        "Sunday 19 February",
    ):
        assert needed in words, needed


def test_a_case_by_a_shape_says_what_a_stranger_can_do() -> None:
    plain = "Anyone can read 312 mails in a browser: GET http://192.0.2.7:8025/api/v2/letters"
    assert plain in page(plain=plain).words
    assert "What an outsider can do" not in page().words


def test_an_open_case_is_not_called_closed() -> None:
    case = case_line(replace(CASE, state=CaseState.NOTIFIED, closed=None))
    words = page(case=case, closure=None).words
    assert "is readable without a password" in words
    assert "No proof: the case is notified." in words
    assert "Whether it is closed: no evidence shows this." in words
    assert "--check FILE" not in words


def test_a_persons_word_is_no_proof() -> None:
    words = page(case=case_line(replace(CASE, state=CaseState.SAID_CLOSED))).words
    assert "closed (without proof)" in words
    assert "No proof: the case is said closed." in words


@pytest.mark.parametrize("place", ["internet", "inside", "loopback"])
def test_only_an_internet_vantage_says_anyone_on_the_internet(place: str) -> None:
    finding = case_report()["finding"] | {"vantage": {"place": place, "name": "here"}}
    words = page(finding=finding).words
    assert ("Anyone on the internet" in words) == (place == "internet")
    assert ("it was not checked from there" in words) == (place != "internet")


@pytest.mark.parametrize(
    ("state", "headline"),
    [
        (CaseState.OPEN, "8080 is readable without a password"),
        (CaseState.ACCEPTED, "8080 is readable without a password"),
        (CaseState.SILENT, "does not respond now"),
        (CaseState.TAKEN_OVER, "another case continues this one"),
        (CaseState.FALSE_POSITIVE, "is a false positive: it was not readable"),
    ],
)
def test_the_headline_says_no_more_than_the_state(state: CaseState, headline: str) -> None:
    goes_on = "d" * 32 if state is CaseState.TAKEN_OVER else ""
    words = page(case=case_line(replace(CASE, state=state, closed=None, continued_as=goes_on))).words
    assert headline in words
    assert ("Whether it is closed: case dddddddd tells this." in words) == bool(goes_on)
    assert ("Anyone on the internet can read it" in words) == (headline.startswith("8080 is"))


def test_erased_evidence_is_said_to_be_erased() -> None:
    words = page(finding=None, observation=None).words
    assert "The evidence was erased." in words
    assert "What it held: the evidence was erased." in words


def test_without_a_product_the_title_stands_in_and_nothing_is_said_twice() -> None:
    words = page(case=case_line(replace(CASE, product="")), title="Redis readable without a password").words
    assert f"Redis on {CASE.endpoint} " in words
    assert f"Redis readable without a password on {CASE.endpoint}" not in words


def test_who_erased_the_evidence_is_said() -> None:
    erased = {
        "seq": 9, "case": CASE.id, "kind": "erased", "at": "2026-11-23T13:00:00Z", "previous": "",
        "hash": "ab", "actor": "<b>jane</b>", "body": {"because": "request of the owner", "entries": 0},
    }  # fmt: skip
    words = page(finding=None, observation=None, events=[erased]).words
    answer = "he evidence was erased by <b>jane</b> at 2026-11-23 13:00:00 UTC: request of the owner."
    assert words.count(answer) == 2


def test_a_first_look_admits_that_the_beginning_is_unknown() -> None:
    assert "it was not checked before" in page(case=case_line(replace(CASE, open_after=None))).words


def test_a_missing_part_is_an_error_and_not_a_blank() -> None:
    whole = case_report()
    del whole["remedy"]
    with pytest.raises(UndefinedError, match="remedy"):
        writer.write(whole)


def test_the_policy_allows_this_very_style_and_nothing_else() -> None:
    found = page()
    digest = base64.b64encode(hashlib.sha256(found.style.encode()).digest()).decode()
    assert found.policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert not re.search(r"url\(|@import|expression", found.style)


def test_the_bar_fills_its_width_and_shows_what_is_not_known() -> None:
    found = page()
    pieces = [{n: v for _, n, v in found.attributes[i : i + 5]} for i in found_rects(found)]
    assert [piece["class"] for piece in pieces] == ["maybe", "surely", "surely", "surely", "surely", "maybe"]
    assert abs(float(pieces[-1]["x"]) + float(pieces[-1]["width"]) - 998.5) < 0.5
    assert all(float(piece["width"]) > 5 for piece in pieces)


def found_rects(found: Page) -> list[int]:
    return [i for i, (tag, name, _) in enumerate(found.attributes) if (tag, name) == ("rect", "class")]


def test_an_ordinary_page_is_inert() -> None:
    is_inert(page())


@pytest.mark.hostile("H11")
@pytest.mark.parametrize("kept", [set(), OURS], ids=["everywhere", "but not in times"])
@pytest.mark.parametrize("poison", HOSTILE)
def test_a_hostile_text_everywhere_stays_text(poison: str, kept: set[str]) -> None:
    found = page(**poisoned(case_report(), poison, kept=kept))
    is_inert(found)
    assert found.tags.count("style") == found.tags.count("title") - len(found_rects(found)) == 1


@pytest.mark.hostile("H11")
@settings(max_examples=examples(60), deadline=None)
@given(poison=st.text(max_size=80), kept=st.sampled_from([set(), OURS]))
def test_any_text_everywhere_stays_text(poison: str, kept: set[str]) -> None:
    is_inert(page(**poisoned(case_report(), poison, kept=kept)))


def test_a_hostile_title_is_shown_as_it_was_written() -> None:
    assert "<script>alert(1)</script>" in page(title="<script>alert(1)</script>").text


def test_an_endless_text_is_cut() -> None:
    assert len(writer.write(case_report(remedy="x" * 10_000_000))) < 100_000


def test_a_long_conversation_is_folded_so_that_what_it_holds_is_not_pages_away() -> None:
    turn = {"sent": True, "at": 0.1, "length": 4, "digest": "ab" * 32, "excerpt": "PING"}
    finding = dict(case_report()["finding"])
    short, long = (writer.write(case_report(finding=finding | {"transcript": [turn] * n})) for n in (12, 13))
    assert b"<details><summary>Requests and responses" not in short
    assert b"<details><summary>Requests and responses: 13 messages</summary>" in long
