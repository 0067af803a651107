"""Builds the gate and the context of one scan from the workspace."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable
from datetime import datetime

from leftopen import catalogue
from leftopen.model.address import Address
from leftopen.model.scope import Permit
from leftopen.net.gate import Gate
from leftopen.pipeline.context import ScanContext
from leftopen.present.printable import printable
from leftopen.service.ingest import places
from leftopen.service.scanning.rule_files import open_rules
from leftopen.service.workspace import Workspace


def build_gate(workspace: Workspace, permits: Callable[[Address, datetime], Permit]) -> Gate:
    """The gate that permits or refuses everything that is sent."""
    return Gate(
        permits=permits,
        clock=workspace.clock,
        monotonic=workspace.monotonic,
        rate=workspace.settings.rate,
        address_rate=workspace.settings.address_rate,
    )


def build_context(workspace: Workspace, gate: Gate, scan: str) -> ScanContext:
    """The pipeline's dependencies."""
    return ScanContext(
        gate=gate,
        contents=workspace.contents(),
        probes=catalogue.probes(),
        checks=catalogue.checks(),
        shapes=catalogue.shapes(),
        settings=workspace.settings,
        agent=workspace.agent,
        vantage=workspace.vantage,
        scan=scan,
        clock=workspace.clock,
        monotonic=workspace.monotonic,
        token=lambda: secrets.token_hex(12),
        places=places.open_places(workspace).lookup,
        fault=_fault,
        rules=open_rules(workspace.settings),
    )


def _fault(trace: str) -> None:
    """Writes the full traceback of a bug in a check or probe to stderr, so that the user can report it."""
    sys.stderr.write(printable(trace, lines=True) + "\n")
