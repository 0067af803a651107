"""Step 3: identifies the service on a port by its responses, never by the port's number."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from leftopen.formats import banner
from leftopen.formats.ssh_algorithms import unlisted_names
from leftopen.model.channel import TalkEnded
from leftopen.model.endpoint import Endpoint
from leftopen.model.facts import ServiceFacts
from leftopen.model.field_group import NOTHING, TALK, FieldGroup
from leftopen.model.identity import observation_id, site_id
from leftopen.model.observation import UNKNOWN, Observation
from leftopen.model.scope import Permit
from leftopen.model.verdict import WHY, Phase, Reason
from leftopen.net.channel import NetChannel
from leftopen.pipeline.banner_grab import BANNER_BYTES, BannerGrab
from leftopen.pipeline.context import ScanContext, guard_work
from leftopen.pipeline.foreign_rules import Received, complete
from leftopen.pipeline.front_page import FrontPage, front_page
from leftopen.pipeline.openers import HTTP, TLS, recognising_probes
from leftopen.pipeline.recognise import OPENER_SHARE, recognise
from leftopen.pipeline.tls_facts import merged_facts, shown_facts, ssl_block
from leftopen.wire.http.fingerprints.self_named import server_named
from leftopen.wire.http.probe_pages import OPENER as PAGE_OPENER

REQUESTS = 4
TALK_BYTES = 192 * 1024
# Deadlines that identification may take in all: one to find the protocol, one for that protocol's own talk.
TALKS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Identification:
    """What was identified, not yet masked. `ended` says why nothing was (inside TLS, for module `tls`)."""

    module: str = UNKNOWN
    facts: ServiceFacts = field(default_factory=lambda: ServiceFacts(data=b""))
    tls: bool = False
    ended: TalkEnded | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Service:
    """The service being identified; `until` (monotonic) is when identification must end."""

    endpoint: Endpoint
    permit: Permit
    context: ScanContext
    until: float

    @property
    def left(self) -> float:
        """Seconds for one more talk: a deadline, or what is left until `until`. A channel with no seconds
        left ends at once."""
        return max(0.0, min(self.context.settings.deadline, self.until - self.context.monotonic()))

    def lend(self, *, tls: bool, requests: int, budget: int) -> NetChannel:
        return self.context.lend(
            self.endpoint, self.permit, tls=tls, requests=requests, budget=budget, seconds=self.left
        )

    async def complete(self, module: str, grab: BannerGrab, raw: bytes, facts: ServiceFacts) -> ServiceFacts:
        """The facts with what the user's rule files add; a web server that nothing names is what its header
        says."""
        received = Received(module=module, first=grab.data, opener=grab.opener, raw=raw)
        facts = await complete(self.context.rules, received, facts, self.context.monotonic)
        http = facts.blocks.get("http")
        if facts.product or not isinstance(http, dict):
            return facts
        named = server_named(str(http.get("server") or ""))
        return replace(facts, product=named.product, version=named.version)

    async def recognise(self, *, tls: bool, but: str = "") -> tuple[list[str], BannerGrab, TalkEnded | None]:
        return await recognise(self.endpoint, self.permit, self.context, seconds=self.left, tls=tls, but=but)


async def identify(endpoint: Endpoint, permit: Permit, context: ScanContext) -> Observation:
    """Sends one opener after another until a probe recognises the response, then runs that probe's own short
    talk. `endpoint` has no name.

    Always gives an Observation: a port that accepts and stays silent is module `unknown`, and its `info`
    gives the reason and the phase.
    """
    return await _identified(endpoint, permit, context, _hear)


async def identify_site(
    endpoint: Endpoint, permit: Permit, context: ScanContext, *, tls: bool, page: FrontPage | None = None
) -> Observation:
    """The same for the site of a name, by its front page. `page`: where that is known already."""

    async def hear(service: _Service) -> Identification:
        found = page or await front_page(endpoint, permit, context, tls=tls, seconds=service.left)
        return await _hear_page(service, found, tls=tls)

    return await _identified(endpoint, permit, context, hear)


async def identify_answer(
    endpoint: Endpoint, permit: Permit, context: ScanContext, name: str, answer: bytes
) -> Observation:
    """The same of a UDP service, by its answer to the question of that name."""

    async def hear(service: _Service) -> Identification:
        question = context.questions.get(name)
        facts = question.read(answer) if question else None
        return (
            Identification(module=name, facts=facts)
            if facts
            else Identification(facts=ServiceFacts(data=answer))
        )

    return await _identified(endpoint, permit, context, hear)


async def _identified(
    endpoint: Endpoint,
    permit: Permit,
    context: ScanContext,
    hear: Callable[[_Service], Awaitable[Identification]],
) -> Observation:
    began = context.monotonic()
    until = began + TALKS * context.settings.deadline
    service = _Service(endpoint=endpoint, permit=permit, context=context, until=until)
    try:
        heard = await guard_work(context, hear(service))
    except TalkEnded as ended:
        heard = Identification(ended=ended)
    return _observation(endpoint, permit, context, heard, context.monotonic() - began)


async def _hear_page(service: _Service, page: FrontPage, *, tls: bool) -> Identification:
    names = recognising_probes(page.grab.data, service.context.probes, tls=tls)
    heard = await _heard(service, names, page.grab, tls=tls)
    shown = shown_facts(page.tls, {})
    facts = heard.facts if shown is None else merged_facts(heard.facts, shown)
    hostnames = tuple(dict.fromkeys((service.endpoint.name, *facts.hostnames)))
    return replace(heard, facts=replace(facts, hostnames=hostnames))


async def _hear(service: _Service) -> Identification:
    names, first, ended = await service.recognise(tls=False)
    if names[:1] == [TLS]:
        return await _hear_tls(service, first)
    return await _heard(service, names, first, ended)


async def _heard(
    service: _Service,
    names: list[str],
    first: BannerGrab,
    ended: TalkEnded | None = None,
    *,
    tls: bool = False,
) -> Identification:
    name, facts = await _understand(service, names, first, tls=tls)
    if facts is not None:
        return Identification(module=name, facts=facts, tls=tls)
    facts = await service.complete(UNKNOWN, first, first.data, ServiceFacts(data=first.data))
    return Identification(facts=facts, tls=tls, ended=_unknown(first, ended))


async def _understand(
    service: _Service, names: list[str], first: BannerGrab, *, tls: bool
) -> tuple[str, ServiceFacts | None]:
    """The first of the probes that recognised it whose own talk confirms it."""
    for name in names:
        facts = await _ask(service, name, first, tls=tls)
        if facts is not None:
            return name, facts
    return "", None


def _unknown(first: BannerGrab, ended: TalkEnded | None) -> TalkEnded:
    """Why the service is unknown: the response matches no probe, or why there was none."""
    if first.data:
        return TalkEnded(Reason.NOT_UNDERSTOOD, Phase.JUDGE)
    return ended or TalkEnded(Reason.CUT, Phase.ASK)


async def _hear_tls(service: _Service, first: BannerGrab) -> Identification:
    """Gets the certificate with the tls probe's own talk, then sends the same openers inside TLS."""
    soon = service.context.monotonic() + OPENER_SHARE * service.context.settings.deadline
    outer = await _ask(replace(service, until=soon), TLS, first, tls=False) or ServiceFacts(data=b"")
    names, inside, ended = await service.recognise(tls=True)
    name, inner = await _understand(service, names, inside, tls=True)
    if "cert" not in ssl_block(outer):
        outer = await _finished_handshake(service, outer)
    if inner is None:
        why = _unknown(inside, ended)
        outside = await _hear_outside(service) if _hung_up(why) else None
        if outside is not None:
            return outside
        outer = replace(outer, data=inside.data)
        unnamed = await service.complete(UNKNOWN, inside, inside.data, outer)
        return Identification(module=TLS, facts=unnamed, tls=True, ended=why)
    return Identification(module=name, facts=merged_facts(inner, outer), tls=True)


