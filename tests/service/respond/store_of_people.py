"""A made-up store of people who get letters: a table, forms and mails. A word of each person is nobody
else's."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path

HEADS = "Prénom;Nom;Date de naissance;NIR;IBAN;Adresse;Code postal;Ville;Courriel;Date de décès"
CONSONANTS, VOWELS = "bdfgklmnprstvz", "aeiou"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """`word` is in the name, the street and the mail address. `iban` is '' for who has none in the store."""

    word: str
    born: date
    nir: str
    iban: str

    @property
    def name(self) -> str:
        return f"Chloé {self.word}"

    @property
    def mail(self) -> str:
        return f"{self.word.lower()}@mail.example"

    @property
    def street(self) -> str:
        return f"7 rue de {self.word}"

    def row(self, **other: str) -> str:
        """Of the table, with other cells in place of some."""
        cells = dict(
            zip(
                HEADS.split(";"),
                ("Chloé", self.word, f"{self.born:%d/%m/%Y}", self.nir, self.iban, self.street, "17000",
                 "La Rochelle", self.mail, ""),
                strict=True,
            )
        )  # fmt: skip
        return ";".join((cells | other).values())


def recipients(count: int, seed: int = 1) -> list[Recipient]:
    """Every third has no account in the store."""
    rng = random.Random(seed)
    words = rng.sample(range(70**4), count)
    return [_recipient(rng, at, word) for at, word in enumerate(words)]


def _recipient(rng: random.Random, at: int, word: int) -> Recipient:
    parts = [word // 70**place % 70 for place in range(4)]
    spelt = "".join(CONSONANTS[part // 5] + VOWELS[part % 5] for part in parts).capitalize()
    born = date(1945, 1, 1) + timedelta(days=rng.randrange(20_000))
    body = f"2{born:%y%m}75{at // 900 + 100:03}{at % 900 + 1:03}"
    iban = _iban(at) if at % 3 else ""
    return Recipient(word=spelt, born=born, nir=f"{body}{97 - int(body) % 97:02}", iban=iban)


def _iban(at: int) -> str:
    body = f"37040044{at:010}"
    return f"DE{98 - int(f'{body}131400') % 97:02}{body}"


def write_store(root: Path, people: list[Recipient], *, forms: int = 0, mails: int = 0) -> None:
    """Those that are neither in a form nor in a mail are rows of one table."""
    root.mkdir()
    for at, one in enumerate(people[:forms]):
        (root / f"form{at}.txt").write_text(
            f"Nom complet : {one.name}\nDate de naissance : {one.born:%d/%m/%Y}\nNIR : {one.nir}\n"
            f"Adresse : {one.street}\nCode postal : 17000\nVille : La Rochelle\n"
        )
    for at, one in enumerate(people[forms : forms + mails]):
        sent = EmailMessage()
        sent["From"] = f"{one.name} <{one.mail}>"
        sent["Date"] = "Tue, 01 Jan 2019 10:00:00 +0000"
        sent.set_content(f"Bonjour,\nmon numéro de sécurité sociale est {one.nir}.\n\n{one.name}\n")
        (root / f"mail{at}.eml").write_bytes(sent.as_bytes())
    rows = [one.row() for one in people[forms + mails :]]
    (root / "people.csv").write_text("\n".join([HEADS, *rows]) + "\n")
