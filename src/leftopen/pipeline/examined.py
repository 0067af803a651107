"""The word about a service as a whole, from what its checks and the visit of its pages showed. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from leftopen.model.examined import Examined, ExaminedVerdict, UnexaminedKind
from leftopen.model.finding import CheckResult
from leftopen.model.identity import finding_id
from leftopen.model.observation import UNKNOWN, Observation
from leftopen.model.shape import Intent
from leftopen.model.verdict import Reason, State
from leftopen.pipeline.context import ScanContext
from leftopen.pipeline.openers import HTTP, TLS
from leftopen.pipeline.outcome import CheckRun
from leftopen.pipeline.paths_asked import PathsAsked

REFUSALS = frozenset({Reason.PASSWORD_ASKED, Reason.FORBIDDEN})
_KINDS = {
    Reason.ANSWERS_EVERYTHING: UnexaminedKind.ANSWERS_EVERYTHING,
    Reason.DENIED_EVERYWHERE: UnexaminedKind.ANSWERS_EVERYTHING,
    Reason.BUDGET_SPENT: UnexaminedKind.BUDGET_SPENT,
    Reason.BUG: UnexaminedKind.BUG,
    **dict.fromkeys(
        (Reason.REFUSED, Reason.TIMEOUT, Reason.CUT, Reason.TLS_FAILED, Reason.STOPPED),
        UnexaminedKind.NO_ANSWER,
    ),
    **dict.fromkeys(
        (
            Reason.OUT_OF_SCOPE, Reason.NOT_PERMITTED, Reason.NEEDS_METADATA, Reason.NEEDS_LISTING,
            Reason.NEEDS_SAMPLE, Reason.NEEDS_ANONYMOUS,
        ),
        UnexaminedKind.NOT_PERMITTED,
    ),
}  # fmt: skip


def with_word(
    observation: Observation,
    run: CheckRun,
    context: ScanContext,
    *,
    live: Collection[str] = (),
    suspect: bool = False,
) -> Observation:
    """The observation with the word about its service. `live`: the findings that have a case which is not
    closed."""

    def whole(name: str) -> bool:
        check = context.checks.get(name)
        return check is None or check.whole

    names = (*context.checks, *context.shapes) if live else ()
    cases = [name for name in names if finding_id(observation.service, name) in live]
    return replace(observation, examined=examined(observation, run, whole=whole, live=cases, suspect=suspect))


def examined(
    observation: Observation,
    run: CheckRun,
    *,
    whole: Callable[[str], bool],
    live: Collection[str] = (),
    suspect: bool = False,
) -> Examined:
    """The word. `whole`: does the check decide for the service as a whole? `live`: the checks and shapes that
    have a case there which is not closed. `suspect`: the host accepts on every port."""
    results = [one.judged for one in run.outcomes]
    word = _readable(results) or _unconfirmed(results, live)
    if word is None and suspect:
        word = _unexamined(UnexaminedKind.ANSWERS_EVERYTHING, reason=Reason.ANSWERS_EVERYTHING)
    return word or _closed(observation, results, whole) or _undecided(observation, run, results, whole)


def _readable(results: Sequence[CheckResult]) -> Examined | None:
    """The worst of what was seen open."""
    seen = [one for one in results if one.verdict.state is State.OPEN]
    worst = min(seen, key=lambda one: list(_INTENTS).index(one.intent), default=None)
    return _of(worst, _INTENTS[worst.intent]) if worst is not None else None


_INTENTS = {
    Intent.LEFT_OPEN: ExaminedVerdict.OPEN,
    Intent.UNDETERMINED: ExaminedVerdict.UNDETERMINED,
    Intent.PUBLISHED: ExaminedVerdict.PUBLISHED,
}
"""The worst first."""


def _unconfirmed(results: Sequence[CheckResult], live: Collection[str]) -> Examined | None:
    """An open case stays open until its own check is refused."""
    by_check = {one.check: one for one in results}
    for name in live:
        one = by_check.get(name)
        if one is None:
            return Examined(verdict=ExaminedVerdict.OPEN, check=name)
        if one.verdict.state is State.UNKNOWN:
            return _of(one, ExaminedVerdict.OPEN)
    return None


def _closed(
    observation: Observation, results: Sequence[CheckResult], whole: Callable[[str], bool]
) -> Examined | None:
    """A check that decides for this service was refused. One of a program that is not known has asked one
    path among many."""
    if observation.module in HTTP and not observation.product:
        return None
    for one in results:
        if one.verdict.state is State.CLOSED and one.verdict.reason in REFUSALS and whole(one.check):
            return _of(one, ExaminedVerdict.CLOSED)
    return None


def _undecided(
    observation: Observation,
    run: CheckRun,
    results: Sequence[CheckResult],
    whole: Callable[[str], bool],
) -> Examined:
    unknown = [one for one in results if one.verdict.state is State.UNKNOWN]
    decisive = next((one for one in unknown if whole(one.check)), None)
    if decisive is not None:
        return _unknown(decisive)
    if run.paths is not None:
        return _visited(run.paths, len(run.not_followed))
    if unknown:
        return _unknown(unknown[0])
    if observation.module in (UNKNOWN, TLS):
        return _unexamined(UnexaminedKind.NOT_IDENTIFIED)
    if observation.module in HTTP:
        return _unexamined(UnexaminedKind.NO_ANSWER, reason=Reason.TIMEOUT)
    if not results:
        return _unexamined(UnexaminedKind.NO_CHECK)
    return _unknown(results[0], UnexaminedKind.NOTHING_RECOGNISED)


def _visited(paths: PathsAsked, not_followed: int) -> Examined:
    """Only where the front page and every other path that was asked ask for a password is it closed."""
    if paths.all_ask_for_password:
        return Examined(verdict=ExaminedVerdict.CLOSED, reason=Reason.PASSWORD_ASKED, paths=paths.others)
    ended = paths.ended if paths.ended is not Reason.BUDGET_SPENT else None
    if paths.front_refuses:
        kind, ended = UnexaminedKind.FRONT_REFUSES, None
    elif ended is not None:
        kind = _kind(ended)
    elif paths.ended is not None or paths.unasked:
        kind = UnexaminedKind.BUDGET_SPENT
    else:
        kind = UnexaminedKind.LINKS_NOT_FOLLOWED if not_followed else UnexaminedKind.NOTHING_RECOGNISED
    return Examined(
        verdict=ExaminedVerdict.UNEXAMINED, kind=kind, reason=ended, pages=paths.pages, paths=paths.others,
        unasked=paths.unasked, not_followed=not_followed,
    )  # fmt: skip


def _unknown(one: CheckResult, kind: UnexaminedKind | None = None) -> Examined:
    verdict = one.verdict
    return _unexamined(
        kind or _kind(verdict.reason), check=one.check, reason=verdict.reason, said=verdict.said
    )


def _kind(reason: Reason) -> UnexaminedKind:
    return _KINDS.get(reason, UnexaminedKind.NOT_UNDERSTOOD)


def _of(one: CheckResult, verdict: ExaminedVerdict) -> Examined:
    return Examined(verdict=verdict, check=one.check, reason=one.verdict.reason, said=one.verdict.said)


def _unexamined(
    kind: UnexaminedKind, *, check: str = "", reason: Reason | None = None, said: str = ""
) -> Examined:
    return Examined(verdict=ExaminedVerdict.UNEXAMINED, kind=kind, check=check, reason=reason, said=said)
