"""The gate and the tools of one walk, made from the desk."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable
from datetime import datetime

from leftopen import catalogue
from leftopen.model.address import Address
from leftopen.model.printable import printable
from leftopen.model.scope import Permit
from leftopen.net.gate import Gate
from leftopen.pipeline.tools import Tools
from leftopen.service import places
from leftopen.service.desk import Desk


def gate_of(desk: Desk, permits: Callable[[Address, datetime], Permit]) -> Gate:
    """Everything that is sent asks it."""
    return Gate(
        permits=permits,
        clock=desk.clock,
        monotonic=desk.monotonic,
        rate=desk.settings.rate,
        address_rate=desk.settings.address_rate,
    )


def tools_of(desk: Desk, gate: Gate, scan: str) -> Tools:
    """What the pipeline is lent."""
    return Tools(
        gate=gate,
        contents=desk.contents(),
        probes=catalogue.probes(),
        checks=catalogue.checks(),
        settings=desk.settings,
        agent=desk.agent,
        vantage=desk.vantage,
        scan=scan,
        clock=desk.clock,
        monotonic=desk.monotonic,
        token=lambda: secrets.token_hex(12),
        places=places.opened(desk).lookup,
        fault=_fault,
    )


def _fault(trace: str) -> None:
    """A bug in a leaf goes to stderr, whole: it is ours, and somebody should report it."""
    sys.stderr.write(printable(trace, lines=True) + "\n")
