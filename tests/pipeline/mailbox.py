"""A mailbox that answers in exactly Sendria's shapes; `locked` makes it ask for a password."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from tests.pipeline.web import Answer, Web, page

SERVER = "Sendria/2.2.2 (https://github.com/msztolcman/sendria)"
PER_PAGE = 100
LETTERS = (
    "From: Dana Quill <dana.quill@unit.example.mil>\r\nTo: Pat Moor <pat.moor@unit.example.mil>\r\n"
    "Date: Tue, 03 Mar 2015 10:00:00 +0000\r\nSubject: Your background form\r\n\r\n"
    "My SSN: 891-23-4567, as you asked.\r\n",
    "From: Lee Ash <lee.ash@unit.example.mil>\r\nTo: Dana Quill <dana.quill@unit.example.mil>\r\n"
    "Date: Wed, 01 Feb 2023 09:30:00 +0000\r\nSubject: Lunch\r\n\r\nAt noon?\r\n",
)
"""Made-up people. Numbers that begin with 891 are never issued."""
SECRET = "891-23-4567"


@dataclass
class Mailbox:
    """`web` is its talk. `gone`: the same server, which no longer serves mail."""

    letters: tuple[str, ...] = LETTERS
    locked: bool = False
    gone: bool = False
    web: Web = field(init=False)

    def __post_init__(self) -> None:
        self.web = Web(answer=self._answer)

    def _answer(self, path: str) -> Answer:
        if self.locked:
            return page(401, b"", server=SERVER, www_authenticate='Basic realm="Sendria"')
        parts = urlsplit(path)
        if parts.path == "/":
            html = b"<!DOCTYPE html><html><head><title>Sendria:2.2.2</title></head></html>"
            return page(200, html, server=SERVER, content_type="text/html; charset=utf-8")
        if parts.path == "/api/messages/" and not self.gone:
            return self._list(int(parse_qs(parts.query).get("page", ["1"])[0]))
        if parts.path.startswith("/api/messages/") and parts.path.endswith(".eml") and not self.gone:
            number = int(parts.path.removeprefix("/api/messages/").removesuffix(".eml"))
            if 1 <= number <= len(self.letters):
                letter = self.letters[number - 1].encode()
                return page(200, letter, server=SERVER, content_type="message/rfc822")
        return page(404, b"404: Not Found", server=SERVER, content_type="text/plain; charset=utf-8")

    def _list(self, number: int) -> Answer:
        newest = [self._mail(index) for index in range(len(self.letters), 0, -1)]
        shown = newest[(number - 1) * PER_PAGE : number * PER_PAGE]
        total = math.ceil(len(self.letters) / PER_PAGE)
        body = json.dumps({"code": "OK", "data": shown, "meta": {"pages_total": total}}).encode()
        return page(200, body, server=SERVER, content_type="application/json; charset=utf-8")

    def _mail(self, number: int) -> dict[str, object]:
        source = self.letters[number - 1].replace("\r\n", "\n")
        subject = next(line[9:] for line in source.splitlines() if line.startswith("Subject: "))
        return {
            "id": number,
            "sender_envelope": "dana.quill@unit.example.mil",
            "subject": subject,
            "source": source,
            "size": len(source),
            "type": "text/plain",
            "created_at": "2026-01-01T00:00:00",
        }
