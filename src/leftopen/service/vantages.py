"""The vantage from which this scanner sees an address."""

from __future__ import annotations

from leftopen.model.address import Address
from leftopen.model.vantage import Place, Vantage
from leftopen.scope.classes import is_loopback
from leftopen.settings import Settings


def vantage_of(settings: Settings, address: Address) -> Vantage:
    """The machine's own addresses are always seen from loopback, whatever the setting says."""
    place = Place.LOOPBACK if is_loopback(address) else Place(settings.vantage)
    return Vantage(place=place, name=settings.vantage_name)
