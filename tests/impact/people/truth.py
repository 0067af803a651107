"""Hundreds or thousands of made-up people and the documents that bear them: written without a look at what
joins them.

Half of the people have a namesake. Families share an address. Everybody is in one document with all that is
known of them, and in up to five others with less; in those, names are spelled as people spell them. `rng`
decides all of it.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from email.message import EmailMessage

from tests.documents.archives import row, xlsx
from tests.documents.pdf_forms import SF86_PAGE, form

_FIRST = (
    "Jane|Élodie|Marcus|Priya|Tomás|Yuki|Fatima|Lars|Chloé|Dmitri|Aisha|Wendell|Noémie|Oscar|Ingrid|"
    "Rafael|Beatriz|Hannah|Kofi|Siobhán|Victor|Mireille|Quentin|Leila"
)
FIRST = _FIRST.split("|")
_LAST = (
    "Roe|Ålander|O'Brannigan|Smythe-Okafor|van der Velde|Quillfeather|Nakamoro|Castañar|Dubreuil|"
    "Hollowick|Petrenkov|Abernathey|Lindqvarn|Moreau-Tann|Okonjo|Fairweathers|Zielinskow|Grünhagen"
)
LAST = _LAST.split("|")
DESK = "Duty Desk <duty-desk@example.mil>"
COLUMNS = ("name", "ssn", "dod", "born", "mail", "phone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    number: int
    first: str
    middle: str
    last: str
    ssn: str
    dod: str
    born: date
    mail: str
    phone: str


def people(rng: random.Random, count: int) -> list[Someone]:
    made: list[Someone] = []
    for number in range(count):
        first, middle, last = rng.choice(FIRST), rng.choice("ABCDEFG"), rng.choice(LAST)
        mail = f"{_ascii(first)}.{_ascii(last)}{number}@unit{number % 7}.example.mil".lower()
        if number % 2 and rng.random() < 0.9:
            # A namesake; or, at times, one of the family, with the same address.
            other = made[-1]
            if rng.random() < 0.9:
                first, middle, last = other.first, other.middle, other.last
            else:
                first = rng.choice([one for one in FIRST if one[0] != other.first[0]])
                last, mail = other.last, other.mail
        made.append(
            Someone(
                number=number,
                first=first,
                middle=middle,
                last=last,
                ssn=f"{rng.randrange(100, 600)}{rng.randrange(10, 99)}{number + 1000:04}",
                dod=f"1{rng.randrange(10**4):04}{number:05}",
                born=date(1950, 1, 1) + timedelta(days=rng.randrange(18_000)),
                mail=mail,
                phone=f"202-555-{number:04}",
            )
        )
    return made


def shared(made: list[Someone]) -> set[str]:
    """Addresses of more than one person."""
    seen: dict[str, int] = {}
    for one in made:
        seen[one.mail] = seen.get(one.mail, 0) + 1
    return {mail for mail, count in seen.items() if count > 1}


def documents(rng: random.Random, made: list[Someone]) -> Iterator[tuple[str, bytes]]:
    """File names and bytes."""
    chunks = [made[at : at + 10] for at in range(0, len(made), 10)]
    for number, chunk in enumerate(chunks):
        yield f"full{number}.csv", table(rng, chunk, list(COLUMNS)).encode()
        yield f"copy{number}.csv", table(random.Random(number), chunk, list(COLUMNS)).encode()
        yield f"copy{number}.txt", table(random.Random(number), chunk, list(COLUMNS)).encode()
    for number in range(len(made) // 6):
        chosen = rng.sample(made, rng.randrange(3, 9))
        wanted = ["name", *sorted(rng.sample(["ssn", "dod", "mail"], rng.randrange(1, 3))), "phone"]
        rng.shuffle(wanted)
        kind = rng.choice([csv_file, sheet, titled, page, columns])
        yield kind(rng, f"roster{number}", chosen, wanted)
    for number, one in enumerate(rng.sample(made, len(made) // 2)):
        yield rng.choice(SINGLES)(rng, f"single{number}", one)
    for number in range(len(made) // 15):
        yield couples(rng, f"couples{number}", rng.sample(made, 8))
    for number in range(len(made) // 30):
        yield cards(rng, f"cards{number}", rng.sample(made, 6))
    yield "contacts.csv", table(rng, rng.sample(made, 20), ["name", "phone"]).encode()
    yield "stock.csv", stock(rng).encode()
    for number in range(len(made) // 10):
        yield sf86(rng, f"clearance{number}", rng.choice(made), rng.choice(made))


def spelled(rng: random.Random, one: Someone) -> str:
    return rng.choice(
        [
            f"{one.first} {one.last}",
            f"{one.last}, {one.first}",
            f"{one.last.upper()}, {one.first.upper()} {one.middle}",
            f"{one.first} {one.middle}. {one.last}",
            _ascii(f"{one.first} {one.last}"),
            f"{one.last}, {one.first} {one.middle}.",
            f"{one.first[0]}. {one.last}",
        ]
    )


def dated(rng: random.Random, born: date) -> str:
    return rng.choice(
        [f"{born:%m/%d/%Y}", f"{born:%Y-%m-%d}", f"{born:%d %b %Y}", f"{born:%B} {born.day}, {born:%Y}"]
    )


HEADS = {
    "name": ("Name", "Full Name", "Employee Name", "Name (Last, First)"),
    "ssn": ("SSN", "Social Security Number", "SSN #"),
    "dod": ("DoD ID", "EDIPI", "DoD ID Number"),
    "born": ("DOB", "Date of Birth", "BirthDate"),
    "mail": ("E-mail", "Email Address", "EMAIL"),
    "phone": ("Phone", "Telephone", "Mobile Phone"),
}


def cell(rng: random.Random, one: Someone, what: str) -> str:
    if what == "name":
        return spelled(rng, one)
    if what == "born":
        return dated(rng, one.born)
    if what == "ssn":
        return rng.choice([one.ssn, f"{one.ssn[:3]}-{one.ssn[3:5]}-{one.ssn[5:]}"])
    return {"dod": one.dod, "mail": one.mail, "phone": one.phone}[what]


def cells(rng: random.Random, chosen: list[Someone], wanted: list[str]) -> list[list[str]]:
    head = [rng.choice(HEADS[what]) for what in wanted]
    return [head, *([cell(rng, one, what) for what in wanted] for one in chosen)]


def table(rng: random.Random, chosen: list[Someone], wanted: list[str], mark: str = ",") -> str:
    lines = cells(rng, chosen, wanted)
    return "\n".join(mark.join(f'"{one}"' if mark in one else one for one in line) for line in lines) + "\n"


def csv_file(rng: random.Random, name: str, chosen: list[Someone], wanted: list[str]) -> tuple[str, bytes]:
    return f"{name}.csv", table(rng, chosen, wanted, rng.choice(",;\t")).encode()


def sheet(rng: random.Random, name: str, chosen: list[Someone], wanted: list[str]) -> tuple[str, bytes]:
    return f"{name}.xlsx", xlsx("".join(row(*line) for line in cells(rng, chosen, wanted)))


def titled(rng: random.Random, name: str, chosen: list[Someone], wanted: list[str]) -> tuple[str, bytes]:
    """A sheet with lines above its heads."""
    above = row("Roster of the branch") + row("For official use, as of this week")
    return f"{name}.xlsx", xlsx(above + "".join(row(*line) for line in cells(rng, chosen, wanted)))


def cards(rng: random.Random, name: str, chosen: list[Someone]) -> tuple[str, bytes]:
    """An address book."""
    lines = []
    for one in chosen:
        names = [f"N:{one.last};{one.first};{one.middle};;", f"FN:{one.first} {one.last}"]
        rng.shuffle(names)
        answer = [f"EMAIL;TYPE=work:{one.mail}", f"TEL:{one.phone}", f"BDAY:{one.born:%Y-%m-%d}"]
        lines += ["BEGIN:VCARD", "VERSION:3.0", *names, *rng.sample(answer, rng.randrange(1, 4)), "END:VCARD"]
    return f"{name}.vcf", "\r\n".join([*lines, ""]).encode()


def page(rng: random.Random, name: str, chosen: list[Someone], wanted: list[str]) -> tuple[str, bytes]:
    between = rng.choice(["", "\n   "])
    rows = "".join(
        f"<tr>{between}" + between.join(f"<td class='x'>{one}</td>" for one in line) + f"{between}</tr>\n"
        for line in cells(rng, chosen, wanted)
    )
    return f"{name}.html", f"<html><body><p>The roster</p><table>\n{rows}</table></body></html>".encode()


def columns(rng: random.Random, name: str, chosen: list[Someone], wanted: list[str]) -> tuple[str, bytes]:
    lines = "\n".join("".join(one.ljust(48) for one in line).rstrip() for line in cells(rng, chosen, wanted))
    return f"{name}.eml", mail(DESK, f"All,\n\nthe roster:\n\n{lines}\n\nThe desk\n")


def couples(rng: random.Random, name: str, chosen: list[Someone]) -> tuple[str, bytes]:
    """Two people in each row."""
    lines = ["Name,SSN,Spouse Name,Spouse SSN"]
    for one, other in zip(chosen[::2], chosen[1::2], strict=True):
        pairs = [(f'"{spelled(rng, each)}"', cell(rng, each, "ssn")) for each in (one, other)]
        lines.append(",".join((*pairs[0], *pairs[1])))
    return f"{name}.csv", "\n".join(lines).encode()


def stock(rng: random.Random) -> str:
    """A table of nobody."""
    rows = (f"Pump {at},{rng.randrange(10**9, 10**10)},{rng.randrange(10**8):08},A{at}" for at in range(50))
    return "\n".join(("Item name,Order ID,Date of delivery,E-mail code", *rows))


def mail(sender: str, body: str) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "records@example.org", "forms"
    made["Date"] = "Tue, 01 Jan 2019 10:00:00 +0000"
    made.set_content(body)
    return made.as_bytes()


def sent(rng: random.Random, name: str, one: Someone) -> tuple[str, bytes]:
    shown = rng.choice(
        [f"{one.first} {one.last}", f'"{one.last.upper()}, {one.first.upper()} {one.middle} CIV USAF"']
    )
    sign = f"V/r\n\n{one.first} {one.middle}. {one.last}\nLogistics Branch\nTel: {one.phone}\n"
    return f"{name}.eml", mail(f"{shown} <{one.mail}>", f"Please see attached.\n\n{sign}")


def written(rng: random.Random, name: str, one: Someone) -> tuple[str, bytes]:
    number = rng.choice([f"SSN: {one.ssn[:3]}-{one.ssn[3:5]}-{one.ssn[5:]}", f"DoD ID Number: {one.dod}"])
    entries = (
        f"Name: {spelled(rng, one)}\n{number}\nDate of birth: {dated(rng, one.born)}\nPhone: {one.phone}\n"
    )
    return f"{name}.eml", mail(DESK, f"Leave request\n\n{entries}\nThank you.\n")


def born_only(rng: random.Random, name: str, one: Someone) -> tuple[str, bytes]:
    """No number: only the name with the birth date tells who it is."""
    return f"{name}.txt", f"Patient: {one.first} {one.last}\nDOB: {dated(rng, one.born)}\n".encode()


def signed(rng: random.Random, name: str, one: Someone) -> tuple[str, bytes]:
    subject = f"CN={'.'.join(map(_bare, (one.last, one.first, one.middle)))}.{one.dod}"
    return f"{name}.txt", f"Signed by {subject},OU=USA,OU=PKI,OU=DoD\n".encode()


def pdf(rng: random.Random, name: str, one: Someone) -> tuple[str, bytes]:
    """The number stands on every page of it; at times the name has changed since."""
    last = rng.choice(LAST) if rng.random() < 0.1 else one.last
    fields = {"Last_Name": last, "First_Name": one.first, "EmployeeSSN": one.ssn, "Telephone": one.phone}
    return f"{name}.pdf", form(fields, "Request for leave", copies=rng.choice([1, 20]))


def sf86(rng: random.Random, name: str, one: Someone, relative: Someone) -> tuple[str, bytes]:
    fields = {
        "Sections1-6[0].LastName": one.last,
        "Sections1-6[0].FirstName": one.first,
        "Sections1-6[0].DateOfBirth": f"{one.born:%Y-%m-%d}",
        "Sections1-6[0].SSN": one.ssn,
        "Section7[0].HomeEmail": one.mail,
        "Section18_1[0].LastName": relative.last,
        "Section18_1[0].FirstName": relative.first,
        "Section18_1[0].DateOfBirth": f"{relative.born:%Y-%m-%d}",
        "Section18_1[0].SSN": relative.ssn,
    }
    if relative is one:
        fields = {at: value for at, value in fields.items() if "18" not in at}
    return f"{name}.pdf", form(fields, SF86_PAGE)


Single = Callable[[random.Random, str, Someone], tuple[str, bytes]]
SINGLES: tuple[Single, ...] = (sent, sent, written, born_only, signed, pdf)


def _ascii(text: str) -> str:
    parted = unicodedata.normalize("NFKD", text).replace("Å", "A")
    return "".join(char for char in parted if char.isascii() and (char.isalnum() or char in " ,.'-"))


def _bare(text: str) -> str:
    return "".join(char for char in _ascii(text).upper() if char.isalpha())
