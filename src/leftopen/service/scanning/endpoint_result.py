"""What a scan learned about one endpoint, in whichever process it was examined."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.model.endpoint import Endpoint
from leftopen.model.observation import Observation
from leftopen.model.site_name import UnaskedNames
from leftopen.pipeline.outcome import CheckOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointResult:
    """The whole result of one endpoint; `index` is its place in the sweep's order. `checked`: checks and
    shapes ran, so that what they no longer saw is known too. `suspect`: its host accepts on every port.
    `not_followed`: the paths that its pages named and that were not requested, masked. `sites` are those of
    the same endpoint that have a name of their own; `asked` names got a request, `unasked` ones did not."""

    index: int
    observation: Observation
    outcomes: tuple[CheckOutcome, ...] = ()
    checked: bool = False
    suspect: bool = False
    not_followed: tuple[str, ...] = ()
    sites: tuple[EndpointResult, ...] = ()
    asked: int = 0
    unasked: tuple[UnaskedNames, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unexamined:
    """An endpoint without a result: each process that examined it ended before it had one, or an internal
    error came first. Nothing is stored about the service; the summary names it."""

    index: int
    endpoint: Endpoint


Entry = EndpointResult | Unexamined