def _hung_up(why: TalkEnded) -> bool:
    """When a request of ours is unread, the kernel turns the other side's close into a reset."""
    return why.reason is Reason.CUT or (why.reason, why.phase) == (Reason.REFUSED, Phase.ASK)


async def _hear_outside(service: _Service) -> Identification | None:
    """The server completed the handshake and closed at every request. So does a server that expects its own
    protocol before TLS, or its ALPN name within TLS (PostgreSQL since 17). Sends the same openers without
    TLS."""
    names, first, _ = await service.recognise(tls=False, but=TLS)
    name, facts = await _understand(service, names, first, tls=False)
    return Identification(module=name, facts=facts) if facts is not None else None


async def _finished_handshake(service: _Service, outer: ServiceFacts) -> ServiceFacts:
    """A server that speaks only TLS 1.3 shows its certificate only inside the handshake."""
    channel = service.lend(tls=True, requests=1, budget=BANNER_BYTES)
    try:
        await channel.first(0.0)
    except TalkEnded:
        return outer
    finally:
        await channel.close()
    return shown_facts(channel.tls_facts, ssl_block(outer)) or outer


async def _ask(service: _Service, name: str, first: BannerGrab, *, tls: bool) -> ServiceFacts | None:
    """Runs the probe's own talk; where it ends early, uses what `first` alone tells. The user's rule files
    name what the probe does not."""
    probe = service.context.probes[name]
    channel = service.lend(tls=tls, requests=REQUESTS, budget=TALK_BYTES)
    # A web server that was slow once replies to another protocol's opener, with an error page.
    known = first.data if name not in HTTP or first.opener == PAGE_OPENER else b""
    try:
        raw = await probe.ask(channel, known)
        facts = probe.read(raw)
    except TalkEnded:
        facts = None
    finally:
        await channel.close()
    if facts is None:
        raw, facts = first.data, probe.read(first.data)
    if facts is not None and name != TLS:
        facts = await service.complete(name, first, raw, facts)
    shown = None if tls or facts is None else shown_facts(channel.tls_facts, {})
    return merged_facts(facts, shown) if facts is not None and shown is not None else facts


