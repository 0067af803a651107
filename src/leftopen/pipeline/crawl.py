"""A stranger's visit to a web server: the front page, then what the pages themselves name, within a small
budget. One crawl serves all shapes: each answer is offered to each of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.scope import Permit
from leftopen.model.shape import Intent, Shape, ShapeMatch, Step
from leftopen.model.transcript import Transcript
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer
from leftopen.net.channel import NetChannel
from leftopen.pipeline.context import ScanContext, guarded_now
from leftopen.pipeline.crawl_targets import JSON, Target, targets
from leftopen.wire.http.page_parser import read_answer

REQUESTS = 12
BYTES, SAMPLE_BYTES = 64 * 1024, 512 * 1024
PAGE, SCRIPT = 16 * 1024, 24 * 1024
COOKIES = 2000
UNIVERSAL = (
    Target(path="/metrics", promise=8, accept="*/*"),
    Target(path="/openapi.json", promise=7, accept=JSON),
)
"""Paths that are worth a request on any server (measured: the others decided nothing)."""
_COOKIE = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}=[!#-+\--:<-\[\]-~]{0,400}")
_KINDS = {ExposureKind.DATA: 2, ExposureKind.METADATA: 1, ExposureKind.EMPTY: 0}
_INTENTS = {Intent.LEFT_OPEN: 2, Intent.UNDETERMINED: 1, Intent.PUBLISHED: 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A shape that one answer showed; `route` are the requests that lead there, that answer's last."""

    shape: str
    match: ShapeMatch
    answer: Answer
    route: tuple[Step, ...] = ()

    @property
    def rank(self) -> tuple[int, int, int]:
        return _INTENTS[self.match.intent], _KINDS[self.match.kind], self.match.size.records or 0


@dataclass(slots=True, kw_only=True)
class Crawl:
    """What one visit saw. `sightings` best first once it is over."""

    answers: list[Answer] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)
    transcript: Transcript = ()
    ended: TalkEnded | None = None


async def crawl(observation: Observation, permit: Permit, context: ScanContext) -> Crawl:
    """Visits one web server. A talk that ends early keeps what was seen until then."""
    visit, channel = open_visit(observation, permit, context)
    try:
        await visit.run()
    except TalkEnded as ended:
        visit.seen.ended = ended
    finally:
        await channel.close()
    visit.seen.transcript = channel.transcript
    visit.seen.sightings.sort(key=lambda one: one.rank, reverse=True)
    return visit.seen


def open_visit(observation: Observation, permit: Permit, context: ScanContext) -> tuple[Visit, NetChannel]:
    """A visit that has asked nothing yet, and its channel, which the caller closes."""
    budget = SAMPLE_BYTES if permit.level.allows(ReadLevel.SAMPLE) else BYTES
    channel = context.lend(
        observation.endpoint, permit, tls=observation.tls, requests=REQUESTS, budget=budget
    )
    return Visit(channel=channel, shapes=context.shapes, context=context), channel


@dataclass(slots=True, kw_only=True)
class Visit:
    """The state of one crawl: what is still to ask, what was asked, the cookies of this visit."""

    channel: NetChannel
    shapes: Mapping[str, Shape]
    context: ScanContext
    seen: Crawl = field(default_factory=Crawl)
    _waiting: dict[tuple[str, str], Target] = field(default_factory=dict)
    _asked: set[tuple[str, str]] = field(default_factory=set)
    _cookies: dict[str, str] = field(default_factory=dict)

    async def run(self) -> None:
        for first in (Target(path="/", promise=100), *UNIVERSAL):
            self._waiting[first.method, first.path] = first
        while len(self._asked) < REQUESTS and (target := self._next()) is not None:
            answer = await self.ask(target)
            self._look(answer, target)
            if self._enough():
                return
            if not self._listed(answer):
                for found in targets(answer, self.channel.host):
                    key = (found.method, found.path)
                    if key not in self._asked and self._waiting.get(key, found).promise <= found.promise:
                        self._waiting[key] = found

    async def ask(self, target: Target) -> Answer:
        """One request. Raises TalkEnded."""
        self._asked.add((target.method, target.path))
        half = max(PAGE, self.channel.left // 2)
        reply = await self.channel.get(
            target.path,
            at=ReadLevel.METADATA if target.path == "/" else ReadLevel.LISTING,
            limit=min(half, SCRIPT * 8) if target.script else min(half, PAGE * 8),
            method=target.method,
            depth=1 if target.method == "PROPFIND" else 0,
            accept=target.accept,
            cookie=self._cookie(),
        )
        self._keep_cookies(reply)
        answer = guarded_now(self.context, read_answer, target.path, reply, target.method)
        self.seen.answers.append(answer)
        return answer

    def _next(self) -> Target | None:
        if not self._waiting:
            return None
        # The first of equals: dictionaries keep the order of the page.
        key = max(self._waiting, key=lambda one: self._waiting[one].promise)
        return self._waiting.pop(key)

    def _look(self, answer: Answer, target: Target) -> None:
        route = self._route(target)
        for name, shape in self.shapes.items():
            match = guarded_now(self.context, shape.judge, answer)
            if match is not None:
                self.seen.sightings.append(Sighting(shape=name, match=match, answer=answer, route=route))

    def _route(self, target: Target) -> tuple[Step, ...]:
        """The deciding request; before it the front page, where this server sets cookies there."""
        last = Step(path=target.path, method=target.method, accept=target.accept)
        first = (Step(path="/"),) if self._cookies and target.path != "/" else ()
        return (*first, last)

    def _enough(self) -> bool:
        return any(
            one.match.intent is Intent.LEFT_OPEN and one.match.kind is ExposureKind.DATA
            for one in self.seen.sightings
        )

    def _listed(self, answer: Answer) -> bool:
        """The files of a listing are not fetched: what a shape recognised there is enough."""
        return any(
            one.answer is answer and one.match.kind is ExposureKind.DATA for one in self.seen.sightings
        )

    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())[:COOKIES]

    def _keep_cookies(self, reply: Reply) -> None:
        for name, value in reply.headers:
            pair = value.partition(";")[0].strip()
            if name.lower() == "set-cookie" and len(self._cookies) < 8 and _COOKIE.fullmatch(pair):
                key, _, content = pair.partition("=")
                self._cookies[key] = content
