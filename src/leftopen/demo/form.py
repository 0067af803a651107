"""A small PDF form in the shape of a filled SF-86, for a person who does not exist.

Six pages instead of 136, the official headings and field names, values in the AcroForm tree only (the page
text of a filled form does not contain them, which is why a scanner has to read the fields), the number
repeated at the foot of every page, and "MADE UP FOR A DEMONSTRATION" across each.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from leftopen.demo.people import UNIT, Person
from leftopen.model.packaged import read_toml

TITLE = "QUESTIONNAIRE FOR NATIONAL SECURITY POSITIONS"
NOTE = "MADE UP FOR A DEMONSTRATION. NOBODY OF THIS NAME EXISTS."
_HEAD = (
    TITLE,
    "Standard Form 86   Revised November 2016   U.S. Office of Personnel Management",
    "5 CFR Parts 731, 732, and 736   OMB No. 3206 0005",
    NOTE,
)
_FORM = read_toml("leftopen.demo", "texts")["form"]
_APPEARANCE = String("/Helv 9 Tf 0 g")


def filled_form(person: Person, known: Sequence[Person]) -> bytes:
    """The form of `person`, with `known` as the references. Same input, same bytes."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    root = pdf.make_indirect(Dictionary(T=String("form1[0]"), Kids=Array([])))
    for number, headings in enumerate(_FORM["sections"]):
        page = _page(pdf, font, headings)
        _subform(pdf, root, page, *_fields(number, person, known))
    pdf.Root.AcroForm = Dictionary(
        Fields=Array([root]),
        NeedAppearances=True,
        DR=Dictionary(Font=Dictionary(Helv=font)),
        DA=_APPEARANCE,
    )
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, compress_streams=True)
    return out.getvalue()


def _fields(number: int, person: Person, known: Sequence[Person]) -> tuple[str, dict[str, str]]:
    """The subform's name and its fields, in the naming of the official file."""
    foot = {"SSN[1]": person.ssn}
    if number == 0:
        return "Sections1-6[0]", _identity(person) | foot
    if number == 1:
        street = f"{person.phone[-2:]} Hollow Lane"
        contact = {"p3-t68[0]": person.address, "TextField11[7]": person.phone, "TextField11[8]": street}
        return "Sections7-9[0]", contact | foot
    if number == 2:
        names = {f"TextField11[{20 + place}]": friend.name for place, friend in enumerate(known)}
        return "Section16[0]", {"TextField11[19]": UNIT, **names} | foot
    return f"#subform[{number * 20}]", foot


def _identity(person: Person) -> dict[str, str]:
    return {
        "TextField11[0]": person.family,
        "TextField11[1]": person.given,
        "TextField11[2]": "Q",
        "From_Datefield_Name_2[0]": f"{1960 + int(person.ssn[4:6]) % 30}-0{1 + int(person.ssn[-1]) % 9}-17",
        "TextField11[3]": "Nine Elms Crossing",
        "TextField11[4]": "Merrowdown",
        "SSN[0]": person.ssn,
        "TextField11[5]": "Hazel",
        "TextField11[6]": "None",
    }


def _page(pdf: pikepdf.Pdf, font: pikepdf.Object, headings: tuple[str, ...]) -> pikepdf.Page:
    content = Stream(pdf, b"\n".join(_drawn((*_HEAD, *headings))))
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, 612, 792]),
        Contents=content,
        Resources=Dictionary(Font=Dictionary(Helv=font)),
        Annots=Array([]),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    return pdf.pages[-1]


def _drawn(lines: Sequence[str]) -> Iterator[bytes]:
    """Text operators, one line of print each, from the top of the page."""
    for place, line in enumerate(lines):
        safe = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        size = 13 if place == 0 else 9
        top = 760 - 18 * place if place < len(_HEAD) else 670 - 90 * (place - len(_HEAD))
        yield f"BT /Helv {size} Tf 40 {top} Td ({safe}) Tj ET".encode("ascii")


def _subform(
    pdf: pikepdf.Pdf, root: pikepdf.Object, page: pikepdf.Page, name: str, fields: dict[str, str]
) -> None:
    parent = pdf.make_indirect(Dictionary(T=String(name), Parent=root, Kids=Array([])))
    for place, (field, value) in enumerate(fields.items()):
        foot = field == "SSN[1]"
        left, top = (450, 30) if foot else (40 + 260 * (place % 2), 650 - 90 * (place // 2))
        widget = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=String(field),
            TU=String(_FORM["tips"].get(field, field)),
            V=String(value),
            DA=_APPEARANCE,
            Rect=Array([left, top - 14, left + 120, top]),
            F=4,
            P=page.obj,
            Parent=parent,
        )
        kept = pdf.make_indirect(widget)
        parent.Kids.append(kept)
        page.obj.Annots.append(kept)
    root.Kids.append(parent)
