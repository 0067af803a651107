"""The papers of an office: letters, certificates, forms, tables and requests of made-up people, and whose
each number is. Written without a look at what reads them.

Half of the people have a namesake. Families share a mail address, everybody of a branch its telephone. Clerks
who are nobody of these sign letters. Some numbers are nobody's. `rng` decides all of it.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from email.message import EmailMessage

from tests.documents.archives import row, xlsx
from tests.documents.pdf_forms import form

_FIRST = (
    "Jane Marcus Priya Tomás Yuki Fatima Lars Chloé Dmitri Aisha Wendell Noémie Oscar Ingrid Rafael Beatriz "
    "Hannah Kofi Siobhán Victor Mireille Quentin Leila Anders Mary-Anne Pascal Gudrun Emeka Svetlana Hugo"
)
FIRST = tuple(_FIRST.split())
_LAST = (
    "Roe|Ålander|O'Brannigan|Smythe-Okafor|van der Velde|Quillfeather|Nakamoro|Castañar|Dubreuil|Hollowick|"
    "Petrenkov|Abernathey|Lindqvarn|Moreau-Tann|Okonjo|Fairweathers|Zielinskow|Grünhagen|Tresslermann|Vosskuhl|"
    "Marchbanksey|Delacroisse|Hammersmithe|Bellinghausen|Ostrowskaya|Pennyfeathers|Thorbjornsen|Castellaneta"
)
LAST = _LAST.split("|")
CLERKS = ("Helen Wintergreene", "Peter Oxenfordby", "Ruth Applegarthe", "Samuel Trenchwoode")
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    number: int
    first: str
    middle: str
    last: str
    title: str
    ssn: str
    dod: str
    passport: str
    iban: str
    born: date
    mail: str
    phone: str

    def value(self, label: str) -> str:
        """In one spelling."""
        return {
            "us_ssn": self.ssn,
            "dod_id": self.dod,
            "us_passport": self.passport,
            "iban": self.iban,
            "birth_date": self.born.isoformat(),
        }[label]


LABELS = ("us_ssn", "dod_id", "us_passport", "iban", "birth_date")
Says = list[tuple[int, str]]
"""Whose, and what kind of value; of nobody -1."""


@dataclass(slots=True)
class Paper:
    """One file, and the values in it."""

    name: str
    content: bytes
    says: Says = field(default_factory=list)


def people(rng: random.Random, count: int) -> list[Someone]:
    made: list[Someone] = []
    for number in range(count):
        first, middle, last = rng.choice(FIRST), rng.choice("ABCDEFGHKLM"), rng.choice(LAST)
        mail = f"{_ascii(first)}.{_ascii(last)}{number}@branch{number % 5}.example.org".lower()
        if number % 2 and rng.random() < 0.9:
            other = made[-1]
            if rng.random() < 0.85:
                first, last = other.first, other.last
                middle = rng.choice([other.middle, middle])
            else:
                last, mail = other.last, other.mail
                first = rng.choice([one for one in FIRST if one[0] != other.first[0]])
        made.append(
            Someone(
                number=number,
                first=first,
                middle=middle,
                last=last,
                title=rng.choice(("Mr.", "Ms.", "Mrs.", "Dr.")),
                ssn=f"8{rng.randrange(100):02}{rng.randrange(10, 99)}{number + 1000:04}",
                dod=f"1{rng.randrange(10**4):04}{number:05}",
                passport=f"X{rng.randrange(10**3):03}{number:05}",
                iban=_iban(rng, number),
                born=date(1950, 1, 1) + timedelta(days=rng.randrange(18_000)),
                mail=mail,
                phone=f"202-555-01{number % 40:02}",
            )
        )
    return made


def _iban(rng: random.Random, number: int) -> str:
    """Of Germany: the check digits are 98 less the rest by 97, with DE as 1314."""
    account = f"37040044{rng.randrange(10**5):05}{number:05}"
    return f"DE{98 - int(account + '131400') % 97:02}{account}"


def _ascii(text: str) -> str:
    parted = unicodedata.normalize("NFKD", text)
    return "".join(char for char in parted if char.isascii() and char.isalpha())


# --- how things are spelled


def full(one: Someone) -> str:
    return f"{one.first} {one.last}"


def turned(one: Someone) -> str:
    return f"{one.last.upper()}, {one.first.upper()} {one.middle}"


def spelled(rng: random.Random, one: Someone) -> str:
    return rng.choice(
        [full(one), turned(one), f"{one.first} {one.middle}. {one.last}", f"{one.last}, {one.first}"]
    )


def prose(rng: random.Random, one: Someone) -> str:
    return rng.choice([full(one), f"{one.first} {one.middle}. {one.last}", f"{one.title} {full(one)}"])


def ssn(one: Someone) -> str:
    return f"{one.ssn[:3]}-{one.ssn[3:5]}-{one.ssn[5:]}"


def iban(rng: random.Random, one: Someone) -> str:
    fours = " ".join(one.iban[at : at + 4] for at in range(0, len(one.iban), 4))
    return rng.choice([one.iban, fours])


def day(rng: random.Random, one: Someone) -> str:
    month = MONTHS[one.born.month - 1]
    return rng.choice(
        [f"{one.born.day} {month} {one.born.year}", f"{month} {one.born.day}, {one.born.year}",
         one.born.isoformat(), f"{one.born:%m/%d/%Y}"]
    )  # fmt: skip


def shown(rng: random.Random, one: Someone, label: str) -> str:
    return {
        "us_ssn": ssn(one),
        "dod_id": one.dod,
        "us_passport": one.passport,
        "iban": iban(rng, one),
        "birth_date": day(rng, one),
    }[label]


ASKED = {
    "us_ssn": ("SSN", "Social Security Number", "Social Security No."),
    "dod_id": ("DoD ID", "DoD ID Number", "EDIPI"),
    "us_passport": ("Passport No.", "Passport number", "Passport"),
    "iban": ("IBAN", "Bank account (IBAN)"),
    "birth_date": ("Date of birth", "DOB", "Birth date"),
}
PHRASES = {
    "us_ssn": ("SSN", "Social Security number"),
    "dod_id": ("DoD ID", "DoD ID number"),
    "us_passport": ("passport number", "passport"),
    "iban": ("IBAN",),
    "birth_date": ("date of birth",),
}


def entries(rng: random.Random, one: Someone, labels: list[str]) -> list[tuple[str, str]]:
    return [(rng.choice(ASKED[label]), shown(rng, one, label)) for label in labels]


def some(rng: random.Random, least: int, most: int) -> list[str]:
    """In any order, and an SSN or a birth date in most: that is by what offices know people."""
    chosen = rng.sample(LABELS, rng.randrange(least, most + 1))
    if not {"us_ssn", "birth_date"} & set(chosen):
        chosen[0] = rng.choice(("us_ssn", "us_ssn", "birth_date"))
    return chosen


def response(one: Someone, labels: list[str]) -> Says:
    return [(one.number, label) for label in labels]


def wrapped(text: str, width: int = 72) -> str:
    lines = [""]
    for word in text.split(" "):
        if len(lines[-1]) + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def mail(sender: str, to: str, subject: str, body: str, attached: tuple[str, bytes] | None = None) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Date"] = "Tue, 01 Jan 2019 10:00:00 +0000"
    made.set_content(body)
    if attached:
        made.add_attachment(attached[1], maintype="application", subtype="pdf", filename=attached[0])
    return made.as_bytes()


def desk(rng: random.Random) -> str:
    return rng.choice([*(f"{one} <{one.split()[0].lower()}@office.example.org>" for one in CLERKS),
                       "Personnel <personnel@office.example.org>"])  # fmt: skip


# --- the papers


def notice(rng: random.Random, one: Someone) -> Paper:
    """A letter to the person."""
    labels = some(rng, 1, 3)
    things = [f"your {rng.choice(PHRASES[label])} {shown(rng, one, label)}" for label in labels]
    answer = rng.choice([
        f"We write to you about a mistake in our records. We have {' and '.join(things)} on file.",
        f"Please check {', '.join(things)} and tell us within two weeks if anything is wrong.",
    ])  # fmt: skip
    greeting = rng.choice([f"Dear {one.title} {one.last},", f"Dear {full(one)},"])
    text = (
        f"Records Branch\n100 Main Street\n\n3 March 2021\n\n{one.title} {full(one)}\n"
        f"{rng.randrange(1, 99)} Elm Street\n\n"
        f"{greeting}\n\n{wrapped(answer)}\n\nSincerely,\n\n{rng.choice(CLERKS)}\nRecords Branch\n"
    )
    return Paper("letter.txt", text.encode(), response(one, labels))


def certified(rng: random.Random, one: Someone) -> Paper:
    """A letter about the person, in sentences."""
    labels = ["birth_date", *(label for label in some(rng, 1, 3) if label != "birth_date")]
    answer = [f"born {rng.choice(('', 'on '))}{day(rng, one)}"]
    answer += [f"{rng.choice(PHRASES[label])} {shown(rng, one, label)}" for label in labels[1:]]
    text = wrapped(
        f"This is to certify that {prose(rng, one)}, {', '.join(answer)}, has served with this branch since"
        " 2014 and is entitled to all benefits of a member."
    )
    head = "TO WHOM IT MAY CONCERN\n\n"
    return Paper(
        "certificate.txt",
        f"{head}{text}\n\n{rng.choice(CLERKS)}\nHead of Records\n".encode(),
        response(one, labels),
    )


DISCHARGE = "CERTIFICATE OF RELEASE OR DISCHARGE FROM ACTIVE DUTY\nDD FORM 214\n"


def discharge(rng: random.Random, one: Someone) -> Paper:
    """Numbered fields, in the layouts that scans and printouts have."""
    number = rng.choice([ssn(one), one.ssn])
    fields = [
        ("1. NAME (Last, First, Middle)", turned(one)),
        ("2. DEPARTMENT, COMPONENT AND BRANCH", "ARMY/RA"),
        ("3. SOCIAL SECURITY NUMBER", number),
        ("4.a. GRADE, RATE OR RANK", "SGT"),
        ("5. DATE OF BIRTH (YYYYMMDD)", f"{one.born:%Y%m%d}"),
        ("24. CHARACTER OF SERVICE", "HONORABLE"),
    ]
    layout = rng.randrange(4)
    if layout == 0:
        text = "\n".join(f"{label}: {value}" for label, value in fields)
    elif layout == 1:
        text = "\n".join(f"{label}\n{value}" for label, value in fields)
    elif layout == 2:
        text = "\n".join(
            f"{label} {value}" if "(" in label else f"{label}: {value}" for label, value in fields
        )
    else:
        heads = [label.ljust(44) for label, _ in fields[:3]], [label.ljust(44) for label, _ in fields[3:]]
        values = [value.ljust(44) for _, value in fields[:3]], [value.ljust(44) for _, value in fields[3:]]
        text = "\n".join("".join(line).rstrip() for line in (heads[0], values[0], heads[1], values[1]))
    return Paper("dd214.txt", f"{DISCHARGE}{text}\n".encode(), response(one, ["us_ssn", "birth_date"]))


def lines(rng: random.Random, one: Someone) -> Paper:
    """A form in a text, below each other or in one line."""
    labels = some(rng, 1, 4)
    found = [(rng.choice(("Name", "Full name", "Employee name", "Account holder")), spelled(rng, one))]
    found += entries(rng, one, labels)
    if rng.random() < 0.5:
        text = "\n".join(f"{label}: {value}" for label, value in found)
    else:
        mark = rng.choice((" / ", " | ", "; ", "   "))
        text = mark.join(f"{label}: {value}" for label, value in found)
    numbered = rng.random() < 0.3
    if numbered:
        text = "\n".join(f"{at}. {label}: {value}" for at, (label, value) in enumerate(found, 1))
    if rng.random() < 0.5:
        body = f"Hello,\n\nplease enter:\n\n{text}\n\nThank you.\n"
        return Paper(
            "entry.eml",
            mail(desk(rng), "payroll@office.example.org", "new entry", body),
            response(one, labels),
        )
    return Paper("entry.txt", f"Entry\n\n{text}\n".encode(), response(one, labels))


def acroform(rng: random.Random, one: Someone) -> tuple[bytes, list[str]]:
    labels = some(rng, 1, 4)
    named = rng.choice([{"Name": spelled(rng, one)}, {"Full Name": full(one)},
                        {"LastName": one.last, "FirstName": one.first},
                        {"1 NAME Last First Middle": turned(one)}])  # fmt: skip
    fields = {
        {
            "us_ssn": "SSN",
            "dod_id": "DoD ID",
            "us_passport": "Passport Number",
            "iban": "IBAN",
            "birth_date": "Date of Birth",
        }[label]: shown(rng, one, label)
        for label in labels
    }
    return form({**named, **fields}, "Request for payment\nApproved by the office"), labels


def filled(rng: random.Random, one: Someone) -> Paper:
    content, labels = acroform(rng, one)
    return Paper("form.pdf", content, response(one, labels))


def own_form(rng: random.Random, one: Someone) -> Paper:
    """The sender's own form is attached."""
    content, labels = acroform(rng, one)
    body = f"Hello,\n\nplease find my form attached.\n\nRegards,\n{full(one)}\n"
    made = mail(
        f"{full(one)} <{one.mail}>", "personnel@office.example.org", "my form", body, ("form.pdf", content)
    )
    return Paper("own.eml", made, response(one, labels))


