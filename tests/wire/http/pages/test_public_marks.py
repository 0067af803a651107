"""Marks of a publisher: each alone, two together, and none on what a program prints."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.model.web_page import Answer
from leftopen.wire.http.pages.page_parser import read_answer
from leftopen.wire.http.pages.public_marks import public_marks, why_published

PROSE = (
    "The river rises in the northern hills and runs through three old towns before it reaches the sea. "
    "Most visitors come in spring when the meadows along the banks are full of flowers and birds. "
    "A small museum near the bridge tells how the mills were built and who worked in them. "
)


def answer(body: str, kind: str = "text/html") -> Answer:
    return read_answer("/", Reply(status=200, headers=(("Content-Type", kind),), body=body.encode()))


def page(body: str = "", head: str = "") -> Answer:
    return answer(f"<!doctype html><html><head><title>x</title>{head}</head><body>{body}</body></html>")


@pytest.mark.parametrize(
    ("seen", "mark"),
    [
        (page(head='<meta name="description" content="A river">'), "description"),
        (page(head='<meta property="og:title" content="A river">'), "description"),
        (page(head='<link rel="canonical" href="https://example.org/">'), "canonical"),
        (page(head='<link rel="alternate" type="application/rss+xml" href="/x">'), "feed"),
        (page('<a href="/blog/feed.xml">News</a>'), "feed"),
        (page("<p>© Example</p>"), "copyright"),
        (page("<p>Copyright 2023 Example</p>"), "copyright"),
        (page('<a href="/legal">Datenschutzerklärung</a>'), "legal notice"),
        (page('<a href="/mentions">Mentions légales</a>'), "legal notice"),
        (page('<a href="/kontakt">Schreiben Sie uns</a>'), "contact"),
        (page(f"<p>{PROSE}</p>"), "prose"),
        (page("<p>川は北の丘から流れ出し、三つの古い町を通って海に注いでいます。</p>" * 4), "prose"),
        (page("<ul><li>Lamp 12.50 €<li>Chair €40<li>Table 99,00 EUR</ul>"), "prices"),
        (page("<button>Add to cart</button>"), "visitor's action"),
        (page("<form><input type=submit value=Abonnieren></form>"), "visitor's action"),
        (page('<a href="tool-1.4.2.tar.gz">tool</a>'), "release files"),
        (page("<p>Licensed under CC BY 4.0</p>"), "licence"),
        (page(head='<meta property="og:type" content="article">'), "article"),
        (
            page(head='<script type="application/ld+json">{"@context": "https://schema.org"}</script>'),
            "article",
        ),
        (answer('{"geometry":{"type":"Point","coordinates":[1,2]}}', "application/json"), "geometry"),
        (answer('[{"temperature":3,"windSpeed":4}]', "application/json"), "forecast"),
        (answer('[{"price":3,"currency":"EUR"}]', "application/json"), "prices"),
        (answer('[{"headline":"x","byline":"y"}]', "application/json"), "article"),
        (answer('{"license":"x","rows":[]}', "application/json"), "licence"),
        (answer("station,temperature,humidity\na,1,2\n", "text/csv"), "forecast"),
        (answer('<?xml version="1.0"?><rss><channel/></rss>', "application/rss+xml"), "feed"),
    ],
)
def test_each_mark_is_seen_alone(seen: Answer, mark: str) -> None:
    assert mark in public_marks(seen)


@pytest.mark.parametrize(
    "seen",
    [
        page(
            "<table><tr><th>From</th><th>Subject</th></tr><tr><td>a@example.org</td><td>x</td></tr></table>"
        ),
        page('<form><input name=u><input type=password></form><a href="/reset">Forgot your password?</a>'),
        page("<p>© Example</p><button>Subscribe</button><button>Checkout</button><p>topic</p>"),
        page("<button>Delete</button><button>Restart</button><p>queue 12 running 3 failed 0</p>"),
        answer('[{"priceless":1,"stockpile":2,"winding":3,"latent":4}]', "application/json"),
        answer('{"processNum":3,"geometryEngine":1}', "application/json"),
        answer("2023-02-08 10:00:00 INFO server started on port 8080\n" * 20, "text/plain"),
        answer("", "text/plain"),
    ],
)
def test_what_a_program_prints_has_no_two_marks(seen: Answer) -> None:
    assert len(public_marks(seen)) < 2
    assert why_published(seen) == ""


def test_two_marks_are_published_and_named_in_a_fixed_order() -> None:
    seen = page("<p>© Example</p>", '<link rel="canonical" href="/">')
    assert public_marks(seen) == ("canonical", "copyright")
    assert why_published(seen) == "public marks: canonical, copyright"


def test_footer_links_count_on_a_page_with_many() -> None:
    links = "".join(f'<a href="/i/{n}">item {n}</a>' for n in range(900))
    assert "legal notice" in public_marks(page(links + '<a href="/x">Privacy</a>'))


@given(st.binary(max_size=4000), st.sampled_from(["text/html", "application/json", "text/csv", ""]))
def test_any_bytes_never_raise(body: bytes, kind: str) -> None:
    seen = read_answer("/", Reply(status=200, headers=(("Content-Type", kind),), body=body))
    assert public_marks(seen) == tuple(sorted(set(public_marks(seen))))


@pytest.mark.parametrize(
    "text",
    ["A" * 524_288, "9" * 524_288, "a. " * 170_000, "[" * 524_288, "<a " * 170_000, "copyright " * 50_000],
)
def test_hostile_text_takes_linear_time(text: str) -> None:
    seen = answer(text, "text/plain")
    start = time.process_time()
    public_marks(seen)
    assert time.process_time() - start < 0.2


def test_a_large_answer_is_quick() -> None:
    rows = [{"id": n, "name": f"row {n}", "price": n} for n in range(1500)]
    seen = answer(json.dumps(rows), "application/json")
    start = time.process_time()
    for _ in range(10):
        public_marks(seen)
    assert (time.process_time() - start) / 10 < 0.01
