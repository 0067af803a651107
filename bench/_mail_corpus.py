"""A mailbox of made-up mails with attachments, the same for the same seed, with the values that it holds.

Shares by number, as counted in mail stores: three of ten mails plain, the others plain and HTML; a third with
one to three attachments: PDF (text in deflated pages, and a picture), filled PDF forms, DOCX, XLSX, PPTX,
JPEG, CSV, zip. Documents are drawn from a pool, and each copy is made different in its last bytes: no reader
may take it for one that it has read. Numbers are made up: SSN from an area that was never given out, cards
and IBANs with computed check digits.
"""

from __future__ import annotations

import random
from base64 import encodebytes
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from bench._office_files import FOLDER, OFFICE, pdf, zipped
from tests.documents.pdf_forms import SF86_PAGE, form

POOL = 240
KINDS = {
    "pdf": 26, "form": 2, "docx": 26, "xlsx": 17, "pptx": 4, "jpeg": 18, "csv": 4, "zip": 3,
}  # fmt: skip
MEDIA = {
    "pdf": "application/pdf",
    "form": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "jpeg": "image/jpeg",
    "csv": "text/csv",
    "zip": "application/zip",
}
WITH_PARTS, WITH_HTML, HOLDING = 0.33, 0.7, 0.06
SYLLABLES = [*map("".join, zip("bcdfglmnprstvz", "aeiouaeiouaeio", strict=True)), "el", "or", "an"]


@dataclass(slots=True, kw_only=True)
class Corpus:
    """What was written. `values`: the distinct ones by label; `bytes_of`: bytes by kind of content."""

    mails: int = 0
    bytes: int = 0
    values: dict[str, set[str]] = field(default_factory=dict)
    bytes_of: dict[str, int] = field(default_factory=dict)

    def plant(self, values: Iterable[tuple[str, str]]) -> None:
        for label, value in values:
            self.values.setdefault(label, set()).add(value)

    @property
    def text_share(self) -> float:
        """Of the bytes, those of contents that bear text."""
        return 1 - self.bytes_of.get("jpeg", 0) / max(self.bytes, 1)