def asked(rng: random.Random, one: Someone) -> Paper:
    """A request in the first person."""
    labels = some(rng, 1, 3)
    answer = [f"My {rng.choice(PHRASES[label])} is {shown(rng, one, label)}." for label in labels]
    body = f"Hello,\n\nI ask for leave in July. {' '.join(answer)}\n\nThank you\n{full(one)}\n{one.phone}\n"
    made = mail(
        f"{full(one)} <{one.mail}>", "personnel@office.example.org", "leave in July", wrapped_mail(body)
    )
    return Paper("request.eml", made, response(one, labels))


def wrapped_mail(body: str) -> str:
    return "\n".join(wrapped(line) if len(line) > 72 else line for line in body.split("\n"))


def declared(rng: random.Random, one: Someone) -> Paper:
    labels = some(rng, 1, 3)
    answer = ", ".join(f"{rng.choice(PHRASES[label])} {shown(rng, one, label)}" for label in labels)
    text = wrapped(
        f"I, {full(one)}, {answer}, declare that I lost my card on 4 May 2020 and ask for another one."
    )
    return Paper("declaration.txt", f"DECLARATION\n\n{text}\n\n{full(one)}\n".encode(), response(one, labels))


def told_of(rng: random.Random, one: Someone) -> Paper:
    """A sentence of a colleague about the person."""
    labels = some(rng, 1, 2)
    name = full(one)
    sentences = []
    for label in labels:
        what, value = rng.choice(PHRASES[label]), shown(rng, one, label)
        sentences.append(
            rng.choice([f"The {what} of {name} is {value}.", f"{name}'s {what} is {value}.",
                        f"Please use {what} {value} for {name}.", f"{name}, {what} {value}, is new here."])
        )  # fmt: skip
    body = f"Hello,\n\n{wrapped(' '.join(sentences))}\n\nRegards,\n{rng.choice(CLERKS)}\n"
    return Paper(
        "about.eml", mail(desk(rng), "payroll@office.example.org", "details", body), response(one, labels)
    )


