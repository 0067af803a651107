"""Runs the shapes on a web server that no check of its own product decided, and repeats a route that showed
one."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Mapping
from dataclasses import replace

from leftopen.model.channel import TalkEnded
from leftopen.model.evidence import Evidence
from leftopen.model.finding import Finding
from leftopen.model.identity import finding_id
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.sample import NOTHING
from leftopen.model.scope import Permit
from leftopen.model.shape import Shape, Step
from leftopen.model.verdict import Phase, Reason, State, Verdict, opened, unknown
from leftopen.model.web_page import Answer
from leftopen.pipeline.confirm import confirm_result, not_everywhere
from leftopen.pipeline.context import ScanContext, guard_work, guarded_now
from leftopen.pipeline.crawl import REQUESTS, Crawl, Sighting, crawl, open_visit, shape_match
from leftopen.pipeline.crawl_queue import READS
from leftopen.pipeline.crawl_targets import Target
from leftopen.pipeline.outcome import CheckOutcome, CheckRun, conclude, held_intent
from leftopen.pipeline.paths_asked import PathsAsked, paths_asked
from leftopen.pipeline.random_path_control import ControlReply, RandomPathControl, path_form
from leftopen.wire.http import soft_404
from leftopen.wire.http.http_denial import denial
from leftopen.wire.http.pages.page_parser import read_answer
from leftopen.wire.http.reading_links import ever_promises

HTTP = frozenset({"http", "https"})
DENIED = frozenset({401, 407})

Route = tuple[Step, ...]


async def run_shapes(
    observation: Observation,
    permit: Permit,
    context: ScanContext,
    path: RandomPathControl,
    live: Mapping[str, Route],
) -> CheckRun:
    """The outcome of each shape with a live case, then that of the best shape that a crawl sees. Nothing seen
    gives no outcome: a crawl proves nothing about what it did not find."""
    if observation.module not in HTTP or not context.shapes:
        return CheckRun()
    if not permit.level.allows(ReadLevel.LISTING):
        return CheckRun(paths=PathsAsked(ended=Reason.NEEDS_LISTING))
    outcomes = []
    for name in context.shapes:
        finding = finding_id(observation.service, name)
        if finding in live:
            outcomes.append(await revisit(observation, name, live[finding], permit, context, path))
    if any(one.judged.verdict.state is State.OPEN for one in outcomes):
        return CheckRun(outcomes=tuple(outcomes))
    if _denied(observation):
        return CheckRun(outcomes=tuple(outcomes), paths=await _beside_denied_front(path))
    try:
        seen = await guard_work(context, crawl(observation, permit, context))
    except TalkEnded as ended:
        return CheckRun(outcomes=tuple(outcomes), paths=PathsAsked(ended=ended.reason))
    known = {one.judged.check for one in outcomes}
    best = next((one for one in seen.sightings if one.shape not in known), None)
    if best is not None:
        outcomes.append(await _outcome(observation, best, seen, permit, context, path))
    paths = paths_asked(seen.answers, unasked=seen.unasked, ended=seen.ended)
    return CheckRun(outcomes=tuple(outcomes), not_followed=seen.not_followed, paths=paths)


async def revisit(
    observation: Observation,
    name: str,
    route: Route,
    permit: Permit,
    context: ScanContext,
    path: RandomPathControl,
) -> CheckOutcome:
    """Repeats the requests that showed the shape. A refusal is confirmed (`pipeline.confirm`); a shape that
    is no longer seen is unknown, never closed."""
    outcome = await confirm_result(lambda: _visited(observation, name, route, permit, context.apart(), path))
    return await not_everywhere(outcome, path, context.shapes[name].denies)


async def _visited(
    observation: Observation,
    name: str,
    route: Route,
    permit: Permit,
    context: ScanContext,
    path: RandomPathControl,
) -> CheckOutcome:
    if not permit.allowed:
        return conclude(observation, name, permit, context, unknown(Reason.OUT_OF_SCOPE, Phase.GATE))
    if not route:
        return conclude(
            observation, name, permit, context, unknown(Reason.NOT_UNDERSTOOD, said="route unknown")
        )
    if not all(step.method == READS or ever_promises(step.path) for step in route):
        return conclude(observation, name, permit, context, unknown(Reason.NOT_PERMITTED, Phase.GATE))
    visit, channel = open_visit(observation, permit, context)
    try:
        for step in route[-REQUESTS:]:
            answer = await visit.ask(
                Target(path=step.path, method=step.method, accept=step.accept, promise=0)
            )
        match = shape_match(context, context.shapes[name], answer)
    except TalkEnded as ended:
        verdict = unknown(ended.reason, ended.phase)
        return conclude(observation, name, permit, context, verdict, channel.transcript)
    finally:
        await channel.close()
    seen = Crawl(answers=visit.seen.answers, transcript=channel.transcript)
    if match is not None:
        sighting = Sighting(shape=name, match=match, answer=answer, route=route)
        return await _outcome(observation, sighting, seen, permit, context, path)
    control = unknown(Reason.NOT_UNDERSTOOD, said=f"HTTP {answer.reply.status}, no longer seen there")
    refused = guarded_now(context, denial, answer.reply) or control
    return conclude(observation, name, permit, context, refused, channel.transcript)


async def _outcome(
    observation: Observation,
    sighting: Sighting,
    seen: Crawl,
    permit: Permit,
    context: ScanContext,
    path: RandomPathControl,
) -> CheckOutcome:
    """Open, when random paths get another answer: one of the server's, and one beside what was seen."""
    match, shape = sighting.match, context.shapes[sighting.shape]
    transcript = seen.transcript
    verdict = opened(match.kind, context.contents.mask(match.said, 200))
    if sighting.refused:
        verdict = unknown(Reason.NOT_UNDERSTOOD, said="a login is asked for, and hides what this would show")
        return conclude(observation, sighting.shape, permit, context, verdict, transcript)
    try:
        for form in dict.fromkeys((path_form("/"), path_form(sighting.answer.path))):
            control = await path.said("x".join(form))
            transcript = (*transcript, *control.transcript)
            if guarded_now(context, _answers_everything, shape, control, sighting.answer):
                verdict = unknown(Reason.ANSWERS_EVERYTHING)
                break
    except TalkEnded as ended:
        verdict = unknown(ended.reason, ended.phase)
    outcome = conclude(observation, sighting.shape, permit, context, verdict, transcript)
    if verdict.state is not State.OPEN:
        return outcome
    evidence = await _evidence(sighting, shape, verdict, permit, context)
    intent, why = held_intent(match.intent, match.why, evidence)
    judged = replace(outcome.judged, intent=intent, intent_why=why, route=_storable(sighting.route, context))
    finding = Finding(judged=judged, severity=evidence.severity, size=match.size, evidence=evidence)
    return CheckOutcome(judged=judged, finding=finding)


