"""The canaries, and the servers that hold them: made-up words that no list and no detector can know."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from leftopen.demo.form import filled_form
from leftopen.demo.people import Person
from leftopen.demo.program import LOOPBACK

# Words as a name is one: only by not being kept at all can they stay out.
BODY, SIGNED, SUBJECT, SENDER = "Vexmorrow", "Thornquillan", "Ashgrovel", "Umbrelowe"
ATTACHED, FILLED, KNOWN = "Marrowfenn", "Quillhaven", "Nettlesworth"
FILE, FOLDER, DEEPER, TEXT = "Brindlewick", "Ottershade", "Larkenfell", "Sallowmere"
HOME, COOKIE = "Hollowbyrne", "Fennimarch"
NAMES = (
    BODY, SIGNED, SUBJECT, SENDER, ATTACHED, FILLED, KNOWN, FILE, FOLDER, DEEPER, TEXT, HOME, COOKIE,
)  # fmt: skip

# Values as detectors know them; areas 734 to 749 were never given to an adult of these years.
SSN = {
    "body": "741-22-3910",
    "form": "742-33-4021",
    "file": "743-44-5132",
    "title": "744-55-6243",
    "header": "745-66-7354",
    "text": "746-77-8465",
    "home": "747-88-9576",
    "import": "748-99-1687",
}
ADDRESS = {
    "body": "kest.aldermoss@one.example",
    "form": "wyn.bracklesby@two.example",
    "file": "ise.corvenhal@three.example",
    "title": "tam.dunmarrow@four.example",
    "header": "ula.everglint@five.example",
    "text": "ros.fallowden@six.example",
    "sender": "nia.grimthorne@seven.example",
    "home": "oda.hartsmoor@eight.example",
    "import": "ivo.inglemarsh@ten.example",
}
VALUES = (
    *SSN.values(),
    *(value.replace("-", "") for value in SSN.values()),
    *ADDRESS.values(),
    *(value.partition("@")[0] for value in ADDRESS.values()),
)
ALL = (*NAMES, *VALUES)


def encoded(text: str) -> list[str]:
    """That text, with something on both sides of it, as encoders write it."""
    word = base64.b64encode(text.encode()).decode()
    named = text.replace("@", "&commat;").replace("-", "&#45;").replace(".", "&#x2e;")
    escaped = text.replace("@", "\\u0040").replace("-", "\\x2d")
    quoted = "".join(char if char.isalnum() else f"={ord(char):02X}" for char in text)
    percent = "".join(f"%{ord(char):02x}" for char in text)
    return [
        f"mbox_{text}_2024", f"x.{named}.", f'"{escaped}"', f"/{percent}/", f"'{quoted}'",
        f"=?utf-8?b?{word}?=", f"\\n{text}", percent.replace("%", "%25"),
    ]  # fmt: skip


TITLE_WORD = "Gatekeepery"
"""Stands in a page title, which is kept for search: see `test_kept`."""


def mails() -> list[bytes]:
    """Small talk, and two that any look would choose to read."""
    return [_mail(number).as_bytes(policy=SMTP) for number in range(12)] + [
        _telling().as_bytes(policy=SMTP),
        _with_form().as_bytes(policy=SMTP),
    ]


def _mail(number: int) -> EmailMessage:
    message = EmailMessage()
    message["From"] = f"{SENDER} <{ADDRESS['sender']}>"
    message["To"] = "desk@nine.example"
    message["Subject"] = f"Lunch {number} with {SUBJECT}"
    message["Date"] = f"Mon, {number + 1:02d} Mar 2021 08:00:00 +0000"
    message.set_content(f"{BODY} brings the bread.\n\nV/r,\n{SIGNED}, Transport Branch\n")
    return message


def _telling() -> EmailMessage:
    message = _mail(20)
    message.replace_header("Subject", f"SSN roster of {SUBJECT}")
    message.set_content(
        f"{BODY} {SSN['body']} {ADDRESS['body']}\n(CUI) {BODY} travels.\n\nRespectfully,\n"
        f"{SIGNED} {BODY}\n{SIGNED} Group\nController {SIGNED}, 3rd Training Command\n"
    )
    return message


def _with_form() -> EmailMessage:
    message = _mail(21)
    message.replace_header("Subject", f"SF-86 completed by {SUBJECT}")
    message.add_attachment(
        filled_form(_person(FILLED, "form"), [_person(KNOWN, "form")]),
        maintype="application",
        subtype="pdf",
        filename=f"SF86_{ATTACHED}.pdf",
    )
    return message


def _person(family: str, which: str) -> Person:
    return Person(
        given=family,
        family=family,
        rank="Ms.",
        branch="Transport Branch",
        address=ADDRESS[which],
        ssn=SSN[which],
        phone="(555) 555-0123",
    )


def fill(folder: Path) -> None:
    """What the listing lists: names that say whose they are, and one text that a look would choose."""
    deep = folder / FOLDER / f"{DEEPER} {SSN['file']}"
    deep.mkdir(parents=True)
    (folder / f"passport_{FILE}_{SSN['file']}.txt").write_text(f"{TEXT}: {SSN['text']}, {ADDRESS['text']}\n")
    (folder / f"{ADDRESS['file']}.csv").write_text(f"name,ssn\n{TEXT},{SSN['text']}\n")
    (deep / f"payroll {FILE}.csv").write_text(f"name,ssn\n{TEXT},{SSN['text']}\n")


class _Handler(BaseHTTPRequestHandler):
    """Somebody's home folder, listed under its path, by a server with a talkative head."""

    page = b""
    paths: tuple[str, ...] = ("/",)

    def do_GET(self) -> None:
        served = not self.paths or self.path in self.paths
        self.send_response(200 if served else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Set-Cookie", f"session={COOKIE}; Path=/{COOKIE}")
        self.send_header("X-Owner", f"{ADDRESS['header']}, SSN {SSN['header']}")
        self.send_header("X-Written", ", ".join(encoded(ADDRESS["header"]) + encoded(SSN["header"])))
        body = self.page if served else b"no"
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *values: object) -> None:
        """Says nothing."""


HOME_PAGE = (
    f"<html><head><title>Index of /home/{HOME}/{ADDRESS['home']}/{SSN['home']}/</title></head>"
    f"<body><h1>Index of /home/{HOME}/{ADDRESS['home']}/{SSN['home']}/</h1><pre>"
    f'<a href="{FILE}.txt">{FILE}.txt</a>  01-Oct-2021 08:00  12\n</pre></body></html>'
).encode()
TITLE_PAGE = (
    f"<html><head><title>{TITLE_WORD} portal, {ADDRESS['title']}, {SSN['title']}</title></head>"
    f"<body>{BODY}</body></html>"
).encode()


@contextmanager
def page(content: bytes, port: int, *paths: str) -> Iterator[None]:
    """A web server on loopback with one page, at these paths or (none given) at every path."""
    handler = type("Handler", (_Handler,), {"page": content, "paths": paths})
    with ThreadingHTTPServer((LOOPBACK, port), handler) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.05,))
        serving.start()
        try:
            yield
        finally:
            server.shutdown()
            serving.join()