def table(rng: random.Random, chosen: list[Someone]) -> Paper:
    labels = some(rng, 1, 4)
    head = [rng.choice(("Name", "Full Name", "Employee")), *(rng.choice(ASKED[label]) for label in labels)]
    body = [[spelled(rng, one), *(shown(rng, one, label) for label in labels)] for one in chosen]
    says = [pair for one in chosen for pair in response(one, labels)]
    kind = rng.randrange(3)
    if kind == 0:
        return Paper("table.xlsx", xlsx("".join(row(*line) for line in [head, *body])), says)
    if kind == 1:
        text = "\n".join("".join(cell.ljust(40) for cell in line).rstrip() for line in [head, *body])
        return Paper(
            "table.eml",
            mail(desk(rng), "all@office.example.org", "roster", f"All,\n\n{text}\n\nThanks\n"),
            says,
        )
    mark = rng.choice(",;\t")
    text = "\n".join(
        mark.join(f'"{cell}"' if mark in cell else cell for cell in line) for line in [head, *body]
    )
    return Paper("table.csv", f"{text}\n".encode(), says)


def listed(rng: random.Random, chosen: list[Someone]) -> Paper:
    """A name and a number in each line of a mail."""
    label = rng.choice(("us_ssn", "us_passport"))
    word = {"us_ssn": "SSN", "us_passport": "passport no."}[label]
    style = rng.randrange(3)
    found = [
        (f"- {full(one)}: {word} {shown(rng, one, label)}", f"{one.last}, {one.first} ({word} {shown(rng, one, label)})",  # noqa: E501
         f"{word} {shown(rng, one, label)} - {full(one)}")[style]
        for one in chosen
    ]  # fmt: skip
    body = "Hello,\n\nthese are still missing:\n\n" + "\n".join(found) + "\n\nThanks\n"
    return Paper("list.eml", mail(desk(rng), "payroll@office.example.org", "missing", body),
                 [(one.number, label) for one in chosen])  # fmt: skip


