"""What does a visitor's hand start in a script? Pure and bounded.

That is what stands in the handler of an event (`onclick`, `addEventListener("click", …)`), in a function that
only handlers or the page's own elements call, in one whose name says that it does something, or after a
question to the visitor. What the script, a timer or the loaded page calls goes by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from leftopen.wire.http.link_words import NAMED_ACTS, words_of

WINDOW, HEAD, ASKED = 2400, 160, 400
CALLS, DEEPEST = 1000, 40
_EVENT = (
    r"(?:dbl|aux)?click|mouse(?:down|up)|pointer(?:down|up)|touch(?:start|end)|submit|change|input|key(?:down|up|press)|"
    r"toggle|tap|press|(?:before)?unload|pagehide"
)
NAME = r"[A-Za-z_$][\w$]{0,60}"
_BY_HAND = re.compile(
    rf"\bon[-:]?(?:{_EVENT})\b[\"'`]?\s{{0,4}}[=:(,]|^\s{{0,9}}[\"'`](?:{_EVENT})\b|@(?:{_EVENT})\b|mutation(?:Fn)?\b",
    re.IGNORECASE,
)
"""In the text before a bracket: what follows is done by hand."""
_LISTENS = re.compile(r"\baddEventListener\s{0,4}$")
_BY_ITSELF = re.compile(
    r"\s{0,9}[\"'`](?:load|DOMContentLoaded|readystatechange|pageshow|message|open|error|online|popstate|hashchange|"
    r"visibilitychange)[\"'`]"
)
_ON = re.compile(rf"\.(?:{_EVENT})\s{{0,4}}$")
_FUNCTIONS = re.compile(
    rf"\bfunction\s{{1,4}}({NAME})|(?<![\w$])({NAME})[\"'`]?\s{{0,4}}[=:]\s{{0,4}}(?:async\b\s{{0,4}})?"
    rf"(?:function\b|\([^()]{{0,100}}\)\s{{0,4}}=>|{NAME}\s{{0,4}}=>)"
)
_METHOD = re.compile(rf"({NAME})\s{{0,4}}\([^()]{{0,100}}\)\s{{0,4}}$")
_KEYWORDS = frozenset({"if", "for", "while", "switch", "catch", "with", "function", "return", "await"})
_FILLS = frozenset({
    "update", "refresh", "reload", "init", "initialize", "start", "run", "set", "build", "generate", "create",
    "add", "mount", "sync", "call", "execute", "exec", "connect", "on", "up", "down", "left", "right", "new",
    "format", "mark", "register", "import", "attach", "insert", "apply", "print", "open", "process",
    "scan", "resume", "retry", "light", "button", "pan", "grow", "scale", "resize", "join",
})  # fmt: skip
"""Words of functions that fill a page with what they read."""
_MEMBER = re.compile(rf"({NAME})[\"'`]?\s{{0,4}}:\s{{0,4}}$")
_MOVES = frozenset({"on", "off", "up", "down", "left", "right", "open", "close"})
_ASKS = re.compile(r"\b(?:confirm|prompt)\(")
_BLOCK = re.compile(
    r"\b(?:(?:if|for|while|switch|catch|with)\s{0,4}\([^{}]{0,120}\)|else|do|try|finally)\s{0,4}$"
)
_REFERENCE = re.compile(
    rf"(?:\bon[-:]?(?:{_EVENT})\b[\"'`]?\s{{0,4}}[=:]|[\"'`](?:{_EVENT})[\"'`]\s{{0,4}},|\.(?:{_EVENT})\()\s{{0,4}}[\"'`]?"
    rf"(?:\([^()]{{0,60}}\)\s{{0,4}}=>\s{{0,4}}|{NAME}\s{{0,4}}=>\s{{0,4}})?(?:this\.|\w\.)?({NAME})",
    re.IGNORECASE,
)
"""The function that a handler names or is made of."""
_STARTED = re.compile(
    rf"(?:^|[;{{}}(),&|?:=])\s{{0,9}}(?:return\s)?(?:[\w$]{{1,40}}\.)?({NAME})\s{{0,4}}(?:\(|;?\s{{0,9}}$)"
)
_CALL = re.compile(
    rf"(?:^|[;{{}}\n])\s{{0,40}}(?:await\s{{1,4}})?(?:this\.)?({NAME})\s{{0,4}}\([^()]{{0,100}}\)(?!\s{{0,9}}\{{)"
)
"""A function that is called by a statement."""
_HAPPENS = re.compile(
    r"(?:\b(?:setInterval|setTimeout|ready|then)\(|[\"'](?:load|DOMContentLoaded)[\"']\s{0,4},|\bonload\s{0,4}=)"
    rf"\s{{0,4}}({NAME})\s{{0,4}}[,);]"
)
"""A function that is called by what happens without a hand."""
_BRACKETS = re.compile(r"[()\[\]{};]")
BRACKETS_OUTSIDE = re.compile(
    r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|[()\[\]{};]", re.DOTALL
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCalls:
    """What a page's own elements call: `onload` once it is loaded, `by_hand` the names of functions that a
    visitor starts."""

    onload: str = ""
    by_hand: frozenset[str] = frozenset()


NO_PAGE = PageCalls()


def page_calls(onload: str, by_hand: tuple[str, ...], inline: str) -> PageCalls:
    """Those of a page's event attributes and of its inline scripts."""
    named = frozenset(found[1] for handler in by_hand for found in _STARTED.finditer(handler))
    page = PageCalls(onload=onload, by_hand=named)
    return (
        PageCalls(onload=onload, by_hand=hand_functions(inline, page, every=True))
        if named or inline
        else page
    )


