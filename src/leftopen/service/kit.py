"""What a process needs to talk to services: settings, keys and clocks, but no store."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from pathlib import Path

from leftopen import __version__, catalogue
from leftopen.contents import Contents
from leftopen.model.address import Address
from leftopen.model.vantage import Place, Vantage
from leftopen.scope.classes import is_loopback
from leftopen.service import keys
from leftopen.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """`clock` gives UTC, `monotonic` seconds. `contents` gives the detectors and readers with this data
    folder's digest key, made ready at the first call and once only."""

    data: Path
    config: Path
    settings: Settings
    clock: Callable[[], datetime]
    contents: Callable[[], Contents]
    monotonic: Callable[[], float] = time.monotonic

    @property
    def agent(self) -> str:
        """The honest User-Agent: name, version, and who answers for it."""
        contact = self.settings.contact or "contact not set"
        return f"leftopen/{__version__} ({contact})"

    def vantage(self, address: Address) -> Vantage:
        """The machine's own addresses are always seen from loopback, whatever the setting says."""
        place = Place.LOOPBACK if is_loopback(address) else Place(self.settings.vantage)
        return Vantage(place=place, name=self.settings.vantage_name)


def contents_of(config: Path, data: Path) -> Callable[[], Contents]:
    """Reads the key and compiles the detectors when it is first called."""
    return cache(partial(_contents, config, data))


def _contents(config: Path, data: Path) -> Contents:
    return Contents.build(catalogue.detectors(), catalogue.readers(), keys.digest_key(config, data))
