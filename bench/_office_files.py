"""PDF and Office files with given lines, as small as their readers accept."""

from __future__ import annotations

import io
import zipfile
import zlib

FORMATS = "http://schemas.openxmlformats.org"
PACKAGE = f"{FORMATS}/package/2006"
RELATIONS = f"{FORMATS}/officeDocument/2006/relationships"
MAIN = [
    f"{FORMATS}/{name}/2006/main"
    for name in ("wordprocessingml", "spreadsheetml", "presentationml", "drawingml")
]


def pdf(lines: list[str], picture: bytes) -> bytes:
    """Pages of fifty lines, and the picture."""
    pages = [lines[at : at + 50] for at in range(0, len(lines), 50)]
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = b" ".join(b"%d 0 R" % (5 + 2 * at) for at in range(len(pages)))
    objects.append(b"<< /Type /Pages /Count %d /Kids [%b] >>" % (len(pages), kids))
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    look = (
        b"/Type /XObject /Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceGray /BitsPerComponent 8"
    )
    objects.append(stream(look + b" /Filter /DCTDecode", picture))
    for at, page in enumerate(pages):
        shown = b"".join(b"(%b) Tj 0 -14 Td\n" % line.encode() for line in page)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R" % (6 + 2 * at)
            + b" /Resources << /Font << /F1 3 0 R >> /XObject << /I1 4 0 R >> >> >>"
        )
        objects.append(stream(b"/Filter /FlateDecode", zlib.compress(b"BT /F1 9 Tf 40 760 Td\n%bET" % shown)))
    return assembled(objects)


def stream(entries: bytes, data: bytes) -> bytes:
    return b"<< %b /Length %d >>\nstream\n%b\nendstream" % (entries, len(data), data)


def assembled(objects: list[bytes]) -> bytes:
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, one in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, one))
    at = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, at))
    return out.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def docx(lines: list[str]) -> dict[str, bytes]:
    look = '<w:pPr><w:spacing w:after="0"/></w:pPr><w:r><w:rPr><w:sz w:val="22"/></w:rPr>'
    runs = "".join(f"<w:p>{look}<w:t>{line}</w:t></w:r></w:p>" for line in lines)
    return {
        "[Content_Types].xml": types("word/document.xml", "wordprocessingml.document.main"),
        "word/document.xml": f'<w:document xmlns:w="{MAIN[0]}"><w:body>{runs}</w:body></w:document>'.encode(),
    }


def xlsx(lines: list[str]) -> dict[str, bytes]:
    cells = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}" t="inlineStr"><is><t>{line}</t></is></c>'
        f'<c r="C{n}"><v>{n * 7}</v></c><c r="D{n}"><v>{n / 8}</v></c></row>'
        for n, line in enumerate(lines, 1)
    )
    sheets = '<sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets>'
    listed = f"{PACKAGE}/relationships"
    sheet = f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
    texts = {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN[1]}" xmlns:r="{RELATIONS}">{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{listed}">{sheet}</Relationships>',
        "xl/worksheets/sheet1.xml": (
            f'<worksheet xmlns="{MAIN[1]}"><sheetData>{cells}</sheetData></worksheet>'
        ),
    }
    return {"[Content_Types].xml": types("xl/workbook.xml", "spreadsheetml.sheet.main")} | {
        name: text.encode() for name, text in texts.items()
    }


def pptx(lines: list[str]) -> dict[str, bytes]:
    slides = {
        f"ppt/slides/slide{n}.xml": (
            f'<p:sld xmlns:p="{MAIN[2]}" xmlns:a="{MAIN[3]}">'
            + "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in lines[at : at + 20])
            + "</p:sld>"
        ).encode()
        for n, at in enumerate(range(0, len(lines), 20), 1)
    }
    return {
        "[Content_Types].xml": types("ppt/presentation.xml", "presentationml.presentation.main"),
        "ppt/presentation.xml": b"<p/>",
    } | slides


def types(part: str, kind: str) -> bytes:
    media = f"application/vnd.openxmlformats-officedocument.{kind}+xml"
    return (
        f'<Types xmlns="{PACKAGE}/content-types"><Override PartName="/{part}" ContentType="{media}"/></Types>'
    ).encode()


OFFICE = {"docx": docx, "xlsx": xlsx, "pptx": pptx}
FOLDER = {"docx": "word", "xlsx": "xl", "pptx": "ppt"}
