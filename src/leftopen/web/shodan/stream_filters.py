"""Filters the observations of a stream."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from leftopen.errors import BadRequest
from leftopen.model.alert import Alert
from leftopen.model.facts import Json
from leftopen.model.observation import Observation
from leftopen.query.countries import unknown
from leftopen.query.match import match
from leftopen.query.parse import parse
from leftopen.service.alerts import alerts, change_feed
from leftopen.service.alerts.triggers import fired_triggers
from leftopen.service.identity.visibility import Visibility
from leftopen.service.search.vulnerabilities import vulns
from leftopen.service.workspace.workspace import Workspace
from leftopen.web.shodan.banner_json import banner, readable

Line = dict[str, Json]
OpenChecks = Mapping[str, Sequence[str]]
MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamFilter:
    """`given` makes lines from observations and the open checks of their services, which are read only for a
    filter with `verdicts`. A stream that is `replayed` begins with the last scan."""

    given: Callable[[Sequence[Observation], OpenChecks, Visibility], Iterator[Line]]
    verdicts: bool = False
    replayed: bool = False

    def lines(self, workspace: Workspace, found: Sequence[Observation], visibility: Visibility) -> list[Line]:
        """The lines of the visible observations. Blocking. Raises StoreFailed."""
        seen = list(readable(found, visibility))
        checks = change_feed.open_checks(workspace, seen) if seen and self.verdicts else {}
        return list(self.given(seen, checks, visibility))


def _those(holds: Callable[[Observation], bool]) -> StreamFilter:
    return StreamFilter(given=lambda found, _, __: (banner(o) for o in found if holds(o)))


def every() -> StreamFilter:
    return _those(lambda o: True)


def of_asns(text: str) -> StreamFilter:
    """`AS64496,64497`. Raises BadRequest."""
    numbers = {_number(word.upper().removeprefix("AS"), 2**32 - 1) for word in _words(text)}
    return _those(lambda o: o.location.asn in numbers)


def of_countries(text: str) -> StreamFilter:
    """`US,DE`. Raises BadRequest."""
    codes = {word.upper() for word in _words(text)}
    for code in sorted(codes):
        if why := unknown(code.lower()):
            raise BadRequest(f"{code}: {why}")
    return _those(lambda o: o.location.country_code in codes)


def of_ports(text: str) -> StreamFilter:
    """Raises BadRequest."""
    numbers = {_number(word, 65535) for word in _words(text)}
    return _those(lambda o: o.endpoint.port in numbers)


def of_tags(text: str) -> StreamFilter:
    tags = {word.lower() for word in _words(text)}
    return _those(lambda o: any(tag.lower() in tags for tag in o.tags))


def of_vulns(text: str) -> StreamFilter:
    names = {word.upper() for word in _words(text)}
    return _those(lambda o: any(name.upper() in names for name in vulns(o)))


def of_query(text: str) -> StreamFilter:
    """Raises BadQuery. Fields of findings and cases match nothing here: they come later than the banner."""
    node = parse(text)

    def given(
        found: Sequence[Observation], open_checks: OpenChecks, visibility: Visibility
    ) -> Iterator[Line]:
        for o in found:
            checks = open_checks.get(o.service, ())
            if match(node, o, {"exposure": checks, "verdict": ["open"] if checks else []}):
                yield banner(o)

    return StreamFilter(given=given, verdicts=True)


def of_alert(workspace: Workspace, id: str) -> StreamFilter:
    """One alert in its present state; nothing once it is deleted."""
    return _watched(workspace, lambda alert: alert.id == id)


def of_alerts(workspace: Workspace) -> StreamFilter:
    return _watched(workspace, lambda alert: True)


def _watched(workspace: Workspace, wanted: Callable[[Alert], bool]) -> StreamFilter:
    def given(
        found: Sequence[Observation], open_checks: OpenChecks, visibility: Visibility
    ) -> Iterator[Line]:
        listed = alerts.list_alerts(workspace, expired=False)
        now = [alert for alert in listed if wanted(alert) and alerts.in_sight(alert, visibility)]
        for o in found:
            for alert in now:
                if alerts.watches(alert, o):
                    yield _alerting(o, alert, open_checks.get(o.service, ()))
                    break

    return StreamFilter(given=given, verdicts=True, replayed=True)


def _alerting(o: Observation, alert: Alert, open_checks: Sequence[str]) -> Line:
    """The banner with its alert and the triggers that fired."""
    line = banner(o)
    own = line["_shodan"]
    assert isinstance(own, Mapping)
    trigger = next(fired_triggers(alert, o, open_checks), None)
    message: Line = {"id": alert.id, "name": alert.name, "trigger": trigger}
    return line | {"_shodan": {**own, "alert": message}}


def _words(text: str) -> list[str]:
    found = [word for part in text.split(",") if (word := part.strip())]
    if not found or len(found) > MOST:
        raise BadRequest(f"use 1 to {MOST} values, separated by commas")
    return found


def _number(text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= most):
        raise BadRequest(f"{text[:20]!r} is not a number up to {most}")
    return int(text)
