"""The gate and the tools of one walk, made from the kit."""

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
from leftopen.service.kit import Kit


def gate_of(kit: Kit, permits: Callable[[Address, datetime], Permit]) -> Gate:
    """Everything that is sent asks it."""
    return Gate(
        permits=permits,
        clock=kit.clock,
        monotonic=kit.monotonic,
        rate=kit.settings.rate,
        address_rate=kit.settings.address_rate,
    )


def tools_of(kit: Kit, gate: Gate, scan: str) -> Tools:
    """What the pipeline is lent."""
    return Tools(
        gate=gate,
        contents=kit.contents(),
        probes=catalogue.probes(),
        checks=catalogue.checks(),
        settings=kit.settings,
        agent=kit.agent,
        vantage=kit.vantage,
        scan=scan,
        clock=kit.clock,
        monotonic=kit.monotonic,
        token=lambda: secrets.token_hex(12),
        places=places.opened(kit).lookup,
        fault=_fault,
    )


def _fault(trace: str) -> None:
    """A bug in a leaf goes to stderr, whole: it is ours, and somebody should report it."""
    sys.stderr.write(printable(trace, lines=True) + "\n")
