"""How what is open is counted. Every page, list and facet uses these words in this sense:

- *case*: one finding at one server. It is open while it is neither closed nor decided (`closure_rules.LIVE`).
- *group*: the cases of one server at several addresses (`cases/groups.py`): one row on the board, and one in
  the numbers of the overview and beside the board's filters.
- *exposure*: one check at one service that has an open case. The facet `exposure` counts them.
- *exposed service*: a service with at least one exposure. `exposure:*` finds them.
- *gone*: an open case whose service is gone. A search leaves it out unless it asks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from leftopen.cases.closure_rules import LIVE
from leftopen.model.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCounts:
    """Numbers of open `cases`, of the `exposures` and `services` among them, and of cases that are `gone`."""

    cases: int
    exposures: int
    services: int
    gone: int


def open_cases(cases: Iterable[Case]) -> list[Case]:
    return [case for case in cases if case.state in LIVE]


def open_counts(cases: Iterable[Case], gone: Collection[str]) -> OpenCounts:
    """`gone`: the services that are gone."""
    live = open_cases(cases)
    return OpenCounts(
        cases=len(live),
        exposures=len({case.finding for case in live}),
        services=len({(case.realm, case.endpoint) for case in live}),
        gone=sum(case.service in gone for case in live),
    )
