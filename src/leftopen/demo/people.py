"""The made-up people and organisation of the demonstration.

None of them exists. `jltc-example.mil` is an invented name (.mil is a closed domain, and no such unit has
one); the contractors use example.com, which is reserved for examples.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from leftopen.model.packaged import read_toml

UNIT = "Joint Logistics Training Command"
UNIT_DOMAIN = "jltc-example.mil"
_PEOPLE = read_toml("leftopen.demo", "texts")["people"]
CONTRACTORS: Mapping[str, str] = _PEOPLE["contractors"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """`ssn` has the right shape and belongs to nobody: see `fake_ssn`."""

    given: str
    family: str
    rank: str
    branch: str
    address: str
    ssn: str
    phone: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def outside(self) -> bool:
        """Does the person work for a contractor?"""
        return not self.address.endswith(UNIT_DOMAIN)


def fake_ssn(rng: random.Random) -> str:
    """Passes the area, group and serial rules. Areas 734 to 749 were never issued before numbers became
    random in June 2011, so no adult of the years of these mails can hold one."""
    return f"{rng.randint(734, 749)}-{rng.randint(10, 98):02d}-{rng.randint(1000, 9998):04d}"


def staff(rng: random.Random, count: int = 40) -> list[Person]:
    """The unit's people, each name once."""
    names = [(given, family) for given in _PEOPLE["given"] for family in _PEOPLE["family"]]
    return [_insider(rng, given, family) for given, family in rng.sample(names, count)]


def contractors(rng: random.Random, count: int = 9) -> list[Person]:
    """People of the three firms, in turn."""
    firms = list(CONTRACTORS.items())
    names = [(given, family) for given in _PEOPLE["given"] for family in _PEOPLE["family"]]
    chosen = rng.sample(names, count)
    return [_outsider(rng, *name, *firms[index % len(firms)]) for index, name in enumerate(chosen)]


def _insider(rng: random.Random, given: str, family: str) -> Person:
    rank = rng.choice(_PEOPLE["ranks"])
    status = ".civ" if rank.endswith(".") else ".mil"
    return Person(
        given=given,
        family=family,
        rank=rank,
        branch=rng.choice(_PEOPLE["branches"]),
        address=f"{given}.{family}{status}@{UNIT_DOMAIN}".lower(),
        ssn=fake_ssn(rng),
        phone=_phone(rng),
    )


def _outsider(rng: random.Random, given: str, family: str, firm: str, domain: str) -> Person:
    return Person(
        given=given,
        family=family,
        rank="",
        branch=firm,
        address=f"{given}.{family}@{domain}".lower(),
        ssn=fake_ssn(rng),
        phone=_phone(rng),
    )


def _phone(rng: random.Random) -> str:
    """555-0100 to 555-0199 are reserved for fiction."""
    return f"(555) 555-01{rng.randint(0, 99):02d}"
