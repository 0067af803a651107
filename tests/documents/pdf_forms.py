"""Small PDF files with forms, made on the spot. Everything in them is made up."""

from __future__ import annotations

import io
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, String


def form(
    fields: dict[str, str], page: str = "", *, copies: int = 1, xfa: bytes = b"", password: str = ""
) -> bytes:
    """One page with that text, and the fields under one root; each field `copies` times."""
    book = pikepdf.new()
    book.add_blank_page(page_size=(612, 792))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    book.pages[0].Resources = Dictionary(Font=Dictionary(F1=book.make_indirect(font)))
    lines = b"".join(b"(%s) Tj 0 -14 Td " % line.encode("latin-1") for line in page.splitlines())
    book.pages[0].Contents = book.make_stream(b"BT /F1 9 Tf 40 760 Td " + lines + b"ET")
    kids = [
        book.make_indirect(Dictionary(FT=Name.Tx, T=String(f"{name}[{copy}]"), V=String(value)))
        for name, value in fields.items()
        for copy in range(copies)
    ]
    root = book.make_indirect(Dictionary(T=String("form1[0]"), Kids=Array(kids)))
    book.Root.AcroForm = Dictionary(Fields=Array([root]))
    if xfa:
        packed = book.make_stream(b"")
        packed.write(zlib.compress(xfa), filter=Name.FlateDecode)
        book.Root.AcroForm.XFA = Array([String("datasets"), packed])
    out = io.BytesIO()
    book.save(out, encryption=pikepdf.Encryption(user=password, owner=password) if password else False)
    return out.getvalue()


SF86_PAGE = (
    "Standard Form 86\nQUESTIONNAIRE FOR NATIONAL SECURITY POSITIONS\nForm approved: OMB No. 3206 0005\n"
    + "\n".join(f"Section {number}" for number in range(1, 30))
)
SF86_FIELDS = {"LastName": "Roe", "FirstName": "Jane", "DateOfBirth": "1980-02-03", "SSN": "891-23-4567"}
