"""The dependencies of the pipeline: gate, catalogues, clocks. Also catches bugs in probes and checks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import ParamSpec, TypeVar

from leftopen.contents import Contents
from leftopen.model.address import Address
from leftopen.model.channel import TalkEnded
from leftopen.model.check import Check, missing_check
from leftopen.model.endpoint import Endpoint
from leftopen.model.location import Location
from leftopen.model.probe import Probe
from leftopen.model.question import Question
from leftopen.model.scope import Permit
from leftopen.model.shape import Shape
from leftopen.model.vantage import Vantage
from leftopen.model.verdict import Phase, Reason
from leftopen.net.answered_channel import AnsweredChannel
from leftopen.net.channel import NetChannel
from leftopen.net.connection_cache import ConnectionCache
from leftopen.net.gate import Counts, Gate
from leftopen.net.resolve import Resolver, ReverseResolver
from leftopen.pipeline.foreign_rules import ForeignRules
from leftopen.pipeline.internal_errors import InternalError, faults
from leftopen.pipeline.openers import OpenerCache
from leftopen.pipeline.port_hints import PortHints
from leftopen.settings import Settings

Result = TypeVar("Result")
Given = ParamSpec("Given")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanContext:
    """`clock` is UTC, `monotonic` in seconds; `token` gives an unguessable word for the random-path control;
    `fault` takes the traceback of a bug in a probe or check; `places` locates an address, offline; `kept`
    holds the idle connection between two talks of one session; `sent` counts the requests; `rules` are the
    user's rule files; `habits` holds the port hints of this scan, `openers` the openers of its ports;
    `silent` are the addresses and ports that said nothing to the monitor's run before; `questions` are those
    of UDP, and `answer` what a UDP service said to one: its check asks nothing more; `resolver` gives the
    addresses of a name and raises BadAddress, `reverse` the names of an address; None: name servers are not
    asked."""

    gate: Gate
    contents: Contents
    probes: Mapping[str, Probe]
    checks: Mapping[str, Check]
    shapes: Mapping[str, Shape]
    settings: Settings
    agent: str
    vantage: Callable[[Address], Vantage]
    scan: str
    clock: Callable[[], datetime]
    monotonic: Callable[[], float]
    token: Callable[[], str]
    fault: Callable[[str], None]
    places: Callable[[Address], Location]
    kept: ConnectionCache | None = None
    sent: Counts = field(default_factory=Counts)
    rules: ForeignRules = field(default_factory=ForeignRules)
    habits: PortHints = field(default_factory=PortHints)
    openers: OpenerCache = field(default_factory=OpenerCache)
    silent: frozenset[tuple[Address, int]] = frozenset()
    questions: Mapping[str, Question] = field(default_factory=dict)
    answer: bytes = b""
    resolver: Resolver | None = None
    reverse: ReverseResolver | None = None

    @contextmanager
    def session(self) -> Iterator[ScanContext]:
        """The same context for one session with an endpoint: a connection that one talk can leave to the next
        stays open in between, and is closed at the end."""
        kept = ConnectionCache()
        try:
            yield replace(self, kept=kept)
        finally:
            kept.close()

    def check(self, name: str) -> Check:
        """The check of that name, which asks nothing where it is gone."""
        return self.checks.get(name) or missing_check(name)

    def counted(self) -> ScanContext:
        """The same context with a count of its own, for one endpoint."""
        return replace(self, sent=Counts())

    def apart(self) -> ScanContext:
        """The same context for a talk that needs its own connection. The idle connection is closed first;
        otherwise a session would hold one connection while it waits for another."""
        if self.kept is not None:
            self.kept.drop()
        return replace(self, kept=None)

    def lend(
        self,
        endpoint: Endpoint,
        permit: Permit,
        *,
        tls: bool,
        requests: int,
        budget: int,
        seconds: float | None = None,
    ) -> NetChannel:
        """A channel at the scope's depth, with a budget of requests and bytes, and of seconds (else the
        setting `deadline`)."""
        make = partial(AnsweredChannel, answer=self.answer) if self.answer else NetChannel
        return make(
            kept=self.kept,
            sent=self.sent,
            gate=self.gate,
            endpoint=endpoint,
            tls=tls,
            level=permit.level,
            requests=requests,
            budget=budget,
            deadline=self.settings.deadline if seconds is None else seconds,
            connect_timeout=self.settings.connect_timeout,
            agent=self.agent,
            digest=self.contents.digest,
            excerpts=self.contents.excerpts,
        )


async def guard_work(context: ScanContext, work: Awaitable[Result]) -> Result:
    """The work's result. Raises only TalkEnded: any other exception is a bug of ours, and is reported as
    such."""
    try:
        with faults:
            return await work
    except InternalError as fault:
        raise _end_of(fault, context) from None


def guarded_now(
    context: ScanContext, work: Callable[Given, Result], *given: Given.args, **named: Given.kwargs
) -> Result:
    """The same for synchronous work."""
    try:
        with faults:
            return work(*given, **named)
    except InternalError as fault:
        raise _end_of(fault, context) from None


def _end_of(fault: InternalError, context: ScanContext) -> TalkEnded:
    context.fault(fault.trace)
    return TalkEnded(Reason.BUG, Phase.JUDGE)
