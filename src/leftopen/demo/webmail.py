"""A small web mail program, made for the demonstration: no check knows it, so only the shape of its page can
show that its mails are readable.

It serves a list of the mails of a folder and each mail as it is; with a password it asks for Basic
authentication. It reads only, on loopback only, and logs every request as Apache's combined format has it.
"""

from __future__ import annotations

import base64
import email.policy
import html
import secrets
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
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
            self._answer(HTTPStatus.OK, self.server.raws[int(number) - 1], "message/rfc822")
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
        # Before the answer, so that whoever has it finds it in the log.
        self.server.note(self._line(status, len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _line(self, status: HTTPStatus, sent: int) -> str:
        """In the combined format, UTC."""
        agent, referer = (_quoted(self.headers.get(name, "-")) for name in ("User-Agent", "Referer"))
        at = datetime.now(UTC).strftime("%d/%b/%Y:%H:%M:%S +0000")
        asked = f'{self.client_address[0]} - - [{at}] "{_quoted(self.requestline)}" {status.value} {sent}'
        return f'{asked} "{referer}" "{agent}"\n'

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the terminal: `note` keeps the log."""


def _quoted(text: str) -> str:
    """As Apache writes what a client chose: no quotation mark and no control character."""
    return "".join(
        char
        if " " <= char <= "~" and char not in '"\\'
        else "".join(f"\\x{byte:02x}" for byte in char.encode())
        for char in text
    )


class Webmail(ThreadingHTTPServer):
    """`mails` in the order of their files, `raws` as they are on disk; `secret` the Authorization header
    that it asks for, or ''. `log`: the file that each request is added to, None for none."""

    daemon_threads = True

    def __init__(self, port: int, folder: Path, credentials: str, log: Path | None = None) -> None:
        super().__init__(("127.0.0.1", port), _Request)
        parser = BytesParser(policy=email.policy.default)
        self.raws = [file.read_bytes() for file in sorted(folder.glob("*.eml"))]
        parsed = map(parser.parsebytes, self.raws)
        self.mails = [mail for mail in parsed if isinstance(mail, EmailMessage)]
        self._log, self._writing = log, threading.Lock()
        self.secret = f"Basic {base64.b64encode(credentials.encode()).decode()}" if credentials else ""

    def note(self, line: str) -> None:
        """Adds a line to the log."""
        if self._log is not None:
            with self._writing, self._log.open("a") as opened:
                opened.write(line)


def main() -> None:
    """Serves until it is ended. Its only argument is a file with four lines: port, folder, credentials as
    `user:password` or nothing, and the log."""
    port, folder, credentials, log, *_ = [*Path(sys.argv[1]).read_text().splitlines(), "", ""]
    Webmail(int(port), Path(folder), credentials, Path(log) if log else None).serve_forever()
