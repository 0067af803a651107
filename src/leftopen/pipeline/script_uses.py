"""What does a script do with a path that it names: does it read it, by itself? Pure and bounded.

A GET of a path may act, whatever the script calls it: on a small device `fetch("/api/relay/1")` in a button's
handler switches something. So a path is left out where it stands in what a visitor's hand starts (a handler,
a function that only handlers call), in a function or call whose name says that it does something, in a
statement that changes (`method: "POST"`, a method that is not told), or where it is a place to go to. What
can't be told counts as acting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from leftopen.pipeline.safe_links import ACTS, MOVED, VERBS, WORDS, says_act, says_command

WINDOW, HEAD, REST = 2400, 160, 1000
MOST, DEEPEST = 300, 40
_EVENT = (
    r"(?:dbl|aux)?click|mouse(?:down|up)|pointer(?:down|up)|touch(?:start|end)|submit|change|input|key(?:down|up|press)|"
    r"toggle|tap|press"
)
_NAME = r"[A-Za-z_$][\w$]{0,60}"
_BY_HAND = re.compile(
    rf"\bon[-:]?(?:{_EVENT})\b[\"'`]?\s{{0,4}}[=:(,]|^\s{{0,9}}[\"'`](?:{_EVENT})\b|@(?:{_EVENT})\b",
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
    rf"\bfunction\s{{1,4}}({_NAME})|({_NAME})[\"'`]?\s{{0,4}}[=:]\s{{0,4}}(?:async\b\s{{0,4}})?"
    rf"(?:function\b|\([^()]{{0,100}}\)\s{{0,4}}=>|{_NAME}\s{{0,4}}=>)"
)
_METHOD = re.compile(rf"({_NAME})\s{{0,4}}\([^()]{{0,100}}\)\s{{0,4}}$")
_KEYWORDS = frozenset({"if", "for", "while", "switch", "catch", "with", "function", "return", "await"})
_FILLS = frozenset({
    "update", "refresh", "reload", "init", "initialize", "start", "run", "set", "build", "generate", "create",
    "add", "mount", "sync", "call", "execute", "exec", "connect", "on", "up", "down", "left", "right", "new",
    "format", "mark", "register", "import", "attach", "insert", "apply", "print", "open", "process",
    "scan", "resume", "retry", "light", "button", "pan", "grow", "scale", "resize", "join",
})  # fmt: skip
"""Words of functions that fill a page with what they read."""
_REFERENCE = re.compile(
    rf"(?:\bon[-:]?(?:{_EVENT})\b[\"'`]?\s{{0,4}}[=:]|[\"'`](?:{_EVENT})[\"'`]\s{{0,4}},|\.(?:{_EVENT})\()\s{{0,4}}[\"'`{{]?"
    rf"(?:(?:async\s{{1,4}})?(?:\([^()]{{0,60}}\)|{_NAME})\s{{0,4}}=>\s{{0,4}}\{{?|function\s{{0,4}}\([^()]{{0,60}}\)\s{{0,4}}\{{)?"
    rf"\s{{0,40}}(?:return\s)?(?:this\.|\w\.)?({_NAME})",
    re.IGNORECASE,
)
"""The function that a handler names or calls first."""
_FIRST = re.compile(rf"\s{{0,9}}(?:return\s)?(?:this\.)?({_NAME})\s{{0,4}}\(")
_CALL = re.compile(
    rf"(?:^|[;{{}}\n])\s{{0,40}}(?:await\s{{1,4}})?({_NAME})\s{{0,4}}\([^()]{{0,100}}\)(?!\s{{0,9}}\{{)"
)
"""A function that is called by a statement."""
_HAPPENS = re.compile(
    r"(?:\b(?:setInterval|setTimeout|ready|then)\(|[\"'](?:load|DOMContentLoaded)[\"']\s{0,4},|\bonload\s{0,4}=)"
    rf"\s{{0,4}}({_NAME})\s{{0,4}}[,);]"
)
"""A function that is called by what happens without a hand."""
_CHANGES = re.compile(
    r"\bmethod[\"'`]?\s{0,4}:(?!\s{0,4}[\"'`](?:get|head)\b)|[{,]\s{0,9}(?:method|body)\s{0,9}[,}]|"
    r"[{,]\s{0,9}body[\"'`]?\s{0,4}:|\btype[\"'`]?\s{0,4}:\s{0,4}[\"'`](?:post|put|patch|delete)\b",
    re.IGNORECASE,
)
_SAYS_CHANGE = re.compile(r"[\"'`]?\s{0,4},\s{0,4}[\"'`](?:post|put|patch|delete)\b", re.IGNORECASE)
_LABEL = re.compile(
    r"\b(?:label|title|name|text|caption|tooltip|action|command|cmd|rel)[\"'`]?\s{0,4}:\s{0,4}[\"'`]([^\"'`]{1,80})"
)
"""What is written on a button or a link beside its path."""
_MEMBER = re.compile(rf"({_NAME})[\"'`]?\s{{0,4}}:\s{{0,4}}$")
_WRITES = re.compile(
    r"(?:\b(?:post|put|patch|delete|del)\s{0,4}\(|\b(?:POST|PUT|PATCH|DELETE)[\"'`]\s{0,4},)\s{0,4}$|"
    rf"\.open\(\s{{0,4}}{_NAME}\s{{0,4}},\s{{0,4}}$",
    re.IGNORECASE,
)
_GOES = re.compile(
    r"(?:\blocation(?:\.href)?\s{0,4}=|\blocation\.(?:assign|replace)\(|\bwindow\.open\(|\bsendBeacon\(|\.src\s{0,4}=|"
    r"\b(?:form)?action\s{0,4}[=:])\s{0,4}\\?$",
    re.IGNORECASE,
)
_CALLEE = re.compile(rf"({_NAME})\s{{0,4}}\((?:[^()]{{0,40}},)?\s{{0,4}}$")
_ARGUMENT = re.compile(r"\(\s{0,9}$|[\w$]\([^(){}]{0,60},\s{0,9}$")
_READS = re.compile(r"[\"'`]GET[\"'`]\s{0,4},\s{0,4}$", re.IGNORECASE)
_ASSIGNED = re.compile(rf"({_NAME})[\"'`]?\s{{0,4}}[:=]\s{{0,4}}$")
_OWNED = r"(?:[\w$]{1,60}\.){0,3}"
_INSIDE = r"(?:[^{}]{0,200}\{[^{}]{0,200}\}){0,3}[^{}]{0,200}?"
_CHANGED = re.compile(
    rf"(?:\b(?:post|put|patch|delete|del|sendBeacon)\(\s{{0,4}}|\.open\(\s{{0,4}}(?![\"'`]GET)[^,()]{{1,20}},\s{{0,4}}|"
    rf"\blocation(?:\.href)?\s{{0,4}}=\s{{0,4}}|\blocation\.(?:assign|replace)\(\s{{0,4}}){_OWNED}({_NAME})|"
    rf"[(,]\s{{0,4}}{_OWNED}({_NAME})(?:\s{{0,4}}\+[^,;(){{}}]{{0,80}})?\s{{0,4}},\s{{0,4}}\{{{_INSIDE}\bmethod[\"'`]?\s{{0,4}}:"
    r"(?!\s{0,4}[\"'`](?:get|head)\b)",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"[()\[\]{};]")
_BRACKETS_OUTSIDE = re.compile(
    r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|[()\[\]{};]", re.DOTALL
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCalls:
    """What a page's own elements call: `onload` once it is loaded, `by_hand` the names of functions that a
    visitor starts."""

    onload: str = ""
    by_hand: frozenset[str] = frozenset()


def page_calls(onload: str, by_hand: tuple[str, ...]) -> PageCalls:
    """Those of a page's event attributes."""
    named = frozenset(found[1] for said in by_hand for found in _FIRST.finditer(said))
    return PageCalls(onload=onload, by_hand=named)


