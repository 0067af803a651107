"""Summarises an address as a whole, before its services are listed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from leftopen.model.claims import said_by, source
from leftopen.model.location import Location
from leftopen.model.observation import Observation
from leftopen.present.humanize import format_count
from leftopen.service.search.host_names import host_names
from leftopen.service.search.host_view import count_services
from leftopen.service.search.vulnerabilities import vulns

Said = tuple[str, str, str]
"""Field, value, and source."""
MOST = 20


def host_summary(found: Sequence[Observation]) -> list[Said]:
    """The summary of all observations of one address; of conflicting claims the newest. Empty fields are left
    out."""
    newest = sorted(found, key=lambda o: o.timestamp, reverse=True)
    rows = [
        ("names", _some(host_names(newest)), "from its services"),
        *_claimed([o.location for o in newest]),
        ("operating system", _some(o.os for o in newest if o.os), "from its services"),
        ("tags", _some(tag for o in newest for tag in o.tags), ""),
        ("vulnerabilities", _some(_vulnerabilities(newest)), _whose(newest)),
        ("seen", _seen(newest), format_count(count_services(newest), "service")),
    ]
    return [row for row in rows if row[1]]


def _vulnerabilities(newest: Sequence[Observation]) -> list[str]:
    """Each vulnerability with its ports, and whether it was verified."""
    ports: dict[str, list[int]] = {}
    tried: set[str] = set()
    for o in newest:
        for name, verified in vulns(o).items():
            if o.endpoint.port not in ports.setdefault(name, []):
                ports[name].append(o.endpoint.port)
            tried |= {name} if verified else set()
    return [
        f"{name} (port {' '.join(map(str, sorted(at)))}{', verified' if name in tried else ''})"
        for name, at in ports.items()
    ]


def _whose(newest: Sequence[Observation]) -> str:
    """The source before the colon of an import: `shodan:crawler`."""
    words = dict.fromkeys(o.vantage.name.partition(":")[0] for o in newest if vulns(o))
    return f"according to {', '.join(words)}"


def _claimed(locations: Sequence[Location]) -> list[Said]:
    shown = {"country": ("location", _place), "network": ("network", _network), "cloud": ("cloud", _cloud)}
    rows = []
    for kind, (name, words) in shown.items():
        location = next((place for place in locations if words(place)), None)
        if location:
            rows.append((name, words(location), _sources(location, kind)))
    return rows


def _place(at: Location) -> str:
    country = f"{at.country_name} ({at.country_code})" if at.country_name else at.country_code
    words = ", ".join(word for word in (at.city, at.region_code, at.postal_code, country) if word)
    if at.latitude is None or at.longitude is None:
        return words
    return f"{words}  {at.latitude:.4f},{at.longitude:.4f}".strip()


def _network(at: Location) -> str:
    isp = f"by {at.isp}" if at.isp and at.isp != at.org else ""
    return " ".join(word for word in (f"AS{at.asn}" if at.asn else "", at.org, isp) if word)


def _cloud(at: Location) -> str:
    return " ".join(word for word in (at.cloud_provider, at.cloud_region, at.cloud_service) if word)


def _sources(at: Location, kind: str) -> str:
    """The sources; as a rule one. Where there are several, each is listed with its claims."""
    named: dict[str, list[str]] = {}
    for claim in said_by(at, kind):
        named.setdefault(source(at, claim) or "unknown", []).append(claim)
    if len(named) == 1:
        return next(iter(named))
    return "; ".join(f"{', '.join(claims)}: {who}" for who, claims in named.items())


def _some(words: Iterable[str]) -> str:
    once = list(dict.fromkeys(words))
    more = f" and {len(once) - MOST} more" if len(once) > MOST else ""
    return ", ".join(once[:MOST]) + more


def _seen(newest: Sequence[Observation]) -> str:
    if not newest:
        return ""
    first = min(o.first_seen or o.timestamp for o in newest)
    return f"{first:%Y-%m-%d %H:%M} to {newest[0].timestamp:%Y-%m-%d %H:%M} UTC"
