"""Documents that hide a value as real ones do: encodings of mail, fields, cells, runs, nested archives."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import EmailMessage
from html import escape

from tests.detectors.planting.values import Planted
from tests.documents.archives import docx, paragraph, row, xlsx, zipped
from tests.documents.pdf_forms import form

Shaped = tuple[str, bytes]
Shape = Callable[[Planted], Shaped | None]
PROSE = "The committee met in the afternoon and went through the agenda.\n"
LAST = "\nNothing else was decided.\n"


def whole(planted: Planted) -> str:
    return PROSE + "".join(planted) + LAST


def name_of(planted: Planted) -> str:
    return " ".join(re.findall(r"[A-Za-z]+", planted[0])) or "Classification"


def plain(planted: Planted) -> Shaped:
    return "a.txt", whole(planted).encode()


def mail(body: bytes, kind: str, encoding: str) -> bytes:
    head = (
        "From: jane@x.example\nTo: list@x.example\nSubject: minutes\nMIME-Version: 1.0\n"
        f"Content-Type: {kind}\nContent-Transfer-Encoding: {encoding}\n\n"
    )
    return head.encode() + body


def soft_breaks(planted: Planted) -> Shaped:
    """Quoted-printable, with a soft line break in the middle of the value."""
    before, value, after = planted
    half = len(value) // 2
    first, second = _quoted(PROSE + before + value[:half]), _quoted(value[half:] + after + LAST)
    return "a.eml", mail(f"{first}=\n{second}".encode(), "text/plain; charset=utf-8", "quoted-printable")


def _quoted(text: str) -> str:
    return "".join(
        char if char.isascii() and char != "=" else "".join(f"={byte:02X}" for byte in char.encode())
        for char in text
    )


def entities(planted: Planted) -> Shaped:
    before, value, after = planted
    coded = "".join(f"&#{ord(char)};" for char in value)
    lines = (PROSE, f"{escape(before.strip())} {coded}", escape(after))
    page = "<html><body>" + "".join(f"<p>{line}</p>" for line in lines) + "</body></html>"
    return "a.html", page.encode()


def split_runs(planted: Planted) -> Shaped:
    before, value, _ = planted
    half = len(value) // 2
    return "a.docx", docx(
        paragraph("The committee met.")
        + paragraph(escape(before.strip("\n")), escape(value[:half]), escape(value[half:]))
    )


def cells(planted: Planted) -> Shaped:
    """Under the head of its column; digits as a number."""
    value = planted[1]
    number = value.isdigit() and len(value) < 16 and value[0] != "0"
    return "a.xlsx", xlsx(row("Line", name_of(planted)) + row("7", int(value) if number else escape(value)))


def acroform(planted: Planted) -> Shaped | None:
    name = name_of(planted)
    return "a.pdf", form({name.replace(".", " "): planted[1]}, "A form")


def xfa(planted: Planted) -> Shaped:
    name = name_of(planted).replace(" ", "_")
    data = f"<xfa:datasets xmlns:xfa='http://www.xfa.org/schema/xfa-data/1.0/'><xfa:data><form1><{name}>"
    data += f"{escape(planted[1])}</{name}></form1></xfa:data></xfa:datasets>"
    return "a.pdf", form({"Page": "1"}, "A form", xfa=data.encode())


def nested(planted: Planted) -> Shaped:
    """A zip in a zip in a mail."""
    message = EmailMessage()
    message["Subject"] = "minutes"
    message.set_content(PROSE)
    inner = zipped({"b.txt": whole(planted).encode()})
    message.add_attachment(
        zipped({"inner.zip": inner}), maintype="application", subtype="zip", filename="a.zip"
    )
    return "a.eml", message.as_bytes()


def utf16(planted: Planted) -> Shaped:
    return "a.txt", whole(planted).encode("utf-16")


def full_width(planted: Planted) -> Shaped:
    before, value, after = planted
    wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in value)
    return "a.txt", whole((before, wide, after)).encode()


def quoted(planted: Planted) -> Shaped:
    return "a.txt", "".join(f"> {line}\n" for line in whole(planted).splitlines()).encode()


def footer(planted: Planted) -> Shaped:
    return "a.txt", (PROSE * 40 + "-- \n" + "".join(planted) + "\n").encode()


def lying_charset(planted: Planted) -> Shaped:
    """Said to be ASCII, and is not."""
    body = f"{PROSE}Le comité déjà nommé.\n{''.join(planted)}{LAST}"
    return "a.eml", mail(body.encode(), "text/plain; charset=us-ascii", "8bit")


def base64_body(planted: Planted) -> Shaped:
    message = EmailMessage()
    message.set_content(whole(planted), cte="base64")
    return "a.eml", message.as_bytes()


SHAPES: dict[str, Shape] = {
    shape.__name__: shape
    for shape in (
        plain, soft_breaks, entities, split_runs, cells, acroform, xfa, nested, utf16, full_width, quoted,
        footer, lying_charset, base64_body,
    )
}  # fmt: skip
