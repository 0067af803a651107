"""What does a script do with a path that it names: does it read it, by itself? Pure and bounded.

A GET of a path may act, whatever the script calls it: on a small device `fetch("/api/relay")` in a button's
handler switches something. So a path is left out where a visitor's hand starts what it stands in
(`handlers`), in a call whose name says that it does something, beside a label that says so, in a
statement that changes (`method: "POST"`, a method that is not told), with what is to be set, or where it is a
place to go to. What can't be told counts as acting.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from leftopen.pipeline.safe_links import says_act, says_command
from leftopen.pipeline.scripts.handlers import (
    BRACKETS_OUTSIDE,
    HEAD,
    NAME,
    NO_PAGE,
    PageCalls,
    by_hand,
    hand_functions,
    name_acts,
)

REST = 1000
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
_BESIDE = re.compile(r"[\"'`]([^\"'`]{1,60})[\"'`]\s{0,4},\s{0,4}$")
_SHOWN = re.compile(r"\\?[\"'`][^<>\n]{0,100}>([^<\n]{1,60})<")
"""The same in an array or a call, before the path; and in a piece of a page, after it."""
_SETS = re.compile(
    r"[{,?&]\s{0,9}[\"'`]?(?:state|value|val|on|off|cmd|command|action|op|level|pos|position|speed|duty|pin|power|"
    r"brightness|colou?r|angle|temp|temperature|set|do)[\"'`]?\s{0,4}[:=]",
    re.IGNORECASE,
)
"""What is sent with the path, to set it."""
_AJAX = re.compile(r"\bajax\s{0,4}\(")
_TYPE = re.compile(r"\btype[\"'`]?\s{0,4}:(?!\s{0,4}[\"'`])")
_OPTIONS = re.compile(rf"[\"'`]\s{{0,4}},\s{{0,4}}({NAME})\s{{0,4}}\)")
_WRITES = re.compile(
    r"(?:\b(?:post|put|patch|delete|del)\s{0,4}\(|\b(?:POST|PUT|PATCH|DELETE)[\"'`]\s{0,4},)\s{0,4}$|"
    rf"\.open\(\s{{0,4}}{NAME}\s{{0,4}},\s{{0,4}}$",
    re.IGNORECASE,
)
_GOES = re.compile(
    r"(?:\blocation(?:\.href)?\s{0,4}=|\blocation\.(?:assign|replace)\(|\bwindow\.open\(|\bsendBeacon\(|\bsrc\s{0,4}=|\b(?:data|hx)-[\w-]{1,20}=|"
    r"\b(?:form)?action\s{0,4}[=:])\s{0,4}\\?$",
    re.IGNORECASE,
)
_CALLEE = re.compile(rf"({NAME})\s{{0,4}}\((?:[^()]{{0,40}},)?\s{{0,4}}$")
_ARGUMENT = re.compile(r"\(\s{0,9}$|[\w$]\([^(){}]{0,60},\s{0,9}$")
_MEMBERS = re.compile(r"\b(?:ajax|axios|request)\(\s{0,9}\{[^{}]{0,120}$")
_READS = re.compile(r"[\"'`]GET[\"'`]\s{0,4},\s{0,4}$", re.IGNORECASE)
_ASSIGNED = re.compile(rf"({NAME})[\"'`]?\s{{0,4}}[:=]\s{{0,4}}$")
_OWNED = r"(?:[\w$]{1,60}\.){0,3}"
_INSIDE = r"(?:[^{}]{0,200}\{[^{}]{0,200}\}){0,3}[^{}]{0,200}?"
_CHANGED = re.compile(
    rf"(?:\b(?:post|put|patch|delete|del|sendBeacon)\(\s{{0,4}}|\.open\(\s{{0,4}}(?![\"'`]GET)[^,()]{{1,20}},\s{{0,4}}|"
    rf"\blocation(?:\.href)?\s{{0,4}}=\s{{0,4}}|\blocation\.(?:assign|replace)\(\s{{0,4}}){_OWNED}({NAME})|"
    rf"[(,]\s{{0,4}}{_OWNED}({NAME})(?:\s{{0,4}}\+[^,;(){{}}]{{0,80}})?\s{{0,4}},\s{{0,4}}\{{{_INSIDE}\bmethod[\"'`]?\s{{0,4}}:"
    r"(?!\s{0,4}[\"'`](?:get|head)\b)",
    re.IGNORECASE,
)
_CHANGING = re.compile(
    rf"(?<![\w$])({NAME})\s{{0,4}}[=:]\s{{0,4}}\{{{_INSIDE}\bmethod[\"'`]?\s{{0,4}}:(?!\s{{0,4}}[\"'`](?:get|head)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptUses:
    """One script: `by_hand` the functions that only a visitor starts, `changed` the names of what it sends
    changes to, `changing` those of the options that it sends them with."""

    script: str
    by_hand: frozenset[str]
    changed: frozenset[str]
    changing: frozenset[str]

    def reads(self, start: int, end: int) -> bool:
        """Is the text between these places a path that the script reads by itself?"""
        before = self.script[max(0, start - HEAD) : start]
        assigned, callee, beside = (form.search(before) for form in (_ASSIGNED, _CALLEE, _BESIDE))
        if assigned and (assigned[1] in self.changed or says_command(assigned[1])):
            return False
        if _WRITES.search(before) or _GOES.search(before) or (beside and says_act(beside[1])):
            return False
        if callee and name_acts(callee[1]) and not _READS.search(before):
            return False
        return not self._changes(before, end) and not by_hand(self.script, start, self.by_hand)

    def _changes(self, before: str, end: int) -> bool:
        given = _ARGUMENT.search(before) is not None or _MEMBERS.search(before) is not None
        rest = _rest(self.script, end, argument=given)
        shown, options = _SHOWN.match(self.script, end), _OPTIONS.match(self.script, end)
        if rest is None or _SAYS_CHANGE.match(rest) or (shown and says_act(shown[1])):
            return True
        around = before.rpartition(";")[2] + rest
        typed = _AJAX.search(around) and _TYPE.search(around)
        if (
            typed
            or _CHANGES.search(around)
            or _SETS.search(rest)
            or (options and options[1] in self.changing)
        ):
            return True
        return any(says_act(label[1]) for label in _LABEL.finditer(around))


def script_uses(script: str, page: PageCalls = NO_PAGE) -> ScriptUses:
    """Reads what the whole script says of its functions and names."""
    changed = frozenset(found[1] or found[2] for found in _CHANGED.finditer(script))
    changing = frozenset(found[1] for found in _CHANGING.finditer(script))
    return ScriptUses(script=script, by_hand=hand_functions(script, page), changed=changed, changing=changing)


def _rest(script: str, end: int, *, argument: bool) -> str | None:
    """What follows up to the end of the call or the statement; of an object's member (no `argument`) without
    what its neighbours hold. None where the arguments of a call have no end."""
    depth, after = 0, script.find("`", end) if script.startswith("${", end) else end
    if after < 0:
        return None
    pieces, since = [], after
    for found in BRACKETS_OUTSIDE.finditer(script, after + 1, after + REST):
        opens, closes = found[0] in "([{", found[0] in ")]}"
        if closes or opens:
            pieces += [script[since : found.start() + 1]] if argument or not depth else []
            since = found.start()
        depth += opens - closes
        if depth < 0 or (found[0] == ";" and not depth):
            return "".join(pieces) + script[since : found.start()]
    rest = script[after : after + REST]
    return None if argument and rest[1:].lstrip().startswith(",") else rest