NO_PAGE = PageCalls()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptUses:
    """One script: `by_hand` the functions that only a visitor starts, `changed` the names of what it sends
    changes to."""

    script: str
    by_hand: frozenset[str]
    changed: frozenset[str]

    def reads(self, start: int, end: int) -> bool:
        """Is the text between these places a path that the script reads by itself?"""
        before = self.script[max(0, start - HEAD) : start]
        assigned = _ASSIGNED.search(before)
        if assigned and (assigned[1] in self.changed or says_command(assigned[1])):
            return False
        if _WRITES.search(before) or _GOES.search(before):
            return False
        callee = _CALLEE.search(before)
        if callee and name_acts(callee[1]) and not _READS.search(before):
            return False
        return not self._changes(before, end) and not self.starts_by_hand(start)

    def starts_by_hand(self, start: int) -> bool:
        """Does this place stand in a handler, or in a function that acts?"""
        return by_hand(self.script, start, self.by_hand)

    def _changes(self, before: str, end: int) -> bool:
        rest = _rest(self.script, end, argument=_ARGUMENT.search(before) is not None)
        if rest is None or _SAYS_CHANGE.match(rest):
            return True
        around = before.rpartition(";")[2] + rest
        return _CHANGES.search(around) is not None or any(says_act(one[1]) for one in _LABEL.finditer(around))


