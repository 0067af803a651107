"""The second gate of a link, behind the allow-list (`wire.http.reading_links`): what its label, its example
address or a script's words say of it. Pure.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urljoin, urlsplit

from leftopen.model.web_page import Link
from leftopen.wire.http.link_words import ACTS, COMMANDS, DEVICES, INSIDE, strip_accents, words_of

LONGEST = 500

_SET = re.compile(
    r"state|value|level|pos|position|speed|duty|pin|power|brightness|angle|mode|output|channel", re.IGNORECASE
)
_TO = re.compile(r"\d{1,5}|true|false|high|low|on|off", re.IGNORECASE)
_STREAMS = re.compile(r"\baction=stream\b|\bplay\b|\bstart\b", re.IGNORECASE)
_TEMPLATE = re.compile(r"[{}<>|\\^`]|\$\(|\[\[")
_PATH = re.compile(r"/[!-~]*")


def acts(link: Link) -> bool:
    """Do its words say that following it does something? An example address, whose text holds placeholders or
    which ends in dots, is meant to be filled in, often for a command."""
    example = _TEMPLATE.search(link.text) is not None or link.href.rstrip("/").endswith(("...", "…"))
    return example or says_act(link.href) or says_act(link.text)


def says_act(text: str, *, streams: bool = False) -> bool:
    """Is there such a word in a path, a query or a label? Percent codes are read, also twice. `streams`: a
    camera's picture may say that it plays."""
    decoded = unquote(unquote(text[: 4 * LONGEST]))
    if streams:
        decoded = _STREAMS.sub(" ", decoded)
    decoded = strip_accents(decoded)
    return INSIDE.search(decoded.lower()) is not None or not ACTS.isdisjoint(words_of(decoded))


def says_command(text: str) -> bool:
    """May a script that names this path mean to do something? In doubt, yes."""
    words = words_of(strip_accents(unquote(unquote(text[: 4 * LONGEST]))))
    return says_act(text) or not COMMANDS.isdisjoint(words)


def switches(path: str) -> bool:
    """Does the query set something of a device: a state, a relay, a lamp, to a number or on and off?"""
    pairs = (pair.partition("=") for pair in unquote(path.partition("?")[2][:LONGEST]).split("&"))
    return any(
        _TO.fullmatch(value) and any(_SET.fullmatch(word) or word in DEVICES for word in words_of(name))
        for name, _, value in pairs
    )


def resolve_link(base: str, href: str, host: str) -> str:
    """The path (with its query) on the same origin, or '' for anything else: another host, another scheme, a
    template, a path that HTTP can't send."""
    href = href.strip()[:2000]
    if not href or href[0] == "#" or _TEMPLATE.search(href):
        return ""
    try:
        parts = urlsplit(urljoin(f"http://{host}{base}", href))
        same = parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower()
    except ValueError:
        return ""
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (
        f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
    )
    return path if same and len(path) <= LONGEST and _PATH.fullmatch(path) else ""