def _storable(route: Route, context: ScanContext) -> Route:
    """The route, or none where a path holds personal data: that is never stored raw, also where the case then
    can't be rechecked."""
    masked = (context.contents.mask(step.path, len(step.path)) for step in route)
    return route if all(path == step.path for path, step in zip(masked, route, strict=True)) else ()


def _answers_everything(shape: Shape, control_reply: ControlReply, answer: Answer) -> bool:
    """Does a random path get the same page, or one that shows the shape as well?"""
    heard = control_reply.reply
    if heard.status >= 400:
        return False
    control = read_answer(control_reply.path, heard)
    if heard.status == 200 and shape.match(control) is not None:
        return True
    return soft_404.same_answer(heard, answer.reply, control_path=control_reply.path, path=answer.path)


async def _evidence(
    sighting: Sighting, shape: Shape, verdict: Verdict, permit: Permit, context: ScanContext
) -> Evidence:
    """What the sample holds. A bug of ours here does not invalidate the proof that it is open."""
    match = sighting.match
    sample = match.sample if permit.level.allows(ReadLevel.SAMPLE) else NOTHING
    work = functools.partial(
        context.contents.classify, sample, shape.severity, match.size, verdict.seen, match.mail
    )
    try:
        return (
            await guard_work(context, asyncio.to_thread(work)) if len(sample) else guarded_now(context, work)
        )
    except TalkEnded:
        return Evidence(severity=shape.severity, items=len(sample), failed=len(sample))


async def _beside_denied_front(path: RandomPathControl) -> PathsAsked:
    """One path more: a password for the front page alone proves nothing about the others."""
    try:
        control = await path.said()
    except TalkEnded as ended:
        return PathsAsked(front_refuses=True, ended=ended.reason)
    return paths_asked([read_answer(control.path, control.reply)], front_asks=True)


def _denied(observation: Observation) -> bool:
    """A password is required for the front page: the visitor is told to stay out."""
    http = observation.blocks.get("http")
    return isinstance(http, dict) and http.get("status") in DENIED