class Writer:
    """Makes texts, documents and mails from one seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        words = ["".join(self._random.choices(SYLLABLES, k=self._random.randint(1, 4))) for _ in range(4000)]
        self._sentences = [self._sentence(words) for _ in range(6000)]
        self._fresh: list[tuple[str, str]] = []
        kinds = self._random.choices(list(KINDS), list(KINDS.values()), k=POOL - len(KINDS))
        self._pool = [(kind, self._document(kind), self._planted()) for kind in (*KINDS, *kinds)]

    def _sentence(self, words: list[str]) -> str:
        return " ".join(self._random.choices(words, k=self._random.randint(6, 16))).capitalize() + "."

    def text(self, lines: int, *, holding: float = HOLDING) -> list[str]:
        """Lines, a few of them with a value."""
        found = self._random.choices(self._sentences, k=lines)
        if self._random.random() < holding:
            found[self._random.randrange(lines)] = self._value()
        return found

    def _value(self) -> str:
        label = self._random.choice(("us_ssn", "payment_card", "iban", "email_address"))
        draw = self._random.randrange
        if label == "us_ssn":
            value = f"891-{draw(10, 99)}-{draw(1000, 9999)}"
            text = f"His SSN: {value} as agreed."
        elif label == "payment_card":
            value = luhn(f"400000{draw(10**9):09}")
            text = f"Card {value} expires soon."
        elif label == "iban":
            value = iban(f"{draw(10**8):08}{draw(10**10):010}")
            text = f"Please pay to IBAN {value} today."
        else:
            value = f"p{draw(10**6)}@unit{draw(20)}.example.org"
            text = f"Write to {value} please."
        self._fresh.append((label, value))
        return text

    def _planted(self) -> list[tuple[str, str]]:
        """What was planted since this was asked last."""
        planted, self._fresh = self._fresh, []
        return planted

    def _noise(self, least: int, most: int) -> bytes:
        return self._random.randbytes(self._random.randint(least, most))

    def _document(self, kind: str) -> bytes:
        if kind == "jpeg":
            return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + self._noise(40_000, 160_000)
        lines = self.text(self._random.randint(120, 420), holding=0.5 if kind != "form" else 0)
        if kind == "pdf":
            return pdf(lines, self._noise(20_000, 90_000))
        if kind == "form":
            number = f"891-{self._random.randrange(10, 99)}-{self._random.randrange(1000, 9999)}"
            self._fresh.append(("us_ssn", number))
            return form({"LastName": "Roe", "FirstName": "Jane", "SSN": number}, SF86_PAGE, copies=30)
        if kind == "csv":
            return (
                "Name,Place,Remark\n" + "".join(f"Jane,{n},{line}\n" for n, line in enumerate(lines))
            ).encode()
        if kind == "zip":
            return zipped(
                {
                    "notes.txt": "\n".join(lines).encode(),
                    "scan.jpeg": b"\xff\xd8\xff" + self._noise(9_000, 50_000),
                }
            )
        return zipped(
            OFFICE[kind](lines) | {f"{FOLDER[kind]}/media/image1.jpeg": self._noise(10_000, 80_000)}
        )

    def mail(self, number: int, corpus: Corpus) -> bytes:
        draw = self._random
        year = draw.randint(2015, 2023)
        made = EmailMessage(policy=SMTP.clone(linesep="\n"))
        made["From"] = f"jane.roe{draw.randrange(300)}@unit{draw.randrange(20)}.example.mil"
        made["To"] = f"john.doe{draw.randrange(300)}@example.org"
        made["Subject"] = self._sentences[draw.randrange(6000)][:60]
        made["Date"] = f"Tue, 01 Jan {year} 10:00:00 +0000"
        made["Message-ID"] = f"<{number}.{draw.randrange(10**9)}@example.mil>"
        for hop in range(4):
            made["Received"] = (
                f"from relay{hop}.example.mil (10.0.0.{hop}) by mx.example.mil with ESMTP id {number}"
            )
        text = "\n".join(self.text(draw.randint(10, 60)))
        made.set_content(text, cte="quoted-printable" if draw.random() < 0.2 else "7bit")
        corpus.bytes_of["plain"] = corpus.bytes_of.get("plain", 0) + len(text)
        if draw.random() < WITH_HTML:
            rows = "".join(
                f'<p class="MsoNormal"><span lang="EN-US">{line}</span></p>\n' for line in text.split("\n")
            )
            style = "<style>p.MsoNormal {margin:0cm; font-size:11pt}</style>"
            markup = f"<html><head>{style}</head><body>{rows}</body></html>"
            made.add_alternative(markup, subtype="html", cte="quoted-printable")
            corpus.bytes_of["html"] = corpus.bytes_of.get("html", 0) + len(markup)
        corpus.plant(self._planted())
        whole = made.as_bytes()
        if draw.random() < WITH_PARTS:
            whole = self._with_parts(whole, number, corpus)
        return b"From jane.roe@example.mil Tue Jan  1 10:11:12 %d\n%b\n" % (
            year,
            whole.replace(b"\nFrom ", b"\n>From "),
        )

    def _with_parts(self, whole: bytes, number: int, corpus: Corpus) -> bytes:
        head, _, body = whole.partition(b"\n\n")
        keep = [
            line for line in head.split(b"\n") if not line.startswith((b"Content-", b"MIME-", b" boundary"))
        ]
        inner = [line for line in head.split(b"\n") if line.startswith((b"Content-", b" boundary"))]
        mark = b"=_outer_%d" % number
        pieces = [
            b"\n".join(keep),
            b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="%b"\n' % mark,
        ]
        pieces += [b"--" + mark, b"\n".join(inner), b"", body]
        for at in range(self._random.randint(1, 3)):
            kind, data, values = self._pool[self._random.randrange(len(self._pool))]
            corpus.plant(values)
            coded = encodebytes(different(kind, data, number * 4 + at)).rstrip(b"\n")
            corpus.bytes_of[kind] = corpus.bytes_of.get(kind, 0) + len(coded)
            name = f"document{number}.{'pdf' if kind == 'form' else kind}".encode()
            pieces += [b"--" + mark, b'Content-Type: %b; name="%b"' % (MEDIA[kind].encode(), name)]
            pieces += [
                b"Content-Transfer-Encoding: base64",
                b'Content-Disposition: attachment; filename="%b"' % name,
            ]
            pieces += [b"", coded]
        return b"\n".join([*pieces, b"--" + mark + b"--", b""])


def write(path: Path, size: int, seed: int) -> Corpus:
    """A mailbox of about `size` bytes."""
    maker, corpus = Writer(seed), Corpus()
    with path.open("wb") as file:
        while corpus.bytes < size:
            corpus.bytes += file.write(maker.mail(corpus.mails, corpus))
            corpus.mails += 1
    return corpus


def luhn(digits: str) -> str:
    """With its check digit."""
    total = sum(sum(divmod(int(one) * (2 - at % 2), 10)) for at, one in enumerate(reversed(digits)))
    return digits + str(-total % 10)


def iban(account: str) -> str:
    """German, with its check digits."""
    check = 98 - int(account + "131400") % 97
    return f"DE{check:02}{account}"


def different(kind: str, data: bytes, number: int) -> bytes:
    """The same document with other last bytes."""
    mark = b"%012d" % number
    if kind in OFFICE or kind == "zip":
        # The length of the comment is the last field of an archive.
        return data[:-2] + len(mark).to_bytes(2, "little") + mark
    return data + (b"%%%b\n" % mark if kind in ("pdf", "form") else b"\n" + mark)
