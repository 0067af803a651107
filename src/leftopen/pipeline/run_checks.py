"""Steps 4, 5 and 8: runs checks, classifies evidence, and rechecks. One check file serves all three."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.check import Check, CheckReplies, Replies
from leftopen.model.evidence import Evidence
from leftopen.model.finding import CheckResult, Finding
from leftopen.model.identity import finding_id
from leftopen.model.observation import UNKNOWN, Observation
from leftopen.model.scope import Permit
from leftopen.model.size import Size
from leftopen.model.verdict import Phase, Reason, State, Verdict, too_deep, unknown
from leftopen.net.ask_datagram import ask_datagram
from leftopen.net.channel import NetChannel
from leftopen.pipeline.confirm import confirm_result, not_everywhere
from leftopen.pipeline.context import ScanContext, guard_work, guarded_now
from leftopen.pipeline.identify import identify, identify_answer, identify_site
from leftopen.pipeline.internal_errors import InternalError, faults
from leftopen.pipeline.outcome import CheckOutcome as CheckOutcome
from leftopen.pipeline.outcome import CheckRun, conclude, held_intent
from leftopen.pipeline.random_path_control import ControlReply, RandomPathControl
from leftopen.pipeline.run_shapes import HTTP, Route, revisit, run_shapes
from leftopen.wire.http import soft_404

CHECK_BYTES = 64 * 1024
# Deadlines after which no further check of a service runs: each check could be made to wait for its own.
LOOKS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """One recheck of a known case. `observation` None: the endpoint did not respond at all."""

    outcome: CheckOutcome
    observation: Observation | None = None


async def run_all(
    observation: Observation,
    permit: Permit,
    context: ScanContext,
    *,
    suspect: bool = False,
    live: Mapping[str, Route] = MappingProxyType({}),
) -> CheckRun:
    """Runs every check that applies, one after the other. `suspect`: the host accepts on every port. `live`:
    the findings whose case is not closed, with the route of those that a shape found. Their checks run even
    if the service no longer shows its product, and a refusal is confirmed by further requests.

    When a service has used up two deadlines, its remaining checks are `timeout`.
    """
    outcomes: list[CheckOutcome] = []
    until = context.monotonic() + LOOKS * context.settings.deadline
    path = RandomPathControl(observation, permit, context)
    applying = _applying(observation, context)
    for name, check in context.checks.items():
        try:
            known = bool(live) and finding_id(observation.service, name) in live
            applies = known or (
                name in applying if applying is not None else guarded_now(context, check.applies, observation)
            )
        except TalkEnded as bug:
            outcomes.append(conclude(observation, name, permit, context, unknown(bug.reason, bug.phase)))
            continue
        if applies and suspect:
            outcomes.append(conclude(observation, name, permit, context, unknown(Reason.ANSWERS_EVERYTHING)))
        elif applies and context.monotonic() > until:
            late = unknown(Reason.TIMEOUT, Phase.ASK)
            outcomes.append(conclude(observation, name, permit, context, late))
        elif applies:
            asked = _confirmed if known else run_check
            outcomes.append(await asked(observation, name, permit, context, path))
    if not suspect and context.monotonic() <= until and not _settled(outcomes, observation, context, live):
        shapes = await run_shapes(observation, permit, context, path, live)
        return _counted(replace(shapes, outcomes=(*outcomes, *shapes.outcomes)), context)
    return _counted(CheckRun(outcomes=tuple(outcomes)), context)


def _counted(run: CheckRun, context: ScanContext) -> CheckRun:
    """Each with the requests of all: the owner's log has them all."""
    return replace(run, outcomes=tuple(one.sent(context.sent.requests) for one in run.outcomes))


def _applying(observation: Observation, context: ScanContext) -> frozenset[str] | None:
    """The checks that apply, or None when one of them has a bug: then each is asked by itself. One guard for
    all of them takes a tenth of the time of one for each."""
    try:
        with faults:
            return frozenset(name for name, check in context.checks.items() if check.applies(observation))
    except (InternalError, TalkEnded):
        return None


def _settled(
    outcomes: Sequence[CheckOutcome],
    observation: Observation,
    context: ScanContext,
    live: Mapping[str, Route],
) -> bool:
    """Need nothing more be looked for? Where a case is about to close, another path may still be open."""
    closing = [one for one in outcomes if one.judged.finding in live and _state(one) is State.CLOSED]
    left = outcomes if not closing else [one for one in outcomes if _state(one) is State.OPEN]
    return any(_decided(one, observation, context) for one in left)


