"""Random observations of one endpoint by sources that see different things."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

from leftopen.model.examined import Examined, ExaminedVerdict
from leftopen.model.field_group import EVERYTHING, NOTHING, TALK, FieldGroup
from leftopen.model.location import Location
from leftopen.model.observation import Observation
from leftopen.model.vantage import Place, Vantage
from tests.store.samples import NOON, seen

HOUR = timedelta(hours=1)
WORDS = (None, *(Examined(verdict=word) for word in ExaminedVerdict))


def random_look(rng: random.Random, address: str, hour: int) -> Observation:
    kind = rng.choice(("own", "silent", "nmap", "list", "shodan", "httpx"))
    # Looks of two sources that say nothing at the same time have the same id.
    apart = timedelta(microseconds=("silent", "nmap", "list", "httpx", kind).index(kind) % 4)
    at = NOON + (hour - hour % 2) * HOUR + apart
    o = seen(address, 443, at, f"{kind} {hour}")
    key = f"tls-key:{rng.randint(0, 1)}" if rng.random() < 0.5 else ""
    http = {"http": {"status": 200, "title": f"page {hour}"}}
    given: dict[str, dict[str, Any]] = {
        "own": {"product": rng.choice(("nginx", "Apache", "")), "identity": key, "sees": TALK,
                "blocks": http, "examined": rng.choice(WORDS)},
        "silent": {"module": "unknown", "data": "", "sees": NOTHING},
        "nmap": {"product": "nginx", "version": rng.choice(("1", "2")), "data": "", "sees": NOTHING,
                 "hostnames": (f"n{hour}.example",)},
        "list": {"module": "unknown", "data": "", "sees": NOTHING},
        "shodan": {"sees": EVERYTHING, "tags": ("cloud",), "blocks": {**http, "vulns": {"CVE-2024-0001": {}}},
                   "module": rng.choice(("https", "ssh")), "location": Location(country_code="FR")},
        "httpx": {"sees": FieldGroup.HTTP, "blocks": http, "data": ""},
    }  # fmt: skip
    mine = kind in ("own", "silent")
    made = replace(o, **given[kind])
    return replace(made, clause=o.clause if mine else "", vantage=Vantage(place=Place.INSIDE, name=kind))
