"""Builds a check over HTTP from what is special about it: the requests, and what an open reply shows.

Every check built here keeps the same rules: it applies by the identified product, not by the port; any bytes
are judged without an error; a 401, a 403 or a login page is closed; what is not understood is unknown; an
open verdict must pass the random-path control. Pure: the pipeline lends the channel.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from leftopen.model.channel import Channel, Reply
from leftopen.model.check import Check, CheckReplies, Replies
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.remedy import Remedy
from leftopen.model.severity import Severity
from leftopen.model.shape import denies_nothing
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, Verdict, accessible, closed, opened, unknown
from leftopen.wire.http.http_denial import denial

Heard = tuple[Reply, ...]
"""The replies so far, in the order of the requests."""
HTTP = ("http", "https")
_NO_REPLY = Reply(status=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request. `limit` in bytes of the body; `level` the read level of the reply; `method` GET or HEAD,
    or POST with a `body` that `safe_requests` lists."""

    path: str
    limit: int = 4096
    level: ReadLevel = ReadLevel.METADATA
    method: str = "GET"
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What an open reply shows: the kind, a detail for people without names, and the size. `access`: it
    shows only that every visitor gets in; nothing was read."""

    kind: ExposureKind
    said: str
    size: Size = field(default_factory=Size)
    access: bool = False


Applies = Callable[[Observation], bool]
Shows = Callable[[Heard], Shown | None]
Next = Callable[[Heard], Ask | None]
Refused = Callable[[Heard], Verdict | None]


def any_web_server(observation: Observation) -> bool:
    """For a product that nothing on the front page names: the reply must identify it."""
    return observation.module in HTTP


def front_page_says(status: int, name: str, text: str) -> Applies:
    """A web server whose front page has this status, and this text in the header of that name. For a product
    that nothing else on its front page names: the reply must identify it."""
    return lambda observation: any(
        line.startswith(f"{name}:") and text in line for line in _front_page(observation, status)
    )


def front_page_has(status: int, *headers: str) -> Applies:
    """The same, by whole lines in small letters: each must be there."""
    return lambda observation: set(headers) <= set(_front_page(observation, status)) and bool(headers)


def _front_page(observation: Observation, status: int) -> list[str]:
    """Its lines in small letters; none where it has another status."""
    first, *lines = observation.data[:8192].lower().splitlines() or [""]
    return lines if observation.module in HTTP and f" {status}" in first[:16] else []


def either(*rules: Applies) -> Applies:
    """One of these rules applies."""
    return lambda observation: any(applies(observation) for applies in rules)


def served_by(*products: str) -> Applies:
    """A web server identified as one of these products, on any port."""
    return lambda observation: observation.module in HTTP and observation.product in products


def probed_as(module: str) -> Applies:
    """A service that the probe of that name identified, on any port."""
    return lambda observation: observation.module == module


def nothing_more(heard: Heard) -> Ask | None:
    """For a check of one request."""
    return None


def in_turn(*asks: Ask, when: Callable[[Reply], bool] = lambda first: True) -> Next:
    """These requests after the first, if its reply meets `when`."""

    def following(heard: Heard) -> Ask | None:
        at = len(heard) - 1
        return asks[at] if at < len(asks) and when(heard[0]) else None

    return following


def denied(heard: Heard) -> Verdict | None:
    """The first reply denies access."""
    return denial(heard[0])


def denied_last(heard: Heard) -> Verdict | None:
    """The last reply denies access: for a check whose later requests decide."""
    return denial(heard[-1])


def denied_or_gone(heard: Heard) -> Verdict | None:
    """The same, or a 404 or 410. Only for a product whose front page still identifies it: a case is closed by
    a 404 only when the same product was seen in the same check."""
    first = heard[0]
    return closed(Reason.NOT_SERVED, f"HTTP {first.status}") if first.status in (404, 410) else denied(heard)


def http_check(
    *,
    title: str,
    remedy: Remedy | str,
    severity: Severity,
    references: tuple[str, ...],
    sized_by: str,
    applies: Applies,
    ask: Ask,
    shows: Shows,
    then: Next = nothing_more,
    requests: int = 1,
    refused: Refused = denied,
    level: ReadLevel | None = None,
    reads: ReadLevel | None = None,
    whole: bool = True,
    denies: Callable[[Reply], bool] = denies_nothing,
    about: str = "",
) -> Check:
    """A whole check.

    `ask` the first request, `then` the next one after the replies so far (None: done), `requests` the most in
    all. `shows` what proves that it is open, tried before `refused`; a missing reply has status 0 there.
    `level` the read level that the check requires, that of `ask` by default; a later request that is deeper
    is left out where the scope does not allow it. `reads`, `whole`, `denies` and `about` as in
    `model.check.Check`.
    """
    required = level or ask.level

    async def run(observation: Observation, channel: Channel) -> CheckReplies:
        return CheckReplies(replies=await _replies(channel, ask, then, requests, required))

    def judge(replies: Replies) -> Verdict:
        heard = _heard(replies)
        found = shows(heard) if heard else None
        if found is None:
            return _not_open(replies, heard, refused)
        return accessible(found.said) if found.access else opened(found.kind, found.said)

    def measure(replies: Replies) -> Size:
        heard = _heard(replies)
        found = shows(heard) if heard else None
        return found.size if found else Size()

    return Check(
        title=title, remedy=remedy, severity=severity, references=references, sized_by=sized_by,
        applies=applies, requests=requests, run=run, judge=judge, measure=measure,
        level=required, reads=reads, control=True, whole=whole, denies=denies, about=about,
    )  # fmt: skip


async def _replies(channel: Channel, first: Ask, then: Next, most: int, required: ReadLevel) -> Heard:
    heard: list[Reply] = []
    ask: Ask | None = first
    while ask is not None and len(heard) < most:
        if not required.allows(ask.level) and not channel.level.allows(ask.level):
            break
        heard.append(
            await channel.get(ask.path, at=ask.level, limit=ask.limit, method=ask.method, body=ask.body)
        )
        ask = then(tuple(heard))
    return tuple(heard)


def _heard(replies: Replies) -> Heard:
    """Bytes that are no HTTP stand as an empty reply, so that the others keep their places."""
    return tuple(reply if isinstance(reply, Reply) else _NO_REPLY for reply in replies)


def _not_open(replies: Replies, heard: Heard, refused: Refused) -> Verdict:
    first = replies[0] if replies else b""
    if not isinstance(first, Reply):
        return unknown(Reason.OTHER_PROTOCOL if first else Reason.CUT)
    return refused(heard) or unknown(Reason.NOT_UNDERSTOOD, said=f"HTTP {first.status}")
