"""The walk of one datum. Read this file first.

    1 may I?              the gate asks the scope before every connection       net.gate, scope
    2 who answers?        the sweep brings an Endpoint                          sweep
    3 what speaks?        `identify`: Endpoint to Observation                   probes
    4 is it readable?     `look`: Observation to Judged, by one check           checks
    5 what is in it?      `look` again: the sample to Evidence, then dropped    contents
    6 case, 7 notice      the service keeps what came out                       service, cases
    8 closed?             `look_again`: back to step 4 with the same check file

Everything a leaf does wrong is caught here, once, and recorded as `bug`.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from leftopen.contents import Contents
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.check import Check, Reading
from leftopen.model.endpoint import Endpoint
from leftopen.model.evidence import Evidence
from leftopen.model.facts import Facts
from leftopen.model.finding import Finding, Judged
from leftopen.model.identity import digest, finding_id, observation_id, service_id
from leftopen.model.level import Level
from leftopen.model.observation import Observation
from leftopen.model.probe import Probe
from leftopen.model.scope import Permit
from leftopen.model.size import Size
from leftopen.model.transcript import Transcript
from leftopen.model.vantage import Vantage
from leftopen.model.verdict import Phase, Reason, State, Verdict, unknown
from leftopen.net.channel import NetChannel
from leftopen.net.gate import Gate
from leftopen.settings import Settings
from leftopen.wire import banner, certificate, control

UNKNOWN_SERVICE = "unknown"
HTTP = ("http", "https")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What the walk is lent. `clock` is UTC; `monotonic` in seconds; `token` gives an unguessable word for
    the random-path control; `fault` takes the trace of a bug in a leaf."""

    gate: Gate
    contents: Contents
    probes: Mapping[str, Probe]
    checks: Mapping[str, Check]
    settings: Settings
    vantage: Vantage
    scan: str
    clock: Callable[[], datetime]
    monotonic: Callable[[], float]
    token: Callable[[], str]
    fault: Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One look by one check. `finding` only when the verdict is open."""

    judged: Judged
    finding: Finding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Step 3's answer before it is masked. `ended` says why nothing was understood."""

    module: str = UNKNOWN_SERVICE
    facts: Facts = Facts(data=b"")
    tls: bool = False
    ended: TalkEnded | None = None


# --- 3: what speaks here? --------------------------------------------------------------------------------


async def identify(endpoint: Endpoint, permit: Permit, tools: Tools) -> Observation:
    """One conversation per opener until some probe recognises the answer, then that probe's own short talk.

    Always gives an Observation: a port that accepts and stays silent is module `unknown`, and its `info`
    says the reason and the phase.
    """
    began = tools.monotonic()
    heard = await _hear(endpoint, permit, tools, tls=False)
    blocks: dict[str, object] = {}
    return _observation(endpoint, permit, tools, heard, tools.monotonic() - began)


async def _hear(endpoint: Endpoint, permit: Permit, tools: Tools, *, tls: bool) -> Heard:
    ended: TalkEnded | None = None
    for opener in _openers(endpoint.port, tools.probes):
        try:
            first = await _first_bytes(endpoint, permit, tools, opener, tls=tls)
        except TalkEnded as early:
            ended = early
            if early.phase in (Phase.GATE, Phase.CONNECT, Phase.TLS):
                break
            continue
        name = _recognised(first, tools.probes, tls=tls)
        if name:
            return await _ask(endpoint, permit, tools, name, first)
    return Heard(ended=ended, tls=tls)
