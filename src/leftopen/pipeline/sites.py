"""Asks a service for the sites that it has under names, after its default site.

A name that answers as the default site or as a name before it is an alias, and gets two requests at most. Any
other one is a site of its own, and is examined as the default site is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from leftopen.errors import BadAddress
from leftopen.formats import certificate
from leftopen.model.address import Address
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.observation import UNKNOWN, Observation
from leftopen.model.scope import Permit
from leftopen.model.site_name import KnownName, NameSource, Unasked, UnaskedNames
from leftopen.model.verdict import Phase, Reason
from leftopen.pipeline.context import ScanContext, guarded_now
from leftopen.pipeline.examined import with_word
from leftopen.pipeline.front_page import FrontPage, front_page
from leftopen.pipeline.identify import identify_site
from leftopen.pipeline.name_queue import NameQueue
from leftopen.pipeline.openers import HTTP, TLS
from leftopen.pipeline.outcome import CheckRun
from leftopen.pipeline.run_checks import run_all
from leftopen.pipeline.run_shapes import Route
from leftopen.wire.http.probe_pages import expects_tls
from leftopen.wire.http.site_answer import is_alike, linked_hosts, same_but_volatile, same_site

DEADLINES = 12
"""Deadlines that all names of one service may take together."""
LOOKUPS = 4
"""Names that are resolved, for each one that may be asked."""
MISDIRECTED = 421


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteResult:
    """One site with a name of its own."""

    observation: Observation
    run: CheckRun


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRun:
    """`sites` are those that differ. `aliases`: of the default site; `asked` names got a request."""

    sites: tuple[SiteResult, ...] = ()
    aliases: tuple[str, ...] = ()
    asked: int = 0
    unasked: tuple[UnaskedNames, ...] = ()


@dataclass(slots=True, kw_only=True)
class _Site:
    """A site that other names are compared with; `found` None: the default site."""

    page: FrontPage
    found: SiteResult | None = None
    aliases: list[str] = field(default_factory=list)


async def ask_names(
    default: Observation,
    known: Sequence[KnownName],
    permit: Permit,
    context: ScanContext,
    *,
    live: Mapping[str, Route],
    checks: bool,
) -> SiteRun:
    """`known` names of the address; those of certificates and pages are added. Without a name that may be
    asked nothing is sent."""
    forms = _forms(default, context)
    queue = NameQueue(permit=permit, mask=context.contents.mask)
    if not forms:
        return SiteRun()
    queue.add(known)
    names = _Names(
        default=default, queue=queue, permit=permit, context=context, forms=forms, live=live, checks=checks
    )
    await names.start()
    until = context.monotonic() + DEADLINES * context.settings.deadline
    while (one := names.next(until)) is not None:
        await names.ask(one)
    return names.result()


def _forms(default: Observation, context: ScanContext) -> tuple[bool, ...]:
    """Inside TLS or not. A service that closed without a word may wait for a name, and is asked both ways."""
    probe = context.probes.get(default.module)
    inside = probe.inside if probe is not None else ""
    if default.module in HTTP or inside in HTTP or default.module == TLS:
        return (default.tls,)
    closed = default.module == UNKNOWN and not default.data and "timeout" not in default.info
    return (False, True) if closed else ()


@dataclass(slots=True, kw_only=True)
class _Names:
    """The state of one service. `sites` are those that answered, the default site first."""

    default: Observation
    queue: NameQueue
    permit: Permit
    context: ScanContext
    forms: tuple[bool, ...]
    live: Mapping[str, Route]
    checks: bool
    sites: list[_Site] = field(default_factory=list)
    lookups: int = 0

    async def start(self) -> None:
        """Requests the default site's front page, with which the names are compared; its handshake shows the
        whole certificate. Not where no name may be asked."""
        own = self.default.hostnames if self.default.tls else ()
        await self._add_found()
        maybe = NameQueue(permit=self.permit, mask=self.context.contents.mask)
        maybe.add_certificate(own)
        if not self.queue and not maybe:
            self.queue.add_certificate(own)
            return
        page = await self._page("", self.context)
        if isinstance(page, FrontPage):
            self.sites.append(_Site(page=page))
            self.queue.add_found(linked_hosts(page.grab.data), NameSource.LINK)

    async def _add_found(self) -> None:
        """The names of the redirect, and of the reverse record: only where the organisation has a domain, as
        no other name of these would be asked."""
        if not self.permit.domains:
            return
        self.queue.add_found(linked_hosts(self.default.data.encode()), NameSource.LINK)
        if self.context.reverse is not None:
            self.context.gate.counts.lookups += 1
            names = await self.context.reverse(self.default.endpoint.address)
            self.queue.add_found(names, NameSource.REVERSE)

    def next(self, until: float) -> KnownName | None:
        most = self.context.settings.names_per_service
        if self.context.gate.stopped:
            return None
        if self.queue.asked >= most or self.lookups >= LOOKUPS * most:
            self.queue.end(Unasked.LIMIT)
        elif self.context.monotonic() > until:
            self.queue.end(Unasked.LATE)
        return self.queue.take()

    async def ask(self, one: KnownName) -> None:
        if (why := await self._misplaced(one)) is not None:
            self.queue.not_asked(why, one.name)
            return
        with self.context.counted().session() as context:
            page = await self._page(one.name, context)
            if isinstance(page, TalkEnded) and page.reason is Reason.OUT_OF_SCOPE:
                self.queue.not_asked(Unasked.DENIED, one.name)
            elif isinstance(page, TalkEnded) or page.reply.status == MISDIRECTED:
                self.queue.no_response(one.name)
            elif (same := await self._alias_of(one.name, page, context)) is not None:
                same.aliases.append(one.name)
            else:
                found = await self._examine(one.name, page, context)
                self.sites.append(_Site(page=page, found=found))

    def result(self) -> SiteRun:
        return SiteRun(
            sites=tuple(_with_aliases(one.found, one.aliases) for one in self.sites if one.found is not None),
            aliases=tuple(name for one in self.sites if one.found is None for name in one.aliases),
            asked=self.queue.asked,
            unasked=self.queue.unasked(),
        )

    async def _misplaced(self, one: KnownName) -> Unasked | None:
        """Whether its address is elsewhere is asked just before the name is."""
        addresses = frozenset[Address]()
        if self.context.resolver is not None:
            self.lookups += 1
            self.context.gate.counts.lookups += 1
            with suppress(BadAddress):
                addresses = await self.context.resolver(one.name)
        if addresses:
            return None if self.default.endpoint.address in addresses else Unasked.ELSEWHERE
        return None if one.placed else Unasked.NO_ADDRESS

    async def _page(self, name: str, context: ScanContext) -> FrontPage | TalkEnded:
        """The page, or why there was none. The first response decides whether the service is inside TLS."""
        endpoint = replace(self.default.endpoint, name=name)
        why = TalkEnded(Reason.CUT, Phase.ASK)
        for tls in self.forms:
            try:
                page = await front_page(endpoint, self.permit, context, tls=tls)
            except TalkEnded as ended:
                why = ended
                continue
            if page.tls is None and expects_tls(page.grab.data) and len(self.forms) > 1:
                continue
            self.forms = (tls,)
            if page.tls is not None and page.tls.der:
                self.queue.add_certificate(guarded_now(context, certificate.all_names, page.tls.der))
            return page
        return why

    async def _alias_of(self, name: str, page: FrontPage, context: ScanContext) -> _Site | None:
        """The site that answers alike. A page that is alike but not equal is requested once more, to leave
        out what changes with each request."""
        equal = [one for one in self.sites if same_site(*_pair(page), *_pair(one.page))]
        if equal:
            return equal[0]
        alike = [one for one in self.sites if is_alike(*_pair(page), *_pair(one.page))]
        again = await self._page(name, context) if alike else None
        if not isinstance(again, FrontPage):
            return None
        for one in alike:
            if same_but_volatile(page.reply, again.reply, *_pair(one.page), host=page.host):
                return one
        return None

    async def _examine(self, name: str, page: FrontPage, context: ScanContext) -> SiteResult:
        endpoint = replace(self.default.endpoint, name=name)
        [tls] = self.forms
        observation = await identify_site(endpoint, self.permit, context, tls=tls, page=page)
        if not self.checks:
            return SiteResult(observation=observation, run=CheckRun())
        run = await run_all(observation, self.permit, context, live=self.live)
        return SiteResult(observation=with_word(observation, run, context, live=self.live), run=run)


def _pair(page: FrontPage) -> tuple[Reply, str]:
    return page.reply, page.host


def _with_aliases(found: SiteResult, aliases: Sequence[str]) -> SiteResult:
    names = tuple(dict.fromkeys((*found.observation.hostnames, *aliases)))
    return replace(found, observation=replace(found.observation, hostnames=names))
