"""The closure rules, as a table of small functions: what the observations of a case conclude.

Only evidence closes. A required password is its own control. A refusal counts only with a positive
control, over three rounds. Silence proves nothing about the server: after two rounds with a control the
case is *silent*; it is *withdrawn* only after three, over at least half an hour, seen from two vantages or
from one together with the cloud's own rule. Any other observation restarts the count.

| the newest observation | conclusion |
| --- | --- |
| any, of a case that was taken over | stays: it is continued as another case |
| another known identity | other: the case does not change |
| open | stays, or reopened |
| password required | closed at once |
| forbidden | closed at once, when product or identity is the same |
| not served | closed at once, when product and identity are the same |
| every page denied | closed after three rounds over half an hour, from two vantages |
| refused | closed after three rounds with a control |
| no response to the connection | silent, withdrawn: see above |
| anything else | stays |

What would close stays while something speaks against it: see `cases.doubts`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leftopen.cases import closure_blockers
from leftopen.cases.rounds import Round, unbroken_rounds
from leftopen.model.case import Case, CaseState
from leftopen.model.closure import CheckObservation, Closure, ClosureOutcome
from leftopen.model.verdict import Phase, Reason, State

LIVE = frozenset({CaseState.OPEN, CaseState.NOTIFIED, CaseState.ACKNOWLEDGED})
OFF_THE_LIST = frozenset({CaseState.SILENT, CaseState.CLOSED, CaseState.WITHDRAWN, CaseState.SAID_CLOSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureRules:
    """`rounds`: rounds that a refusal or a withdrawal needs. `quiet`: rounds after which a case becomes
    silent (never one: a single timeout proves nothing). `silence`: time from the first round to the last
    before the case is withdrawn. `spacing`: time from the start of one round to the next (checks closer
    than that belong to one round)."""

    rounds: int = 3
    quiet: int = 2
    silence: timedelta = timedelta(minutes=30)
    spacing: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """Input of the rules: `looks` oldest first, never empty; `last` is the newest; `recorded`: the same ones,
    in the order in which they were recorded."""

    case: Case
    looks: tuple[CheckObservation, ...]
    recorded: tuple[CheckObservation, ...]
    last: CheckObservation
    now: datetime
    rules: ClosureRules

    def later(self, at: datetime | None = None) -> datetime:
        """When the next check would add evidence: one spacing after `at` (or the last check), never in the
        past."""
        return max(self.now, (at or self.last.at) + self.rules.spacing)


def conclude(
    case: Case, looks: Sequence[CheckObservation], now: datetime, rules: ClosureRules | None = None
) -> Closure:
    """The conclusion of all checks of a case. Call it after every check, with `looks` as they were
    recorded.

    `next_look` is when another round counts; a check that is proof by itself (a password is asked for)
    counts at any time. None: no further check is needed.
    """
    ordered = _in_order(looks, now, (rules or ClosureRules()).spacing)
    if not ordered:
        return Closure(step=ClosureOutcome.STAYS, because="not checked yet", next_look=now)
    known = rules or ClosureRules()
    seen = _Seen(case=case, looks=ordered, recorded=tuple(looks), last=ordered[-1], now=now, rules=known)
    for rule in RULES:
        closure = rule(seen)
        if closure is not None:
            return closure if closure.step is not ClosureOutcome.CLOSED else _held_back(seen) or closure
    return _cannot_tell(seen)


def _held_back(seen: _Seen) -> Closure | None:
    same = [look for look in seen.looks if not is_other(seen.case, look)]
    return closure_blockers.against(same, seen.now, rounds=seen.rules.rounds, spacing=seen.rules.spacing)


def _in_order(
    looks: Sequence[CheckObservation], now: datetime, skew: timedelta
) -> tuple[CheckObservation, ...]:
    """In order of time. A check dated in the future comes from a clock that was set back since; then the
    recorded order counts, or a `closed` of next year would outlast every `open` until then."""
    if any(look.at > now + skew for look in looks):
        return tuple(looks)
    return tuple(sorted(looks, key=lambda look: look.at))


def _false_positive(seen: _Seen) -> Closure | None:
    if seen.case.state is not CaseState.FALSE_POSITIVE:
        return None
    return Closure(step=ClosureOutcome.STAYS, because="a user marked it as a false positive")


def _taken_over(seen: _Seen) -> Closure | None:
    if seen.case.state is not CaseState.TAKEN_OVER:
        return None
    return Closure(step=ClosureOutcome.STAYS, because="a check of the product continues it as a linked case")


def _another_identity(seen: _Seen) -> Closure | None:
    if not is_other(seen.case, seen.last):
        return None
    because = "another server now responds at this address; this proves nothing about this case"
    return Closure(step=ClosureOutcome.OTHER, because=because, next_look=seen.later())


def _open(seen: _Seen) -> Closure | None:
    off = seen.case.state in OFF_THE_LIST  # A wrong clock may have dated an older one in the future.
    last = seen.last.state is State.OPEN and not (off and seen.last is not seen.recorded[-1])
    if not last and not _opened_since(seen):
        return None
    if off:
        because = "readable without a password again"
        return Closure(step=ClosureOutcome.REOPENED, because=because, next_look=seen.later())
    if seen.case.state is CaseState.ACCEPTED and seen.case.until is not None and seen.now >= seen.case.until:
        because = "still readable without a password, and the risk acceptance has expired"
        return Closure(step=ClosureOutcome.REOPENED, because=because, next_look=seen.later())
    return _stays(seen, "readable without a password")


def _opened_since(seen: _Seen) -> bool:
    """Another scanner may have seen it open since the check that took the case off the list."""
    case = seen.case
    quiet_looks = [look.at for look in seen.looks if _is_silent(look) and look.control]
    off = case.closed or max(quiet_looks, default=None)
    if case.state not in OFF_THE_LIST or off is None:
        return False
    since = [look for look in _recorded_since(seen, off) if not is_other(case, look)]
    return any(look.state is State.OPEN and look.at > off for look in since)


def _recorded_since(seen: _Seen, off: datetime) -> tuple[CheckObservation, ...]:
    """After the newest check until `off`: what was recorded before is older, whatever a clock said."""
    until = ((look.at, n) for n, look in enumerate(seen.recorded, 1) if look.at <= off)
    return seen.recorded[max(until, default=(off, 0))[1] :]


def _closed_before(seen: _Seen) -> Closure | None:
    if seen.case.state is not CaseState.CLOSED:
        return None
    return Closure(step=ClosureOutcome.STAYS, because="proved closed, and no later check contradicts it")


def _password(seen: _Seen) -> Closure | None:
    if (seen.last.state, seen.last.reason) != (State.CLOSED, Reason.PASSWORD_ASKED):
        return None
    return _closed("the server now requires a password")


def _forbidden(seen: _Seen) -> Closure | None:
    if (seen.last.state, seen.last.reason) != (State.CLOSED, Reason.FORBIDDEN):
        return None
    if _same_product(seen) or _same_identity(seen):
        return _closed("the same server now denies access")
    return _stays(seen, "access is denied, but nothing proves that this is the same server")


def _not_served(seen: _Seen) -> Closure | None:
    if (seen.last.state, seen.last.reason) != (State.CLOSED, Reason.NOT_SERVED):
        return None
    if _same_product(seen) and seen.last.identity == seen.case.identity:
        return _closed("the same server responds and no longer serves it")
    return _stays(seen, "no longer served, but nothing proves that this is the same server")


def _denied_everywhere(seen: _Seen) -> Closure | None:
    if not _is_denied_everywhere(seen.last):
        return None
    rounds = unbroken_rounds(seen.looks, _is_denied_everywhere, seen.rules.spacing, control=False)
    lacking, needed = _lacking(rounds, seen.rules), seen.rules.rounds
    step = ClosureOutcome.STAYS if lacking else ClosureOutcome.CLOSED
    because = "the server denies every page"
    because += f", perhaps to this scanner alone; {lacking}" if lacking else ""
    after = _next_silent(seen, rounds) if lacking else None
    return Closure(step=step, because=because, rounds=len(rounds), needed=needed, next_look=after)


def _refused(seen: _Seen) -> Closure | None:
    if not _is_refused(seen.last):
        return None
    rounds, needed = unbroken_rounds(seen.looks, _is_refused, seen.rules.spacing), seen.rules.rounds
    if len(rounds) >= needed:
        because = f"connection refused in {len(rounds)} rounds; a control responded in each"
        return Closure(step=ClosureOutcome.CLOSED, because=because, rounds=len(rounds), needed=needed)
    because = f"connection refused; {len(rounds)} of {needed} rounds with a control so far"
    after, stays = seen.later(rounds[-1].at if rounds else None), ClosureOutcome.STAYS
    return Closure(step=stays, because=because, rounds=len(rounds), needed=needed, next_look=after)


def _silent(seen: _Seen) -> Closure | None:
    if not _is_silent(seen.last):
        return None
    rounds, needed = unbroken_rounds(seen.looks, _is_silent, seen.rules.spacing), seen.rules.rounds
    lacking = _lacking(rounds, seen.rules)
    if seen.case.state is CaseState.WITHDRAWN:
        stays = ClosureOutcome.STAYS
        return Closure(step=stays, because="still no response", rounds=len(rounds), needed=needed)
    if not lacking:
        because = f"no response in {len(rounds)} rounds; a control responded in each; not proved closed"
        return Closure(step=ClosureOutcome.WITHDRAWN, because=because, rounds=len(rounds), needed=needed)
    falls = seen.case.state in LIVE and len(rounds) >= seen.rules.quiet
    return Closure(
        step=ClosureOutcome.SILENT if falls else ClosureOutcome.STAYS,
        because=f"no response, which proves nothing by itself; {lacking}",
        rounds=len(rounds),
        needed=needed,
        next_look=_next_silent(seen, rounds),
    )


def _lacking(rounds: Sequence[Round], rules: ClosureRules) -> str:
    """What a withdrawal still needs; '' when nothing."""
    if len(rounds) < rules.rounds:
        return f"{len(rounds)} of {rules.rounds} rounds with a control so far"
    if rounds[-1].at - rounds[0].at < rules.silence:
        return f"the rounds must cover {int(rules.silence.total_seconds() // 60)} minutes"
    vantages = {look.vantage for each in rounds for look in each.looks}
    if len(vantages) < 2 and not any(look.cloud_rule for each in rounds for look in each.looks):
        return "a second vantage or the cloud's own rule must rule out a block"
    return ""


def _next_silent(seen: _Seen, rounds: Sequence[Round]) -> datetime:
    if not rounds:
        return seen.later()
    after = seen.later(rounds[-1].at)
    nearly = len(rounds) + 1 >= seen.rules.rounds
    return max(after, rounds[0].at + seen.rules.silence) if nearly else after


def _cannot_tell(seen: _Seen) -> Closure:
    return _stays(seen, "the last check was inconclusive; unknown never counts as closed")


def _stays(seen: _Seen, because: str) -> Closure:
    return Closure(step=ClosureOutcome.STAYS, because=because, next_look=seen.later())


def _closed(because: str) -> Closure:
    return Closure(step=ClosureOutcome.CLOSED, because=because, rounds=1, needed=1)


def is_other(case: Case, look: CheckObservation) -> bool:
    """Whether the check met a different server (both identities known, and different)."""
    return bool(look.identity and case.identity and look.identity != case.identity)


def _same_product(seen: _Seen) -> bool:
    return bool(seen.last.product) and seen.last.product == seen.case.product


def _same_identity(seen: _Seen) -> bool:
    return bool(seen.last.identity) and seen.last.identity == seen.case.identity


def _is_refused(look: CheckObservation) -> bool:
    return look.state is State.UNKNOWN and look.reason is Reason.REFUSED


def _is_denied_everywhere(look: CheckObservation) -> bool:
    return look.state is State.UNKNOWN and look.reason is Reason.DENIED_EVERYWHERE


def _is_silent(look: CheckObservation) -> bool:
    return (look.state, look.reason, look.phase) == (State.UNKNOWN, Reason.TIMEOUT, Phase.CONNECT)


RULES: tuple[Callable[[_Seen], Closure | None], ...] = (
    _false_positive,
    _taken_over,
    _another_identity,
    _open,
    _closed_before,
    _password,
    _forbidden,
    _not_served,
    _denied_everywhere,
    _refused,
    _silent,
)
"""The first rule that returns a closure decides. If none does, the check was inconclusive."""
