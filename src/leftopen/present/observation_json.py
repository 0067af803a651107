"""An observation as the dict of its JSON line.

It is a superset of Shodan's banner, so that programs for Shodan's files read ours; its `timestamp` has
Shodan's form (UTC without a zone). Whatever has no field of ours is in `blocks` under Shodan's name for it.
"""

from __future__ import annotations

from leftopen.model import cpe
from leftopen.model.facts import Json
from leftopen.model.identity import service_id
from leftopen.model.location import Location
from leftopen.model.observation import Observation, timestamp_guessed
from leftopen.model.vantage import Vantage
from leftopen.present.absence import absence_field
from leftopen.present.domains import domains
from leftopen.present.examined import examined_field
from leftopen.present.merged_sources import sources_field
from leftopen.present.timestamps import format_utc_or_none, naive_utc

_OUTER = """
type timestamp port transport hostnames domains data hash asn org isp os location product version
info cpe cpe23 tags _shodan cloud ip ipv6 ip_str id service site realm vantage scan clause identity tls
data_encoding duration first_seen sources gone timestamp_guessed examined
"""
_INNER = """
location.area_code location.city location.country_code location.country_code3 location.country_name
location.dma_code location.latitude location.longitude location.postal_code location.region_code
_shodan.id _shodan.module _shodan.crawler _shodan.options _shodan.options.hostname _shodan.ptr
cloud.provider cloud.region cloud.service vantage.place vantage.name gone.since gone.last_look gone.reason
examined.verdict examined.unexamined examined.check examined.reason examined.evidence examined.pages
examined.paths examined.unasked examined.not_followed
"""
NAMES = frozenset([*_OUTER.split(), *_INNER.split()])
"""Every dotted name that a line may have, without those of protocols' blocks and of each source."""


def observation_line(o: Observation) -> dict[str, Json]:
    """Shodan's banner with our fields beside it; a protocol's block never overwrites either."""
    ours = _shodan_fields(o) | _cloud(o.location) | _address_fields(o) | _own_fields(o)
    return ours | {
        name: block for name, block in o.blocks.items() if name not in ours and name not in _ABSENT
    }


def _shodan_fields(o: Observation) -> dict[str, Json]:
    hostnames = tuple(dict.fromkeys((*o.hostnames, o.endpoint.name))) if o.endpoint.name else o.hostnames
    options: dict[str, Json] = {"hostname": o.endpoint.name} if o.endpoint.name else {}
    return {
        "type": "observation",
        "timestamp": naive_utc(o.timestamp),
        "port": o.endpoint.port,
        "transport": o.endpoint.transport,
        "hostnames": list(hostnames),
        "domains": [*domains(hostnames)],
        "data": o.data,
        "hash": o.hash,
        "asn": f"AS{o.location.asn}" if o.location.asn else None,
        "org": o.location.org or None,
        "isp": o.location.isp or None,
        "os": o.os or None,
        "location": _location(o.location),
        "product": o.product or None,
        "version": o.version or None,
        "info": o.info or None,
        "cpe": [name for name in o.cpe if not name.startswith(cpe.FORMATTED)],
        "cpe23": list(cpe.formatted(o.cpe)),
        "tags": list(o.tags),
        "_shodan": {
            "id": o.id,
            "module": o.module,
            "crawler": o.vantage.name,
            "options": options,
            "ptr": False,
        },
    }


# Shodan leaves one of these out by address family; a block must not fill the gap.
_ABSENT = frozenset(("ip", "ipv6"))


def _location(found: Location) -> dict[str, Json]:
    """Shodan's object; unknown values are null."""
    return {
        "area_code": None,
        "city": found.city or None,
        "country_code": found.country_code or None,
        "country_code3": None,
        "country_name": found.country_name or None,
        "dma_code": None,
        "latitude": found.latitude,
        "longitude": found.longitude,
        "postal_code": found.postal_code or None,
        "region_code": found.region_code or None,
    }


def _cloud(found: Location) -> dict[str, Json]:
    """Shodan's `cloud`, only where there is one."""
    if not found.cloud_provider:
        return {}
    names: dict[str, Json] = {
        "provider": found.cloud_provider,
        "region": found.cloud_region or None,
        "service": found.cloud_service or None,
    }
    return {"cloud": names}


def _address_fields(o: Observation) -> dict[str, Json]:
    address = o.endpoint.address
    text = str(address)
    return {"ip": int(address.ip), "ip_str": text} if address.is_ipv4 else {"ipv6": text, "ip_str": text}


def _own_fields(o: Observation) -> dict[str, Json]:
    return {
        "id": o.id,
        "service": service_id(o.endpoint),
        "site": o.service,
        "realm": o.endpoint.realm,
        "vantage": vantage_field(o.vantage),
        "timestamp_guessed": timestamp_guessed(o),
        "scan": o.scan,
        "clause": o.clause,
        "identity": o.identity,
        "tls": o.tls,
        "data_encoding": o.data_encoding,
        "duration": o.duration,
        "first_seen": format_utc_or_none(o.first_seen),
        "sources": sources_field(o),
        "gone": absence_field(o.absence),
        "examined": examined_field(o.examined),
    }


def vantage_field(vantage: Vantage) -> dict[str, Json]:
    return {"place": vantage.place.value, "name": vantage.name}