def _state(outcome: CheckOutcome) -> State:
    return outcome.judged.verdict.state


def _decided(outcome: CheckOutcome, observation: Observation, context: ScanContext) -> bool:
    """A check of the product itself overrides the shapes: what it finds open, and what it finds closed if it
    decides for the whole service and the product is known. A refusal of one path of an unknown program
    tells nothing about its other pages."""
    state = outcome.judged.verdict.state
    whole = context.checks[outcome.judged.check].whole and bool(observation.product)
    return state is State.OPEN or (state is State.CLOSED and whole)


async def run_check(
    observation: Observation, name: str, permit: Permit, context: ScanContext, path: RandomPathControl
) -> CheckOutcome:
    """Runs one check and judges the response; when open, classifies the sample. The sample is dropped
    here."""
    check = context.check(name)
    if not permit.allowed:
        return conclude(observation, name, permit, context, unknown(Reason.OUT_OF_SCOPE, Phase.GATE))
    if (lacking := _lacking(check, permit)) is not None:
        return conclude(observation, name, permit, context, unknown(lacking, Phase.GATE))
    channel = context.lend(
        observation.endpoint, permit, tls=observation.tls, requests=check.requests, budget=CHECK_BYTES
    )
    control = None
    try:
        verdict, reading = await guard_work(context, _ask(observation, check, channel, context))
        await channel.close()
        # Only a server that accepts everything could mislead: a refusal needs no control.
        if check.control and verdict.state is State.OPEN:
            control = await path.said()
            verdict = guarded_now(context, _weighed, verdict, check, reading.replies, control)
    except TalkEnded as ended:
        verdict, reading = unknown(ended.reason, ended.phase), None
    finally:
        await channel.close()
    transcript = (*channel.transcript, *(control.transcript if control else ()))
    outcome = conclude(observation, name, permit, context, verdict, transcript)
    if reading is None or verdict.state is not State.OPEN:
        return outcome
    finding = await _held(outcome.judged, check, reading, context)
    return CheckOutcome(judged=finding.judged, finding=finding)


def _lacking(check: Check, permit: Permit) -> Reason | None:
    """What the scope would have to allow. The level first: it shows what the anonymous identity may read."""
    if not permit.level.allows(check.level):
        return too_deep(check.level)
    return Reason.NEEDS_ANONYMOUS if check.anonymous and not permit.anonymous else None


async def recheck(
    original: Observation, name: str, permit: Permit, context: ScanContext, route: Route = ()
) -> Recheck:
    """Sends the request that proved the exposure once more, to the server that responds there now.

    The check runs as it did the first time, also where the service no longer shows its product: a server that
    requires a password first hides it.
    """
    endpoint = original.endpoint
    if not permit.allowed:
        verdict = unknown(Reason.OUT_OF_SCOPE, Phase.GATE)
        return Recheck(
            outcome=conclude(replace(original, identity="", product=""), name, permit, context, verdict)
        )
    if endpoint.transport == "udp":
        try:
            answer = await _answer(original, permit, context)
        except TalkEnded as ended:
            verdict = unknown(ended.reason, ended.phase)
            return Recheck(outcome=conclude(original, name, permit, context, verdict))
        context = replace(context, answer=answer)
        now = await identify_answer(endpoint, permit, context, original.module, answer)
    else:
        now = await _identified_again(original, permit, context)
    seen = replace(
        original,
        identity=now.identity,
        product=now.product,
        id=now.id,
        tls=now.tls,
        timestamp=now.timestamp,
    )
    if now.module == UNKNOWN and not now.data:
        return await _no_answer(seen, name, permit, context)
    if _kind(now, context) != _kind(original, context):
        outcome = conclude(seen, name, permit, context, unknown(Reason.OTHER_PROTOCOL))
        return Recheck(outcome=outcome, observation=now)
    # The check gets the product of the first time; the record holds the one of today.
    asked = replace(seen, product=original.product)
    path = RandomPathControl(asked, permit, context)
    if name in context.shapes:
        outcome = await revisit(asked, name, route, permit, context, path)
    else:
        outcome = await _confirmed(asked, name, permit, context, path)
    judged = replace(outcome.judged, product=now.product)
    finding = replace(outcome.finding, judged=judged) if outcome.finding else None
    found = CheckOutcome(judged=judged, finding=finding).sent(context.sent.requests)
    return Recheck(outcome=found, observation=now)