def hand_functions(script: str, page: PageCalls = NO_PAGE, *, every: bool = False) -> frozenset[str]:
    """The functions that only a visitor starts; `every`: also those that another script defines."""
    handlers = {found[1] for found in _REFERENCE.finditer(script)} | page.by_hand
    defined = {found[1] or found[2] for found in _FUNCTIONS.finditer(script)} | handlers
    alone = {found[1] for found in _STARTED.finditer(page.onload)}
    found = (call for form in (_CALL, _HAPPENS) for call in form.finditer(script))
    for call in islice((call for call in found if every or call[1] in defined), CALLS):
        if by_hand(script, call.start(1), frozenset(handlers)):
            handlers.add(call[1])
        else:
            alone.add(call[1])
    return frozenset(handlers - alone)


def by_hand(script: str, place: int, handlers: frozenset[str]) -> bool:
    """Is what stands here done by a visitor's hand, or by a function whose name says that it acts?"""
    before = max(0, place - ASKED, script.rfind("}", 0, place) + 1)
    for brackets in (_BRACKETS, BRACKETS_OUTSIDE):
        opened, since = _open(script, place, brackets)
        heads = [script[max(begin, end - HEAD) : end + 1] for begin, end in opened]
        asked = _ASKS.search(script, _body(heads, opened, before), place)
        if asked or _starts_by_hand([*heads, script[max(since, place - HEAD) : place] + " "], handlers):
            return True
    return False


def name_acts(name: str) -> bool:
    """Does the name of a function say that it does something, more than to fill a page?"""
    words = words_of(name)
    return (len(words) == 1 and words[0] in _MOVES) or any(
        word not in _FILLS and word in NAMED_ACTS for word in words
    )


def _starts_by_hand(heads: list[str], handlers: frozenset[str]) -> bool:
    listens = False
    if len(heads) > DEEPEST:
        return True
    for head in heads:
        text = head[:-1]
        if _BY_HAND.search(text) or _ON.search(text) or (listens and not _BY_ITSELF.match(text)):
            return True
        if any(name in handlers or name_acts(name) for name in _functions(head)):
            return True
        listens = _LISTENS.search(text) is not None and head.endswith("(")
    return False


def _functions(head: str) -> Iterator[str]:
    """The functions, and the member, that begin in this text, which ends with the bracket that it opens."""
    for found in _FUNCTIONS.finditer(head):
        yield found[1] or found[2]
    method = (_METHOD.search(head[:-1]) or _MEMBER.search(head[:-1])) if head.endswith("{") else None
    if method and method[1] not in _KEYWORDS:
        yield method[1]


def _body(heads: list[str], opened: list[tuple[int, int]], otherwise: int) -> int:
    """Where the body of the innermost function begins; `otherwise` outside of functions."""
    bodies = (
        end
        for head, (_, end) in zip(reversed(heads), reversed(opened), strict=True)
        if head.endswith("{") and not _BLOCK.search(head[:-1])
    )
    return next(bodies, otherwise)


def _open(script: str, place: int, brackets: re.Pattern[str]) -> tuple[list[tuple[int, int]], int]:
    """Where the text before each bracket that is open here begins, and where the bracket stands, the
    outermost first; then where the text before the place itself begins."""
    since = max(0, place - WINDOW)
    opened: list[tuple[int, int]] = []
    for found in brackets.finditer(script, since, place):
        mark = found[0]
        if mark in "([{":
            opened.append((since, found.start()))
            since = found.end()
        elif mark in ")]}":
            since = opened.pop()[0] if opened else since
            since = found.end() if mark == "}" else since
        elif mark == ";":
            since = found.end()
    return opened, since
