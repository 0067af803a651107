"""Made-up stores with a known number of people: letters, forms, tables, mails, in English or in French.

Written without a look at what reads them. `truth` is the number of different people of whom at least one
value was written. Some values stand beside no name, some names are spelled in several ways, two people may
have one name, and at times a file cannot be read.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from email.message import EmailMessage

_FIRST = (
    "Jane Marcus Priya Yuki Fatima Lars Dmitri Aisha Wendell Oscar Ingrid Rafael Beatriz Hannah Kofi "
    "Mireille Quentin Leila Élodie Noémie Tomás Chloé Anneke Stellan Ottoline Casimir Perpetua Lothar Isidore"
)
FIRST = _FIRST.split()
_LAST = (
    "Roe Quillfeather Nakamoro Dubreuil Hollowick Petrenkov Abernathey Lindqvarn Okonjo Fairweathers "
    "Zielinskow Vantressel Mondragola Ashcombe Tarrowby Kestrelle Drummondson Ferrandiz Haldorsen Islington "
    "Juvenat Lorimerre Ostrowick Pellingham Rathbourne Sorvillo Thistledon Umberlay Whitlowe Yarrowdale"
)
LAST = _LAST.split()
UNREAD = 0.06
"""Of the stores have a file that nothing can read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Human:
    first: str
    last: str
    born: date
    number: str
    mail: str
    phone: str


@dataclass(slots=True, kw_only=True)
class Store:
    """`files` by name; `told`: whoever is in one of them."""

    french: bool
    files: dict[str, bytes] = field(default_factory=dict)
    told: set[Human] = field(default_factory=set)
    unread: bool = False

    @property
    def truth(self) -> int:
        return len(self.told)

    def put(self, name: str, content: str | bytes, *humans: Human) -> None:
        self.files[name] = content if isinstance(content, bytes) else content.encode()
        self.told.update(humans)


def made(seed: int) -> Store:
    rng = random.Random(seed)
    store = Store(french=rng.random() < 0.4)
    humans = [_human(rng, at, store.french) for at in range(rng.randrange(4, 50))]
    named = [one for one in humans if rng.random() < 0.85]
    for at in range(rng.randrange(1, 4)):
        _table(rng, store, f"list{at}", _some(rng, named))
    for at, one in enumerate(_some(rng, named)):
        rng.choice(SINGLE)(rng, store, f"one{at}", one)
    if bare := [one for one in humans if one not in named]:
        rng.choice(BARE)(rng, store, "bare", bare)
    if rng.random() < UNREAD:
        store.unread = True
        store.put("scan.pdf", b"%PDF-1.7\n" + rng.randbytes(900))
    return store


def _some(rng: random.Random, humans: list[Human]) -> list[Human]:
    return rng.sample(humans, rng.randrange(len(humans) + 1))


def _human(rng: random.Random, at: int, french: bool) -> Human:
    first, last = rng.choice(FIRST), rng.choice(LAST)
    born = date(1945, 1, 1) + timedelta(days=rng.randrange(20_000))
    if french:
        body = f"{rng.choice('12')}{born:%y%m}49588{at + 1:03}"
        number = f"{body}{97 - int(body) % 97:02}"
    else:
        number = f"89{rng.randrange(10)}-{rng.randrange(10, 99)}-{at + 1000}"
    plain = "".join(char for char in f"{first}.{last}".lower() if char.isascii())
    phone = f"+33 1 99 00 {at // 100:02} {at % 100:02}" if french else f"202-555-{100 + at:04}"
    return Human(
        first=first, last=last, born=born, number=number, mail=f"{plain}{at}@unit.example", phone=phone
    )


def _spelled(rng: random.Random, one: Human) -> str:
    return rng.choice(
        (f"{one.first} {one.last}", f"{one.last}, {one.first}", f"{one.last.upper()}, {one.first}")
    )


def _dated(rng: random.Random, one: Human, french: bool) -> str:
    if french:
        return rng.choice((f"{one.born:%d/%m/%Y}", f"{one.born:%d.%m.%Y}", f"{one.born:%Y-%m-%d}"))
    return rng.choice(
        (f"{one.born:%m/%d/%Y}", f"{one.born:%B} {one.born.day}, {one.born:%Y}", f"{one.born:%Y-%m-%d}")
    )


def _table(rng: random.Random, store: Store, name: str, humans: list[Human]) -> None:
    heads = ("Nom complet", "Numéro de sécurité sociale", "Date de naissance", "Courriel", "Téléphone")
    if not store.french:
        heads = ("Name", "SSN", "Date of birth", "E-mail", "Phone")
    columns = [0, *sorted(rng.sample(range(1, 5), rng.randrange(2, 5)))]
    rows = [";".join(heads[at] for at in columns)]
    for one in humans:
        cells = (_spelled(rng, one), one.number, _dated(rng, one, store.french), one.mail, one.phone)
        rows.append(";".join(cells[at] for at in columns))
    store.put(f"{name}.csv", "\n".join(rows) + "\n", *humans)


