"""Finds the marks of a page or an answer that is meant for the public: what a publisher adds, and a program
left open does not have. Pure and bounded.

One mark proves little: many programs print a copyright line or offer a feed. Two or more are taken for
published. Keys are matched as whole words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from leftopen.model.facts import Json
from leftopen.model.web_page import Answer, Link, Page
from leftopen.wire.http.pages.like_objects import words

ENOUGH = 2
LINKS, TEXT, KEYS = 100, 20_000, 400

_COPYRIGHT = re.compile(r"©|\bcopyright\s+(?:\(c\)\s*)?(?:19|20)\d\d|\(c\)\s*(?:19|20)\d\d", re.IGNORECASE)
_LEGAL = re.compile(
    r"\b(?:privacy(?:[- ]?policy)?|terms[- ](?:of|and)[- ]\w+|imprint|impressum|datenschutz\w*|"
    r"mentions[- ]l[ée]gales|confidentialit[ée]|privacidad|aviso[- ]legal|privacidade|privacyverklaring|"
    r"informativa|cookies?[- ]policy|accessibility[- ]statement|プライバシー\w*|隐私\w*)",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"\b(?:contact(?:s|[- ]us)?|contactez[- ]nous|nous[- ]contacter|kontakt|contatti|contacto|contato|"
    r"about[- ]us|à[- ]propos|qui[- ]sommes[- ]nous|über[- ]uns|chi[- ]siamo|over[- ]ons|お問い合わせ|"
    r"联系我们)(?!\w)",
    re.IGNORECASE,
)
_ACTION = re.compile(
    r"\b(?:buy(?:[- ]now)?|add[- ]to[- ](?:cart|basket|bag)|subscribe[- ](?:now|to[- ]our)|newsletter|donate|"
    r"book[- ]now|order[- ]now|follow[- ]us|acheter|ajouter[- ]au[- ]panier|s[’']abonner|faire[- ]un[- ]don|"
    r"kaufen|in[- ]den[- ]warenkorb|abonnieren|spenden|comprar|suscribirse|acquista|iscriviti|bestellen)"
    r"(?!\w)",
    re.IGNORECASE,
)
"""Not "subscribe" and "checkout" alone: queues and repositories have these too."""
_LICENCE = re.compile(
    r"\bcreative ?commons\b|\bCC[- ](?:BY|0)\b|\bpublic domain\b|\bopen (?:data|government) licen[cs]e\b|"
    r"\blicen[cs]ed under\b|\blicence ouverte\b|\bODbL\b|creativecommons\.org|opendatacommons\.org",
    re.IGNORECASE,
)
_FEED = re.compile(r"\b(?:rss|atom|feed)(?:\.xml)?(?![\w-])|application/(?:rss|atom|feed)\b", re.IGNORECASE)
_PRICE = re.compile(r"(?:[$€£¥]\s?\d{1,6}(?:[.,]\d{2})?|\d{1,6}(?:[.,]\d{2})?\s?(?:€|EUR|USD|GBP|CHF))(?!\w)")
_RELEASE = re.compile(
    r"[-_]v?\d{1,4}\.\d{1,4}[\w.+-]{0,60}\.(?:tar\.\w{2,3}|tgz|zip|deb|rpm|whl|exe|dmg|msi|iso|apk|jar|gem)\b",
    re.IGNORECASE,
)
_LINKED_DATA = re.compile(r"[\"']@context[\"']\s{0,4}:\s{0,4}[\"']https?://schema\.org", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…]\s|[。！？]")
_KEYS: tuple[tuple[str, frozenset[str], int], ...] = (
    (
        "geometry",
        frozenset({"geometry", "coordinates", "bbox", "latitude", "longitude", "lat", "lon", "lng"}),
        2,
    ),
    (
        "forecast",
        frozenset({"forecast", "temperature", "humidity", "precipitation", "wind", "pressure", "rain"}),
        2,
    ),
    ("prices", frozenset({"price", "prices", "currency", "prix", "preis", "precio"}), 2),
    (
        "article",
        frozenset({"headline", "byline", "excerpt", "article", "articles", "slug", "teaser", "permalink"}),
        2,
    ),
    ("licence", frozenset({"license", "licence", "attribution"}), 1),
)


def public_marks(answer: Answer) -> tuple[str, ...]:
    """The names of the marks, without duplicates, in a fixed order; () when there is none."""
    found = set(_from_keys(_keys(answer)))
    if answer.page is not None:
        found.update(_from_page(answer.page))
    elif answer.data is None:
        found.update(_from_text(answer.text[:TEXT]))
    if answer.page is None and _FEED.search(answer.kind):
        found.add("feed")
    return tuple(sorted(found))


def why_published(answer: Answer) -> str:
    """ "public marks: copyright, feed" when there are enough of them, else ''."""
    marks = public_marks(answer)
    return f"public marks: {', '.join(marks)}" if len(marks) >= ENOUGH else ""


def _from_page(page: Page) -> Iterator[str]:
    if page.metas.get("description") or any(name.startswith(("og:", "twitter:")) for name in page.metas):
        yield "description"
    if "canonical" in page.rels:
        yield "canonical"
    if "license" in page.rels:
        yield "licence"
    links = (*page.links[:LINKS], *page.links[LINKS:][-LINKS:])
    named = "\n".join(_named(link) for link in links)
    if "alternate" in page.rels or _FEED.search(named):
        yield "feed"
    if _LEGAL.search(named):
        yield "legal notice"
    if _CONTACT.search(named):
        yield "contact"
    if _RELEASE.search(named):
        yield "release files"
    actions = "\n".join(
        (named, *page.buttons[:40], *(label for form in page.forms for label in form.buttons))
    )
    if _ACTION.search(actions):
        yield "visitor's action"
    if page.metas.get("og:type", "").lower() == "article" or _LINKED_DATA.search(page.inline):
        yield "article"
    yield from _from_text(f"{page.text}\n{named}")


def _named(link: Link) -> str:
    return f"{link.text[:80]} {link.href[:200]}"


def _from_text(text: str) -> Iterator[str]:
    if _COPYRIGHT.search(text):
        yield "copyright"
    if _LICENCE.search(text):
        yield "licence"
    if sum(1 for _ in _PRICE.finditer(text)) >= 3:
        yield "prices"
    if sum(_is_sentence(piece) for piece in _SENTENCE_END.split(text[:TEXT])) >= 3:
        yield "prose"


def _is_sentence(piece: str) -> bool:
    """Ten or more words, nearly all of them in small letters: no table, no log line, no code."""
    text = piece.split()
    if not 10 <= len(text) <= 120:
        # Scripts without spaces.
        return 20 <= len(piece) <= 300 and len(text) <= 2 and not piece.isascii()
    return (
        sum(word.strip(",;:()«»\"'’").isalpha() and not word.isupper() for word in text) * 10 >= len(text) * 8
    )


def _from_keys(keys: frozenset[str]) -> Iterator[str]:
    for mark, named, least in _KEYS:
        if len(keys & named) >= least:
            yield mark


def _keys(answer: Answer) -> frozenset[str]:
    """The words of a JSON answer's keys; of a table's or a CSV file's column titles."""
    if answer.data is not None:
        return frozenset(word for key in _json_keys(answer.data, 4) for word in words(key))
    if answer.page is not None:
        return frozenset(
            word for group in answer.page.groups for title in group.header for word in words(title)
        )
    first = answer.text[:2000].partition("\n")[0]
    titles = re.split(r"[,;\t|]", first)[:60]
    return frozenset(word for title in titles for word in words(title)) if len(titles) >= 3 else frozenset()


def _json_keys(data: Json, deepest: int) -> Iterator[str]:
    inner = data[:3] if isinstance(data, list) else []
    if isinstance(data, dict):
        yield from list(data)[:KEYS]
        inner = list(data.values())[:40]
    if deepest:
        for one in inner:
            if isinstance(one, dict | list):
                yield from _json_keys(one, deepest - 1)