async def _identified_again(original: Observation, permit: Permit, context: ScanContext) -> Observation:
    with context.session() as session:
        if original.endpoint.name:
            return await identify_site(original.endpoint, permit, session, tls=original.tls)
        return await identify(original.endpoint, permit, session)


async def _answer(original: Observation, permit: Permit, context: ScanContext) -> bytes:
    """What a UDP service says to its question now."""
    question = context.questions.get(original.module)
    if question is None:
        raise TalkEnded(Reason.NOT_UNDERSTOOD, Phase.ASK)
    endpoint, seconds = original.endpoint, context.settings.deadline
    context.sent.requests += 1
    return await ask_datagram(context.gate, endpoint.address, endpoint.port, question, seconds)


async def _confirmed(
    seen: Observation, name: str, permit: Permit, context: ScanContext, path: RandomPathControl
) -> CheckOutcome:
    """The check's result; a refusal is confirmed (`pipeline.confirm`)."""
    check = context.check(name)
    outcome = await confirm_result(
        lambda: run_check(seen, name, permit, context.apart(), path), check.confirm
    )
    return await not_everywhere(outcome, path, check.denies) if check.control else outcome


async def _no_answer(seen: Observation, name: str, permit: Permit, context: ScanContext) -> Recheck:
    """The reason: one bare connection tells a refusal from silence."""
    channel = context.lend(seen.endpoint, permit, tls=False, requests=1, budget=1)
    try:
        await channel.first(context.settings.banner_wait)
        verdict = unknown(Reason.NOT_UNDERSTOOD, Phase.ASK)
    except TalkEnded as ended:
        verdict = unknown(ended.reason, ended.phase)
    finally:
        await channel.close()
    return Recheck(outcome=conclude(seen, name, permit, context, verdict, channel.transcript))


async def _ask(
    observation: Observation, check: Check, channel: NetChannel, context: ScanContext
) -> tuple[Verdict, CheckReplies]:
    """Runs the check's own talk, and gives its verdict."""
    reading = await check.run(observation, channel)
    verdict = check.judge(reading.replies)
    return replace(verdict, said=context.contents.mask(verdict.said, 200)), reading


def _weighed(verdict: Verdict, check: Check, replies: Replies, control: ControlReply) -> Verdict:
    """Decides whether it is open, compared with the response to a random path."""
    return unknown(Reason.ANSWERS_EVERYTHING) if _says_it_to_anything(check, control, replies) else verdict


def _says_it_to_anything(check: Check, control: ControlReply, replies: Replies) -> bool:
    """Does a response that proves the exposure also come for a random path?

    Or would the response to the random path be a proof itself: text that changes each time makes no
    difference.
    """
    heard = control.reply
    if heard.status >= 400:
        return False
    if heard.status == 200 and check.judge((heard,)).state is State.OPEN:
        return True
    answers = [reply for reply in replies if isinstance(reply, Reply)]
    proving = [reply for reply in answers if check.judge((reply,)).state is State.OPEN]
    return any(soft_404.same_answer(heard, reply, control_path=control.path) for reply in proving)


async def _held(judged: CheckResult, check: Check, reading: CheckReplies, context: ScanContext) -> Finding:
    """Classifies what it holds. A bug of ours here does not invalidate the proof that it is open."""
    work = functools.partial(_finding, judged, check, reading, context)
    try:
        # Only a sample takes long enough to delay other tasks.
        if len(reading.sample):
            return await guard_work(context, asyncio.to_thread(work))
        return guarded_now(context, work)
    except TalkEnded:
        read = len(reading.sample)
        unread = Evidence(severity=check.severity, items=read, failed=read, left=reading.sample.left)
        return Finding(judged=judged, severity=check.severity, size=Size(), evidence=unread)


def _finding(judged: CheckResult, check: Check, reading: CheckReplies, context: ScanContext) -> Finding:
    size = check.measure(reading.replies)
    mail = check.mail(reading.replies)
    evidence = context.contents.classify(reading.sample, check.severity, size, judged.verdict.seen, mail)
    intent, why = held_intent(*check.intent(reading.replies), evidence)
    judged = replace(judged, intent=intent, intent_why=why)
    return Finding(judged=judged, severity=evidence.severity, size=size, evidence=evidence)


def _kind(observation: Observation, context: ScanContext) -> str:
    """HTTP and the products over it count as one kind, with and without TLS: TLS or a login in front makes no
    other service, though it may hide the product."""
    probe = context.probes.get(observation.module)
    inside = probe.inside if probe is not None else ""
    return "http" if observation.module in HTTP or inside in HTTP else observation.module
