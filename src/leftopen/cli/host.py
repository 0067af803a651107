"""Everything known about one address."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from leftopen.cli._options import AsOf, History, IpAddress, parse_as_of
from leftopen.cli._output import Output
from leftopen.cli._verb import existing_workspace, verb
from leftopen.model.identity import service_id
from leftopen.model.observation import Observation, is_own, source, timestamp_guessed
from leftopen.present.absence import absence_words
from leftopen.present.examined import NO_WORD, WORDS, evidence_text
from leftopen.present.humanize import format_time
from leftopen.present.json_lines import case_line
from leftopen.present.merged_sources import MergedSource, merged_sources
from leftopen.present.observation_json import observation_line
from leftopen.scope.decide import Scope
from leftopen.scope.looked_up import looked_up

if TYPE_CHECKING:
    from leftopen.service.search.sources import OtherSource

PANEL = "Search"
EXAMPLE = "Example: `leftopen host 127.0.0.1 --history`"


@verb()
def command(
    out: Output, data: Path | None, address: IpAddress, history: History = False, as_of: AsOf = ""
) -> None:
    """Show an address: names, location, network, cloud provider (with sources), services and cases."""
    from leftopen.service.search.host_as_of import cases_of_host, host_as_of
    from leftopen.store.records.entities.cases.cases import Cases
    from leftopen.store.records.entities.scopes import Scopes

    if as_of and history:
        raise typer.BadParameter("--as-of cannot be combined with --history", param_hint="--as-of")
    parsed = looked_up(address)
    with existing_workspace(data, reading=True) as opened:
        at = parse_as_of(opened, as_of)
        if at:
            seen, cases = host_as_of(opened, parsed, at), cases_of_host(opened, parsed, at)
        else:
            seen = opened.store.observations.host(parsed, history=history)
            cases = Cases(opened.store.records).at(str(parsed))
        others = () if history or at else opened.store.observations.imported(seen)
        scope = Scope(records=Scopes(opened.store.records).list())
        permitted = scope.permit(parsed, opened.clock()).allowed
    if out.json:
        out.lines((*map(observation_line, seen), *map(case_line, cases)))
        return
    if not seen:
        advice = f"; to scan it: leftopen scan {parsed}" if permitted and not at else ""
        then = f" up to {format_time(at)}" if at else ""
        out.say(f"no observations of {parsed}{then}{advice}")
        return
    out.text(str(parsed))
    _services(out, seen, others, {case.service for case in cases})
    if at:
        out.say(f"as known at {format_time(at)}")
    for case in cases:
        out.text(f"case {case.id[:8]}  port {case.port}  {case.check}  {case.state}  {case.severity}")


def _services(
    out: Output, seen: Sequence[Observation], others: Iterable[Observation], cases: Container[str]
) -> None:
    from leftopen.service.search.host_summary import host_summary
    from leftopen.service.search.sources import by_service, other_sources

    out.table(("", "", "source"), host_summary(seen))
    out.text("")
    of = by_service(others)
    rows: list[tuple[object, ...]] = []
    before = ""
    for o in seen:
        service = service_id(o.endpoint)
        if o.endpoint.name and service != before:
            rows.append((o.endpoint.port_label, *[""] * 6))
        before = service
        rows.append(_row(o))
        rows += _word(o, cases)
        rows += map(_merged, merged_sources(o))
        rows += map(_other, other_sources(o, of.get(o.service, ())))
    out.table(("port", "protocol", "product", "seen (UTC)", "last look (UTC)", "source", ""), rows)


def _row(o: Observation) -> tuple[object, ...]:
    from leftopen.service.search.service_summary import service_summary

    return (
        f"  {o.endpoint.name}" if o.endpoint.name else o.endpoint.port_label,
        o.module,
        f"{o.product} {o.version}".strip(),
        _seen(o),
        absence_words(o.absence),
        _source(o),
        service_summary(o),
    )


def _word(o: Observation, cases: Container[str]) -> list[tuple[object, ...]]:
    """What the last scan says of the service, in a line under it; the cases stand below."""
    if o.examined is None:
        text = str(NO_WORD) if is_own(o) and o.service not in cases else ""
    else:
        text = f"{WORDS[o.examined.verdict]}: {evidence_text(o.examined)}"
    return [("", "", "", "", "", "", text)] if text else []


def _merged(one: MergedSource) -> tuple[object, ...]:
    """What the newest observation could not see, in a line under the service."""
    by = "own scan" if one.own else one.source
    return "", "", "", f"{one.at:%Y-%m-%d %H:%M:%S}", "", by, f"gives {', '.join(one.fields)}"


def _other(other: OtherSource) -> tuple[object, ...]:
    """What another source says differently, in a line under the service."""
    o = other.observation
    message = ", ".join(f"{name}: {value}" for name, value in other.differs) or "no difference"
    return "", "", "", _seen(o), "", _source(o), message


def _seen(o: Observation) -> str:
    return f"{o.timestamp:%Y-%m-%d %H:%M:%S}" + (" (guessed)" if timestamp_guessed(o) else "")


def _source(o: Observation) -> str:
    return "own scan" if is_own(o) else source(o)