def _form(rng: random.Random, store: Store, name: str, one: Human) -> None:
    born = _dated(rng, one, store.french)
    answer = [
        f"Numéro de sécurité sociale : {one.number}\nDate de naissance : {born}"
        if store.french
        else f"SSN: {one.number}\nDate of birth: {born}"
    ]
    if rng.random() < 0.5:
        answer.append(f"Courriel : {one.mail}" if store.french else f"E-mail: {one.mail}")
    title = f"Nom complet : {_spelled(rng, one)}" if store.french else f"Full Name: {_spelled(rng, one)}"
    store.put(f"{name}.txt", "\n".join([title, *answer]) + "\n", one)


def _letter(rng: random.Random, store: Store, name: str, one: Human) -> None:
    born = _dated(rng, one, store.french)
    if store.french:
        text = (
            f"Objet : votre dossier\n\nBonjour {one.first} {one.last},\n\nvotre numéro de sécurité sociale "
            f"{one.number} et votre date de naissance : {born} sont bien enregistrés.\n\n"
            "Cordialement,\nLe service\n"
        )
    else:
        text = (
            f"Dear {one.first} {one.last},\n\nwe have your social security number {one.number} on file. "
            f"Your date of birth: {born}.\n\nSincerely,\nThe records branch\n"
        )
    store.put(f"{name}.txt", text, one)


def _mail(rng: random.Random, store: Store, name: str, one: Human) -> None:
    sent = EmailMessage()
    sent["From"] = f"{one.first} {one.last} <{one.mail}>"
    sent["To"], sent["Subject"] = "records@unit.example", "dossier" if store.french else "file"
    sent["Date"] = "Tue, 01 Jan 2019 10:00:00 +0000"
    number = f"NIR {one.number}" if store.french else f"SSN {one.number}"
    answer = (
        f"{number}\n\n" if rng.random() < 0.5 else "voir ci-joint\n\n" if store.french else "see attached\n\n"
    )
    sent.set_content(f"{answer}{one.first} {one.last}\nTel: {one.phone}\n")
    # The desk that it is sent to has an address too.
    store.put(f"{name}.eml", sent.as_bytes(), one, DESK)


DESK = Human(first="", last="", born=date(1970, 1, 1), number="", mail="records@unit.example", phone="")


def _numbers(rng: random.Random, store: Store, name: str, humans: list[Human]) -> None:
    """Numbers alone, one a line."""
    head = "numéros de sécurité sociale" if store.french else "SSN"
    store.put(f"{name}.txt", "\n".join([head, *(one.number for one in humans)]) + "\n", *humans)


def _births(rng: random.Random, store: Store, name: str, humans: list[Human]) -> None:
    """Birth dates alone, with a mail address each."""
    head = "Courriel;Date de naissance" if store.french else "E-mail;DOB"
    rows = (f"{one.mail};{_dated(rng, one, store.french)}" for one in humans)
    store.put(f"{name}.csv", "\n".join([head, *rows]) + "\n", *humans)


def _calls(rng: random.Random, store: Store, name: str, humans: list[Human]) -> None:
    """Telephone numbers in a text."""
    store.put(f"{name}.txt", "".join(f"Tel. {one.phone}\n\n" for one in humans), *humans)


def _office(rng: random.Random, store: Store, name: str, humans: list[Human]) -> None:
    """Names beside the one telephone number that they share, without headings."""
    phone = "+33 1 99 00 99 99" if store.french else "202-555-9999"
    store.put(f"{name}.csv", "".join(f"{one.first} {one.last};{phone}\n" for one in humans), *humans)


def _ill(rng: random.Random, store: Store, name: str, one: Human) -> None:
    """A letter on somebody who has a name and an illness in it, and nothing else."""
    ill = "suivi pour un diabète de type 2" if store.french else "diagnosed with PTSD in 2019"
    head = "Concerne" if store.french else "Regarding"
    store.put(f"{name}.txt", f"{head} {one.first} {one.last} :\n\nPatient {ill}.\n", one)


def _couple(rng: random.Random, store: Store, name: str, humans: list[Human]) -> None:
    """Two people in each row; who is left over stands alone."""
    rows = ["Name;SSN;Spouse Name;Spouse SSN"]
    for at in range(0, len(humans), 2):
        rows.append(
            ";".join(cell for one in humans[at : at + 2] for cell in (_spelled(rng, one), one.number))
        )
    store.put(f"{name}.csv", "\n".join(rows) + "\n", *humans)


SINGLE: tuple[Callable[[random.Random, Store, str, Human], None], ...] = (
    _form, _form, _letter, _mail, _ill
)  # fmt: skip
BARE: tuple[Callable[[random.Random, Store, str, list[Human]], None], ...] = (
    _numbers, _births, _calls, _office, _couple
)  # fmt: skip
