"""The tools of one walk for tests: a real gate, the real leaves, and a scope that the test decides."""

from __future__ import annotations

import itertools
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache

from leftopen import catalogue
from leftopen.contents import Contents
from leftopen.model.address import Address
from leftopen.model.check import Check
from leftopen.model.endpoint import Endpoint
from leftopen.model.location import NOWHERE, Location
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.model.scope import Permit
from leftopen.model.shape import Shape
from leftopen.model.vantage import Place, Vantage
from leftopen.net.gate import Gate
from leftopen.pipeline.context import ScanContext
from leftopen.settings import Settings

LOCAL = Address.parse("127.0.0.1")
NO = Permit(allowed=False, clause="refused by the test")
QUICK = Settings(deadline=2.0, banner_wait=0.1, connect_timeout=1.0)


def yes(level: ReadLevel = ReadLevel.SAMPLE, *, anonymous: bool = False) -> Permit:
    return Permit(allowed=True, clause="allowed by the test", level=level, anonymous=anonymous)


def at(port: int) -> Endpoint:
    return Endpoint(address=LOCAL, port=port)


@cache
def contents() -> Contents:
    """One for all tests: compiling the patterns takes longer than most of them."""
    return Contents.build(catalogue.detectors(), catalogue.readers(), b"k" * 32)


@dataclass
class Made:
    """`faults` takes the traces of bugs; `permit` may be changed in the middle."""

    permit: Permit = field(default_factory=yes)
    faults: list[str] = field(default_factory=list)
    location: Location = NOWHERE

    def context(
        self,
        *,
        probes: Mapping[str, Probe] | None = None,
        checks: Mapping[str, Check] | None = None,
        shapes: Mapping[str, Shape] | None = None,
    ) -> ScanContext:
        tokens = itertools.count()
        return ScanContext(
            gate=Gate(
                permits=lambda address, now: self.permit,
                clock=lambda: datetime.now(UTC),
                monotonic=time.monotonic,
            ),
            contents=contents(),
            probes=catalogue.probes() if probes is None else probes,
            checks=catalogue.checks() if checks is None else checks,
            shapes=catalogue.shapes() if shapes is None else shapes,
            settings=QUICK,
            agent="leftopen/test (mailto:test@example.org)",
            vantage=lambda address: Vantage(place=Place.LOOPBACK, name="test"),
            scan="test",
            clock=lambda: datetime.now(UTC),
            monotonic=time.monotonic,
            token=lambda: f"made-up-{next(tokens)}",
            fault=self.faults.append,
            places=lambda address: self.location,
        )
