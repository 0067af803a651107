"""A small web mail program, made for the demonstration: no check knows it, so only the shape of its page can
show that its mails are readable.

It serves a list of the mails of a folder and each mail as it is; with a password it asks for Basic
authentication. It reads only, on loopback only.
"""

from __future__ import annotations

import base64
import email.policy
import html
import secrets
import sys
from collections.abc import Sequence
from email.message import EmailMessage
from email.parser import BytesParser
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROWS = 40
_PAGE = (
    "<!doctype html><html><head><title>Message store</title></head><body><h1>Message store</h1>"
    "<p>{count} messages, the newest {shown} of them</p><table><thead><tr><th>From</th><th>To</th>"
    "<th>Subject</th><th>Date</th></tr></thead><tbody>{rows}</tbody></table></body></html>"
)


def write(folder: Path, mails: Sequence[bytes]) -> None:
    """Writes each mail into `folder` as a numbered file."""
    folder.mkdir(exist_ok=True)
    for number, raw in enumerate(mails, 1):
        (folder / f"{number:04d}.eml").write_bytes(raw)


def list_page(mails: Sequence[EmailMessage]) -> bytes:
    """The page that lists the newest mails."""
    shown = [(number, mail) for number, mail in enumerate(mails, 1)][: -ROWS - 1 : -1]
    rows = "".join(_row(number, mail) for number, mail in shown)
    return _PAGE.format(count=len(mails), shown=len(shown), rows=rows).encode()


def _row(number: int, mail: EmailMessage) -> str:
    subject = f'<a href="/message/{number}">{html.escape(str(mail["Subject"]))}</a>'
    cells = (html.escape(str(mail["From"])), html.escape(str(mail["To"])), subject, str(mail["Date"]))
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


class _Request(BaseHTTPRequestHandler):
    """`server` is a Webmail."""

    server: Webmail

    def do_GET(self) -> None:
        if not self._allowed():
            self._answer(HTTPStatus.UNAUTHORIZED, b"", "text/plain")
        elif self.path == "/":
            self._answer(HTTPStatus.OK, list_page(self.server.mails), "text/html; charset=utf-8")
        else:
            self._message(self.path.removeprefix("/message/"))

    def _message(self, number: str) -> None:
        if number.isdecimal() and 1 <= int(number) <= len(self.server.mails):
            self._answer(HTTPStatus.OK, self.server.mails[int(number) - 1].as_bytes(), "message/rfc822")
        else:
            self._answer(HTTPStatus.NOT_FOUND, b"not found", "text/plain")

    def _allowed(self) -> bool:
        given = self.headers.get("Authorization", "")
        return not self.server.secret or secrets.compare_digest(given, self.server.secret)

    def _answer(self, status: HTTPStatus, body: bytes, kind: str) -> None:
        self.send_response(status)
        if status is HTTPStatus.UNAUTHORIZED:
            self.send_header("WWW-Authenticate", 'Basic realm="Message store"')
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Requests are not logged."""


class Webmail(ThreadingHTTPServer):
    """`mails` in the order of their files; `secret` the Authorization header that it asks for, or ''."""

    daemon_threads = True

    def __init__(self, port: int, folder: Path, credentials: str) -> None:
        super().__init__(("127.0.0.1", port), _Request)
        parser = BytesParser(policy=email.policy.default)
        raws = (file.read_bytes() for file in sorted(folder.glob("*.eml")))
        self.mails = [mail for raw in raws if isinstance(mail := parser.parsebytes(raw), EmailMessage)]
        self.secret = f"Basic {base64.b64encode(credentials.encode()).decode()}" if credentials else ""


def main() -> None:
    """Serves until it is ended. Its only argument is a file with three lines: port, folder, and credentials
    as `user:password` or nothing."""
    port, folder, credentials, *_ = [*Path(sys.argv[1]).read_text().splitlines(), "", ""]
    Webmail(int(port), Path(folder), credentials).serve_forever()