def _why(heard: Identification) -> str:
    """The reason and the phase for an unidentified service; '' for an identified one."""
    if heard.ended is None:
        return ""
    why = f"{WHY[heard.ended.reason]} ({heard.ended.reason.value}, phase {heard.ended.phase.value})"
    return f"inside TLS: {why}" if heard.module == TLS else why


def _observation(
    endpoint: Endpoint, permit: Permit, context: ScanContext, heard: Identification, duration: float
) -> Observation:
    """Hashes come from the raw bytes, everything else is masked. A banner with a personal value is hashed
    after masking: where a text is known except for nine digits, a hash of 32 bits would reveal them."""
    facts = heard.facts
    masker = context.contents.masker.sparing(unlisted_names(facts.blocks))
    text, encoding = banner.text(facts.data)
    data, product, version, info, *names = masker.mask_all(
        (text, facts.product, facts.version, facts.info, *facts.hostnames, *facts.cpe)
    )
    product, version = masker.pair(product, version)
    kept = facts.hash if facts.hash is not None and data == text else banner.text_hash(data)
    now = context.clock()
    service = site_id(endpoint)
    blocks = masker.block(dict(facts.blocks))
    return Observation(
        id=observation_id(service, now, data),
        service=service,
        endpoint=endpoint,
        timestamp=now,
        duration=duration,
        vantage=context.vantage(endpoint.address),
        scan=context.scan,
        clause=permit.clause,
        module=heard.module,
        data=data,
        data_encoding=encoding,
        hash=kept,
        product=product,
        version=version,
        info=_why(heard) or info,
        identity=facts.identity,
        tls=heard.tls,
        hostnames=tuple(names[: len(facts.hostnames)]),
        cpe=tuple(names[len(facts.hostnames) :]),
        tags=facts.tags,
        blocks=blocks if isinstance(blocks, dict) else {},
        location=context.places(endpoint.address),
        sees=(TALK if data or heard.tls or heard.module != UNKNOWN else NOTHING)
        | (FieldGroup.NAMES if facts.hostnames else NOTHING),
    )
