"""An observation for tests of checks: only what a check looks at differs."""

from __future__ import annotations

from datetime import UTC, datetime

from leftopen.model.address import Address
from leftopen.model.endpoint import Endpoint
from leftopen.model.observation import Observation
from leftopen.model.vantage import Place, Vantage


def observed(*, module: str, product: str = "", port: int = 8080) -> Observation:
    return Observation(
        id="0" * 32,
        service="1" * 32,
        endpoint=Endpoint(address=Address.parse("127.0.0.1"), port=port),
        timestamp=datetime(2023, 2, 8, tzinfo=UTC),
        duration=0.1,
        vantage=Vantage(place=Place.LOOPBACK, name="here"),
        scan="s",
        clause="loopback",
        module=module,
        data="",
        product=product,
    )
