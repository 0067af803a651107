"""The same values as other people would write them: other words before, other spellings of the value.

Each spelling takes the value of `values.py`; each sentence has a place for it.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.detectors.planting.values import KINDS, Planted

Spelling = Callable[[str], str]


def same(value: str) -> str:
    return value


def bare(value: str) -> str:
    return value.replace("-", "").replace(" ", "")


def spaced(value: str) -> str:
    return value.replace("-", " ")


def in_fours(value: str) -> str:
    return " ".join(value[at : at + 4] for at in range(0, len(value), 4))


def with_dashes(value: str) -> str:
    return in_fours(value).replace(" ", "-")


def nir(value: str) -> str:
    return " ".join((value[0], value[1:3], value[3:5], value[5:7], value[7:10], value[10:13], value[13:]))


def american(value: str) -> str:
    year, month, day = value.split("-")
    return f"{month}/{day}/{year}"


def european(value: str) -> str:
    year, month, day = value.split("-")
    return f"{day}.{month}.{year}"


def military(value: str) -> str:
    year, month, day = value.split("-")
    return f"{day} {MONTHS[int(month) - 1]} {year}"


def with_brackets(value: str) -> str:
    return f"({value[:3]}) {value[4:]}"


def dotted(value: str) -> str:
    return value.replace("-", ".")


def abroad(value: str) -> str:
    return f"+1 {value}"


MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
WORDINGS: dict[str, tuple[tuple[str, ...], tuple[Spelling, ...]]] = {
    "us_ssn": (
        (
            "Social Security Number: {}",
            "SSN {}",
            "ssn#{}",
            "Soc. Sec. No. {}",
            "Her social security # is {}, as you asked.",
            "Employee SSN ......... {}",
            "<SSN>{}</SSN>",
            "Name,SSN\nRoe,{}",
        ),
        (same, bare, spaced),
    ),
    "dod_id": (
        (
            "DoD ID number: {}",
            "DODID {}",
            "EDIPI {}",
            "his EDIPI is {}",
            "DoD ID#: {}",
            "DoD Identification Number {}",
            "CAC/EDIPI: {}",
            "Name,EDIPI\nRoe,{}",
            "ROE.JANE.Q.{}",
        ),
        (same,),
    ),
    "phone": (
        (
            "Phone: {}",
            "Tel. {}",
            "Cell {}",
            "call me at {}",
            "Office: {}",
            "DSN/Comm: {}",
            "Mobile {} (home)",
            "Fax: {}",
            "{}\nJane Roe",
            "Work phone = {}",
        ),
        (same, with_brackets, dotted, abroad),
    ),
    "birth_date": (
        (
            "DOB: {}",
            "Date of birth: {}",
            "Birth date {}",
            "D.O.B. {}",
            "Geburtsdatum: {}",
            "Date de naissance : {}",
            "Né le {}",
        ),
        (same, american, european, military),
    ),
    "payment_card": (
        (
            "Card: {}",
            "Visa {} exp 09/19",
            "credit card number is {}",
            "CC# {}",
            "card no. {}",
            "Card,Name\n{},Roe",
        ),
        (same, in_fours, with_dashes),
    ),
    "iban": (
        (
            "IBAN {}",
            "Konto: {}",
            "please transfer to {}",
            "account {} at the bank",
            "Compte : {}",
            "Name,IBAN\nRoe,{}",
        ),
        (same, in_fours),
    ),
    "fr_nir": (
        (
            "Numéro de sécurité sociale : {}",
            "N° SS {}",
            "NIR {}",
            "sécu : {}",
            "INSEE {}",
            "Nom;NIR\nRoe;{}",
            "mon numéro est le {}",
        ),
        (same, nir),
    ),
    "us_passport": (
        (
            "Passport number {}",
            "Passport #: {}",
            "US passport {} issued 2015",
            "travels on passport {}",
        ),
        (same,),
    ),
    "cage_code": (
        (
            "CAGE {}",
            "CAGE Code: {}",
            "cage/NCAGE: {}",
            "(CAGE: {})",
        ),
        (same,),
    ),
    "uei": (
        (
            "UEI {}",
            "Unique Entity ID: {}",
            "SAM UEI: {}",
            "UEI#{}",
        ),
        (same,),
    ),
    "piid": (
        ("Contract {}", "PIID: {}", "Contract No. {}", "award {}", "Subject: {} mod 3"),
        (same, bare),
    ),
    "postal_address": (
        ("Address: {}", "lives at {}", "Home of record: {}", "Jane Roe\n{}", "ship to {}"),
        (same,),
    ),
}
"""By kind: what stands around the value, and how it is spelled."""


def worded(rng: Random, kind: str) -> tuple[Planted, str]:
    """And which wording that is."""
    sentences, spellings = WORDINGS[kind]
    sentence, spelling = rng.choice(sentences), rng.choice(spellings)
    before, _, after = sentence.partition("{}")
    return (before, spelling(KINDS[kind](rng)[1]), after + "\n"), f"{sentence!r} {spelling.__name__}"