def married(rng: random.Random, one: Someone, other: Someone) -> Paper:
    """Two people in one form."""
    text = (
        f"Name: {spelled(rng, one)}\nSSN: {ssn(one)}\nDate of birth: {day(rng, one)}\n"
        f"Spouse's name: {spelled(rng, other)}\nSpouse's SSN: {ssn(other)}\n"
    )
    says = [(one.number, "us_ssn"), (one.number, "birth_date"), (other.number, "us_ssn")]
    return Paper("dependents.txt", f"Dependents\n\n{text}".encode(), says)


def nobodys(rng: random.Random, one: Someone, number: int) -> Paper:
    """Numbers beside which people are named whose they are not: nobody can tell whose they are."""
    text = rng.choice([
        f"Dear {one.title} {one.last},\n\nthe SSN 800-{number % 90 + 10}-{number % 9000 + 1000} was seen"
        f" in a log of ours that {rng.choice(CLERKS)} keeps for {full(one)} and others.\n",
        f"{full(one)} spoke with {rng.choice(CLERKS)} about the claim. It names passport number"
        f" Z{number:08} of a witness.\n",
        f"{full(one)} asks about the account of the landlord: IBAN {_iban(rng, 90_000 + number)}\n",
    ])  # fmt: skip
    return Paper("nobody.txt", text.encode(), [])


Single = Callable[[random.Random, Someone], Paper]
SINGLES: tuple[Single, ...] = (
    notice, certified, discharge, lines, lines, filled, own_form, asked, declared, told_of,
)  # fmt: skip


def papers(rng: random.Random, made: list[Someone]) -> Iterator[Paper]:
    for one in made:
        for write in rng.sample(SINGLES, rng.randrange(2, 5)):
            yield write(rng, one)
    for number in range(len(made) // 8):
        yield table(rng, rng.sample(made, rng.randrange(3, 9)))
        if number % 2:
            yield listed(rng, rng.sample(made, rng.randrange(2, 6)))
            yield married(rng, *rng.sample(made, 2))
            yield nobodys(rng, rng.choice(made), number)
