"""Builds the gate and the context of one scan."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from leftopen import catalogue
from leftopen.contents import Contents
from leftopen.contents.cage import cage
from leftopen.model.address import Address
from leftopen.model.scope import Permit
from leftopen.net.gate import Gate
from leftopen.net.resolve import Resolver, ReverseResolver, resolve, reverse
from leftopen.pipeline.context import ScanContext
from leftopen.places import Places
from leftopen.present.log_events import ERROR, log_event
from leftopen.service.scanning.rule_files import open_rules
from leftopen.service.workspace.workspace import take_own_checks, vantage_of
from leftopen.settings import Settings

if TYPE_CHECKING:
    from leftopen.service.workspace.workspace import Workspace

Permits = Callable[[Address, datetime], Permit]


def build_gate(workspace: Workspace, permits: Permits) -> Gate:
    """The gate that permits or refuses everything that is sent."""
    return gate_of(workspace.settings, permits=permits, clock=workspace.clock, monotonic=workspace.monotonic)


def gate_of(
    settings: Settings, *, permits: Permits, clock: Callable[[], datetime], monotonic: Callable[[], float]
) -> Gate:
    """The same in a process without the workspace."""
    take_own_checks(settings)
    return Gate(
        permits=permits,
        clock=clock,
        monotonic=monotonic,
        rate=settings.rate,
        address_rate=settings.address_rate,
    )


def build_context(workspace: Workspace, gate: Gate, scan: str) -> ScanContext:
    """The pipeline's dependencies. Raises NotCaged: a sample may have any document."""
    from leftopen.service.ingest.places import open_places

    cage.require(uncaged=workspace.settings.uncaged == "yes")
    contents = workspace.contents()
    contents.prepare()
    return context_of(
        workspace.settings, gate=gate, contents=contents, agent=workspace.agent, scan=scan,
        places=open_places(workspace), clock=workspace.clock, fault=report_fault,
        resolver=workspace.resolver, reverse=workspace.reverse,
    )  # fmt: skip


def context_of(
    settings: Settings,
    *,
    gate: Gate,
    contents: Contents,
    agent: str,
    scan: str,
    places: Places,
    clock: Callable[[], datetime],
    fault: Callable[[str], None],
    resolver: Resolver = resolve,
    reverse: ReverseResolver = reverse,
) -> ScanContext:
    """The same in a process without the workspace."""
    asks = settings.resolve_names == "yes"
    return ScanContext(
        gate=gate,
        contents=contents,
        probes=catalogue.probes(),
        questions=catalogue.questions(),
        checks=catalogue.checks(),
        shapes=catalogue.shapes(),
        settings=settings,
        agent=agent,
        vantage=partial(vantage_of, settings),
        scan=scan,
        clock=clock,
        monotonic=gate.monotonic,
        token=lambda: secrets.token_hex(12),
        places=places.lookup,
        fault=fault,
        rules=open_rules(settings),
        resolver=resolver if asks else None,
        reverse=reverse if asks else None,
    )


def report_fault(trace: str) -> None:
    """Logs the full traceback of a bug in a check or probe, so that the user can report it."""
    last = trace.strip().rpartition("\n")[2]
    log_event(ERROR, "bug", f"bug in a check or probe: {last}", details=trace)
