"""Values of every kind, drawn by rules that were written apart from the detectors.

Each function gives what stands before the value, the value, and what stands behind it. Check digits are
found by trying all of them against the rule as its issuer words it, not by the detectors' own sums.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from random import Random

Planted = tuple[str, str, str]
Draw = Callable[[Random], Planted]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PLACES = ("Exampleville", "Sampleton", "Testbury")
NAMES = ("Roe", "Poe", "Doe", "Loe")
STREETS = ("Example", "Sample", "Placeholder")


def digits(rng: Random, count: int) -> str:
    return str(rng.randrange(1, 10)) + "".join(str(rng.randrange(10)) for _ in range(count - 1))


def some(rng: Random, alphabet: str, count: int) -> str:
    return "".join(rng.choice(alphabet) for _ in range(count))


def day(rng: Random) -> tuple[int, int, int]:
    return rng.randrange(1950, 2000), rng.randrange(1, 13), rng.randrange(1, 29)


def until(rng: Random, make: Callable[[Random], str], right: Callable[[str], bool]) -> str:
    """Draws until one obeys the rule."""
    while not right(drawn := make(rng)):
        pass
    return drawn


def luhn(number: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(number)):
        total += sum(divmod(int(digit) * (1 + place % 2), 10))
    return total % 10 == 0


def us_ssn(rng: Random) -> Planted:
    return "SSN: ", f"{rng.randrange(700, 890)}-{rng.randrange(10, 99)}-{rng.randrange(1000, 9999)}", ""


def us_itin(rng: Random) -> Planted:
    return "ITIN: ", f"9{rng.randrange(10, 99)}-{rng.randrange(70, 88)}-{rng.randrange(1000, 9999)}", ""


def dod_id(rng: Random) -> Planted:
    return "EDIPI: ", digits(rng, 10), ""


def us_passport(rng: Random) -> Planted:
    return "Passport No.: ", rng.choice(LETTERS) + digits(rng, 8), ""


def uk_passport(rng: Random) -> Planted:
    return "UK passport number: ", digits(rng, 9), ""


def fr_passport(rng: Random) -> Planted:
    return "Passeport n° ", digits(rng, 2) + some(rng, LETTERS, 2) + digits(rng, 5), ""


def de_passport(rng: Random) -> Planted:
    return "Reisepass-Nr.: ", "C" + digits(rng, 3) + some(rng, "FGHJK", 2) + digits(rng, 3), ""


def driver_license(rng: Random) -> Planted:
    return "Driver license: ", rng.choice(LETTERS) + digits(rng, 7), ""


def medical_record_number(rng: Random) -> Planted:
    return "MRN: ", digits(rng, 8), ""


def fr_nir(rng: Random) -> Planted:
    year, month, _ = day(rng)
    body = (
        f"{rng.choice('12')}{year % 100:02d}{month:02d}{rng.randrange(1, 95):02d}{rng.randrange(1, 990):03d}"
    )
    body += f"{rng.randrange(1, 999):03d}"
    return "NIR : ", next(f"{body}{key:02d}" for key in range(1, 98) if (int(body) + key) % 97 == 0), ""


def uk_nhs(rng: Random) -> Planted:
    def right(n: str) -> bool:
        return sum(int(d) * w for d, w in zip(n, range(10, 0, -1), strict=True)) % 11 == 0

    return "NHS number: ", until(rng, lambda r: digits(r, 10), right), ""


def uk_nino(rng: Random) -> Planted:
    return "NINO: ", some(rng, "ABCEGHJ", 1) + some(rng, "ACEHJ", 1) + digits(rng, 6) + rng.choice("ABCD"), ""


def de_tax_id(rng: Random) -> Planted:
    ten = [*rng.sample("123456789", 8), "0"]
    ten.insert(rng.randrange(1, 9), ten[rng.randrange(1, 8)])
    product = 10
    for digit in ten:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return "Steuer-ID: ", "".join(ten) + str((11 - product) % 10), ""


def es_dni(rng: Random) -> Planted:
    number = rng.randrange(10_000_000, 99_999_999)
    return "DNI: ", f"{number}{'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23]}", ""


def nl_bsn(rng: Random) -> Planted:
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)

    def right(n: str) -> bool:
        return sum(int(d) * w for d, w in zip(n, weights, strict=True)) % 11 == 0

    return "BSN: ", until(rng, lambda r: digits(r, 9), right), ""


def be_national_number(rng: Random) -> Planted:
    year, month, date = day(rng)
    body = f"{year % 100:02d}{month:02d}{date:02d}{rng.randrange(1, 990):03d}"
    return "Rijksregisternummer ", f"{body}{97 - int(body) % 97:02d}", ""


def ch_ahv(rng: Random) -> Planted:
    body = "756" + digits(rng, 9)
    odd, even = sum(map(int, body[0::2])), sum(map(int, body[1::2]))
    whole = body + str(-(odd + 3 * even) % 10)
    return "AHV-Nr. ", f"{whole[:3]}.{whole[3:7]}.{whole[7:11]}.{whole[11:]}", ""


def se_personnummer(rng: Random) -> Planted:
    year, month, date = day(rng)

    def make(r: Random) -> str:
        return f"{year % 100:02d}{month:02d}{date:02d}{digits(r, 4)}"

    return "personnummer ", until(rng, make, luhn), ""


def pl_pesel(rng: Random) -> Planted:
    year, month, date = day(rng)
    body = f"{year % 100:02d}{month:02d}{date:02d}{digits(rng, 4)}"
    total = sum(int(digit) * weight % 10 for digit, weight in zip(body, (1, 3, 7, 9) * 3, strict=False))
    return "PESEL: ", body + str(-total % 10), ""


def ca_sin(rng: Random) -> Planted:
    return "Social insurance number: ", until(rng, lambda r: r.choice("1245") + digits(r, 8), luhn), ""


def us_medicare(rng: Random) -> Planted:
    some_letters = "ACDEFGHJKMNPQRTUVWXY"
    parts = (
        digits(rng, 1),
        some(rng, some_letters, 2),
        digits(rng, 1),
        some(rng, some_letters, 1),
        digits(rng, 2),
    )
    return "Medicare number: ", "".join(parts) + some(rng, some_letters, 2) + digits(rng, 2), ""


def iban(rng: Random) -> Planted:
    account = digits(rng, 18)
    right = next(n for n in range(2, 99) if int(f"{account}1314{n:02d}") % 97 == 1)
    return "IBAN: ", f"DE{right:02d}{account}", ""


def fr_rib(rng: Random) -> Planted:
    body = digits(rng, 21)
    return "RIB : ", next(f"{body}{key:02d}" for key in range(1, 98) if int(f"{body}{key:02d}") % 97 == 0), ""


def payment_card(rng: Random) -> Planted:
    return "card number: ", until(rng, lambda r: "4" + digits(r, 15), luhn), ""


def phone(rng: Random) -> Planted:
    return "Tel: ", f"{rng.choice(('202', '212', '312'))}-555-{rng.randrange(100, 199):04d}", ""


def birth_date(rng: Random) -> Planted:
    year, month, date = day(rng)
    return "Date of birth: ", f"{year}-{month:02d}-{date:02d}", ""


def postal_address(rng: Random) -> Planted:
    street = f"{rng.randrange(1, 9999)} {rng.choice(STREETS)} {rng.choice(('Street', 'Ave', 'Road'))}"
    return "Address: ", f"{street}, {rng.choice(PLACES)}, OH {digits(rng, 5)}", ""


def cage_code(rng: Random) -> Planted:
    return "CAGE code: ", digits(rng, 1) + some(rng, "ABCDEFGH", 3) + digits(rng, 1), ""


def uei(rng: Random) -> Planted:
    body = some(rng, "ABCDEFGH", 5) + digits(rng, 3) + some(rng, "JKLMNP", 3)
    numbers = [ord(char) for char in body]
    while len(numbers) > 1:
        total = sum((number * (at + 1)) % 10 for at, number in enumerate(numbers))
        numbers = [int(digit) for digit in str(total)]
    return "UEI: ", f"{body}{numbers[0]}", ""


def dodaac(rng: Random) -> Planted:
    return "DoDAAC: ", rng.choice("WNFM") + digits(rng, 5), ""


def nsn(rng: Random) -> Planted:
    return "NSN: ", f"{rng.randrange(1005, 9999)}-01-{digits(rng, 3)}-{digits(rng, 4)}", ""


def piid(rng: Random) -> Planted:
    return "Contract number: ", f"H9ZZ{digits(rng, 2)}-{rng.randrange(10, 25)}-C-{digits(rng, 4)}", ""


def mil_address(rng: Random) -> Planted:
    return "E-mail: ", f"{rng.choice(NAMES).lower()}.{some(rng, LETTERS, 5).lower()}@unit.example.mil", ""


def government_address(rng: Random) -> Planted:
    return "Courriel : ", f"{some(rng, LETTERS, 6).lower()}@service.exemple.gouv.fr", ""


def password(rng: Random) -> Planted:
    return "Password: ", some(rng, LETTERS, 1) + some(rng, LETTERS, 6).lower() + digits(rng, 3), ""


def jwt(rng: Random) -> Planted:
    parts = ({"alg": "HS256"}, {"sub": rng.choice(NAMES), "n": rng.random()})
    head, body = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
    return "Token: ", f"{head}.{body}.{some(rng, LETTERS + LETTERS.lower(), 43)}", ""


def cloud_key(rng: Random) -> Planted:
    return "Key: ", "gh" + "p_" + some(rng, LETTERS + LETTERS.lower() + "0123456789", 36), ""


def us_marking(rng: Random) -> Planted:
    return "\n", rng.choice(("TOP SECRET//SI//NOFORN", "SECRET//REL TO USA, GBR", "SECRET//NOFORN")), "\n"


def cui(rng: Random) -> Planted:
    return "\n", rng.choice(("CUI//SP-PRVCY", "CUI//SP-CTI//NOFORN", "UNCLASSIFIED//FOUO")), "\n"


def nato_marking(rng: Random) -> Planted:
    return "\n", rng.choice(("NATO SECRET", "NATO RESTRICTED", "COSMIC TOP SECRET")), "\n"


def eu_marking(rng: Random) -> Planted:
    return "\n", rng.choice(("RESTREINT UE/EU RESTRICTED", "SECRET UE/EU SECRET")), "\n"


def fr_marking(rng: Random) -> Planted:
    return "\n", rng.choice(("DIFFUSION RESTREINTE", "CONFIDENTIEL DEFENSE", "TRES SECRET")), "\n"


def mgrs(rng: Random) -> Planted:
    return "Grid: ", f"{rng.randrange(10, 60)}S UJ {digits(rng, 5)} {digits(rng, 5)}", ""


def coordinates(rng: Random) -> Planted:
    return "GPS: ", f"{rng.randrange(10, 89)}.{digits(rng, 6)}, {rng.randrange(10, 99)}.{digits(rng, 6)}", ""


KINDS: dict[str, Draw] = {
    draw.__name__: draw
    for draw in (
        us_ssn, us_itin, dod_id, us_passport, uk_passport, fr_passport, de_passport, driver_license,
        medical_record_number, fr_nir, uk_nhs, uk_nino, de_tax_id, es_dni, nl_bsn, be_national_number,
        ch_ahv,
        se_personnummer, pl_pesel, ca_sin, us_medicare, iban, fr_rib, payment_card, phone, birth_date,
        postal_address, cage_code, uei, dodaac, nsn, piid, mil_address, government_address, password,
        jwt, cloud_key,
        us_marking, cui, nato_marking, eu_marking, fr_marking, mgrs, coordinates,
    )
}  # fmt: skip
