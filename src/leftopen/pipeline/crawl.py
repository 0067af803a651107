"""A stranger's visit to a web server: the front page, then what the pages themselves name, within a small
budget. One crawl serves all shapes: each answer is offered to each of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.scope import Permit
from leftopen.model.shape import Intent, Shape, ShapeMatch, Step
from leftopen.model.size import Size
from leftopen.model.transcript import Transcript
from leftopen.model.verdict import ExposureKind, Reason
from leftopen.model.web_page import Answer
from leftopen.net.channel import NetChannel
from leftopen.pipeline.context import ScanContext, guarded_now
from leftopen.pipeline.crawl_queue import CrawlQueue
from leftopen.pipeline.crawl_targets import JSON, ROBOTS, Target, own_scripts, targets
from leftopen.wire.http.http_denial import denial
from leftopen.wire.http.link_words import words_of
from leftopen.wire.http.pages.page_parser import read_answer

REQUESTS = 12
BYTES, SAMPLE_BYTES = 64 * 1024, 512 * 1024
PAGE, SCRIPT, SHELL, TAIL, PICTURE = 128 * 1024, 16 * 1024, 192 * 1024, 16 * 1024, 4 * 1024
LEAST = 1024
COOKIES = 2000
HELP = frozenset({"help", "sitemap", "faq", "hilfe", "aide", "ayuda"})
OWN_API = 3
"""Requests to a page's own API, at most, before its controls are believed."""
UNIVERSAL = (
    Target(path="/metrics", promise=8, accept="*/*"),
    Target(path="/openapi.json", promise=6, accept=JSON),
)
"""Paths that are worth a request on any server (measured: the others decided nothing). A page that answers
one was not what was guessed, and leads no further."""
LAST = Target(path=ROBOTS, promise=1, accept="*/*")
"""Asked for when nothing else is left."""
DENIED = frozenset({401, 403})
_COOKIE = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}=[!#-+\--:<-\[\]-~]{0,400}")
_KINDS = {ExposureKind.DATA: 2, ExposureKind.METADATA: 1, ExposureKind.EMPTY: 0}
_INTENTS = {Intent.LEFT_OPEN: 2, Intent.UNDETERMINED: 1, Intent.PUBLISHED: 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A shape that one answer showed; `route` are the requests that lead there, that answer's last.
    `refused`: the page's own API asked for a login, so that what its controls show proves nothing."""

    shape: str
    match: ShapeMatch
    answer: Answer
    route: tuple[Step, ...] = ()
    refused: bool = False

    @property
    def rank(self) -> tuple[bool, int, int, bool]:
        match = self.match
        return not self.refused, _INTENTS[match.intent], _KINDS[match.kind], not is_help(self.answer.path)

    @property
    def is_hint(self) -> bool:
        """Is it only an empty collection, which may be filled for those who log in?"""
        return self.match.kind is ExposureKind.EMPTY and self.match.intent is Intent.UNDETERMINED

    @property
    def decides(self) -> bool:
        """Is this enough to stop?"""
        return self.match.intent is Intent.LEFT_OPEN and self.match.kind is ExposureKind.DATA


@dataclass(slots=True, kw_only=True)
class Crawl:
    """What one visit saw. `sightings` best first once it is over; `not_followed` the paths that might act;
    `unasked` paths that the budget left out; `ended` why it ended early."""

    answers: list[Answer] = field(default_factory=list)
    not_followed: tuple[str, ...] = ()
    unasked: int = 0
    ended: Reason | None = None
    sightings: list[Sighting] = field(default_factory=list)
    transcript: Transcript = ()


async def crawl(observation: Observation, permit: Permit, context: ScanContext) -> Crawl:
    """Visits one web server. A talk that ends early keeps what was seen until then."""
    visit, channel = open_visit(observation, permit, context)
    try:
        await visit.run()
    except TalkEnded as ended:
        visit.seen.ended = ended.reason
    finally:
        await channel.close()
    visit.seen.transcript = channel.transcript
    visit.seen.sightings = visit.judged()
    visit.seen.not_followed, visit.seen.unasked = visit.not_followed, visit.unasked
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
    """The state of one crawl: what is still to ask, what was seen, the cookies of this visit."""

    channel: NetChannel
    shapes: Mapping[str, Shape]
    context: ScanContext
    seen: Crawl = field(default_factory=Crawl)
    _queue: CrawlQueue = field(default_factory=CrawlQueue)
    _own_api: list[Answer] = field(default_factory=list)
    _cookies: dict[str, str] = field(default_factory=dict)

    async def run(self) -> None:
        self._queue.half = self.channel.left // 2
        for first in (Target(path="/", promise=1000), *UNIVERSAL):
            self._queue.add(first)
        while self._queue.asked < REQUESTS and self.channel.left >= LEAST:
            target = self._queue.take(own_api_first=self._doubtful()) or self._queue.once(LAST)
            if target is None:
                return
            answer = await self.ask(target)
            self._look(answer, target)
            if not (target in UNIVERSAL and answer.page is not None):
                self._follow(answer, target)
            if self._enough():
                return

    async def ask(self, target: Target) -> Answer:
        """One request. Raises TalkEnded."""
        self._queue.ask(target)
        reply = await self.channel.get(
            target.path,
            at=ReadLevel.METADATA if target.path == "/" else ReadLevel.LISTING,
            limit=self._limit(target),
            method=target.method,
            depth=1 if target.method == "PROPFIND" else 0,
            accept=target.accept,
            cookie=self._cookie(),
            span=target.span,
        )
        self._keep_cookies(reply)
        answer = guarded_now(self.context, read_answer, target.path, reply, target.method)
        self._queue.answered(target, answer)
        self.seen.answers.append(answer)
        if target.api:
            self._own_api.append(answer)
        return answer

    @property
    def not_followed(self) -> tuple[str, ...]:
        return tuple(self._queue.left)

    @property
    def unasked(self) -> int:
        return self._queue.waiting

    def judged(self) -> list[Sighting]:
        """The sightings, best first: by intent, kind, severity and size. Those by controls are marked, and
        come last, when the page's own API refused and showed nothing, and what is empty where any page asks
        for a password."""
        shown = any(
            one.answer is answer and one.match.kind is ExposureKind.DATA
            for one in self.seen.sightings
            for answer in self._own_api
        )
        denied = sum(_is_denied(answer) for answer in self._own_api)
        refused = not shown and (denied * 2 >= len(self._own_api) > 0 or self._front_refuses())
        login = any(one.page is not None and one.page.password for one in self.seen.answers)
        found = [
            replace(one, refused=one.match.by_controls and (refused or (login and one.is_hint)))
            for one in self.seen.sightings
        ]
        return sorted(
            found,
            key=lambda one: (*one.rank, self.shapes[one.shape].severity.rank, one.match.size.records or 0),
            reverse=True,
        )

    def _front_refuses(self) -> bool:
        """Does the front page ask for a login? Controls of a page behind it then prove nothing."""
        front = self.seen.answers[0].reply if self.seen.answers else None
        return front is not None and front.status != 200 and denial(front) is not None

    def _limit(self, target: Target) -> int:
        """Bytes for this answer: half of what is left, and less for what rarely decides."""
        half = max(LEAST, self.channel.left // 2)
        if target.picture:
            return min(half, PICTURE)
        if not target.script:
            return min(half, PAGE)
        large = target.span is not None and self._large(target)
        return max(1, min(half, SHELL if large else SCRIPT, self._queue.script_room))

    def _large(self, target: Target) -> bool:
        """May much of this script be read? A program's own part is most often at the end of its bundle."""
        return target.shell and self.channel.level.allows(ReadLevel.SAMPLE)

    def _look(self, answer: Answer, target: Target) -> None:
        route = self._route(target)
        for name, shape in self.shapes.items():
            match = shape_match(self.context, shape, answer)
            if match is not None:
                self.seen.sightings.append(Sighting(shape=name, match=match, answer=answer, route=route))

    def _route(self, target: Target) -> tuple[Step, ...]:
        """The deciding request; before it the front page, where this server sets cookies there."""
        last = Step(path=target.path, method=target.method, accept=target.accept)
        first = (Step(path="/"),) if self._cookies and target.path != "/" else ()
        return (*first, last)

    def _enough(self) -> bool:
        """Something left open with data was seen. Controls are believed once their own API was asked, as far
        as a script names one."""
        sure = [one for one in self.seen.sightings if one.decides and not one.match.by_controls]
        return bool(sure) or (any(one.decides for one in self.seen.sightings) and not self._doubtful())

    def _doubtful(self) -> bool:
        """Is the own API of a page with controls still to be asked?"""
        controls = any(one.match.by_controls for one in self.seen.sightings)
        return controls and len(self._own_api) < OWN_API and self._queue.has_own_api

    def _follow(self, answer: Answer, target: Target) -> None:
        """Queues what the answer names. The files of a listing are not fetched: what a shape recognised there
        is enough; of a page with controls, only its own scripts and API count."""
        shown = [one for one in self.seen.sightings if one.answer is answer]
        data = [one for one in shown if one.match.kind is ExposureKind.DATA]
        if not data:
            listing = any(self.shapes[one.shape].lists for one in shown)
            found = targets(answer, self.channel.host, target.calls, listing=listing)
        elif any(one.match.by_controls for one in data):
            found = own_scripts(answer, self.channel.host)
        else:
            return
        for one in found:
            self._queue.add(one)
        most = SHELL if self._large(target) else TAIL
        if (tail := _tail(target, answer.reply, min(most, self._queue.script_room - LEAST))) is not None:
            self._queue.add(tail)
        self._queue.learn(answer, self.channel.host)

    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())[:COOKIES]

    def _keep_cookies(self, reply: Reply) -> None:
        for name, value in reply.headers:
            pair = value.partition(";")[0].strip()
            if name.lower() == "set-cookie" and len(self._cookies) < 8 and _COOKIE.fullmatch(pair):
                key, _, content = pair.partition("=")
                self._cookies[key] = content


def shape_match(context: ScanContext, shape: Shape, answer: Answer) -> ShapeMatch | None:
    """What the shape sees in this answer; without a size where it only tells what there is."""
    match = guarded_now(context, shape.match, answer)
    return replace(match, size=Size()) if match is not None and is_help(answer.path) else match


def is_help(path: str) -> bool:
    """Does a page only tell what there is (help, a sitemap)? What it lists is no size of the data."""
    return not HELP.isdisjoint(words_of(path.partition("?")[0].rpartition("/")[2]))


def _is_denied(answer: Answer) -> bool:
    """Did the API ask for a login? A web server refuses to list a folder of pictures with 403 as well."""
    status = answer.reply.status
    return status in DENIED and not (status == 403 and answer.path.endswith("/"))


def _tail(target: Target, reply: Reply, room: int) -> Target | None:
    """The last bytes of a script whose head was read, where the server says how long it is. A suffix range
    is refused by some servers for short files, so that the range is computed. `room` is what the body may
    cost."""
    length = reply.header("content-length").strip()
    if not (target.script and target.span is None and reply.cut and reply.status == 200):
        return None
    if not (length.isascii() and length.isdigit() and len(length) <= 12) or reply.header("content-encoding"):
        return None
    first = max(len(reply.body), int(length) - room)
    if first >= int(length) or room < LEAST or reply.header("accept-ranges").strip().lower() == "none":
        return None
    return replace(target, span=(first, int(length) - 1), promise=target.promise - 3)