def script_uses(script: str, page: PageCalls = NO_PAGE) -> ScriptUses:
    """Reads what the whole script says of its functions and names."""
    changed = frozenset(found[1] or found[2] for found in _CHANGED.finditer(script))
    handlers = {found[1] for found in _REFERENCE.finditer(script)} | page.by_hand
    handlers -= {found[1] for found in _FIRST.finditer(page.onload)}
    calls = (call for form in (_CALL, _HAPPENS) for call in form.finditer(script) if call[1] in handlers)
    for call in islice(calls, MOST):
        if not by_hand(script, call.start(1), frozenset(handlers)):
            handlers.discard(call[1])
    return ScriptUses(script=script, by_hand=frozenset(handlers), changed=changed)


def by_hand(script: str, place: int, handlers: frozenset[str]) -> bool:
    """Is what stands here done by a visitor's hand, or by a function whose name says that it acts?"""
    return any(
        _starts_by_hand(_enclosing(script, place, pattern), handlers)
        for pattern in (_BRACKETS, _BRACKETS_OUTSIDE)
    )


def name_acts(name: str) -> bool:
    """Does the name of a function say that it does something, more than to fill a page?"""
    words = (word.lower() for word in WORDS.findall(name))
    return any(
        word not in _FILLS and (ACTS.fullmatch(word) or VERBS.fullmatch(word) or MOVED.fullmatch(word))
        for word in words
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


def _enclosing(script: str, place: int, brackets: re.Pattern[str]) -> list[str]:
    """The text before each bracket that is open here, with the bracket, the outermost first; then that before
    the place itself, with a space."""
    first = max(0, place - WINDOW)
    since, opened = first, []
    for found in brackets.finditer(script, first, place):
        mark = found[0]
        if mark in "([{":
            opened.append((since, found.start()))
            since = found.end()
        elif mark in ")]}":
            since = opened.pop()[0] if opened else since
            since = found.end() if mark == "}" else since
        elif mark == ";":
            since = found.end()
    heads = [script[max(begin, end - HEAD) : end + 1] for begin, end in opened]
    return [*heads, script[max(since, place - HEAD) : place] + " "]


def _rest(script: str, end: int, *, argument: bool) -> str | None:
    """What follows up to the end of the call or the statement; of an object's member (no `argument`) without
    what its neighbours hold. None where the arguments of a call have no end."""
    depth, after = 0, script.find("`", end) if script.startswith("${", end) else end
    if after < 0:
        return None
    pieces, since = [], after
    for found in _BRACKETS_OUTSIDE.finditer(script, after + 1, after + REST):
        opens, closes = found[0] in "([{", found[0] in ")]}"
        if closes or opens:
            pieces += [script[since : found.start() + 1]] if argument or not depth else []
            since = found.start()
        depth += opens - closes
        if depth < 0 or (found[0] == ";" and not depth):
            return "".join(pieces) + script[since : found.start()]
    rest = script[after : after + REST]
    return None if argument and rest[1:].lstrip().startswith(",") else rest
