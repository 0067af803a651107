from __future__ import annotations

import email.policy
import http.client
import threading
from email.message import EmailMessage
from pathlib import Path

from leftopen.demo.webmail import ROWS, Webmail, list_page, write


def _mail(number: int, subject: str) -> EmailMessage:
    mail = EmailMessage(policy=email.policy.default)
    mail["From"], mail["To"] = "Ana <ana@demo.example>", "ben@demo.example"
    mail["Subject"], mail["Date"] = subject, f"Mon, {number % 28 + 1:02d} Mar 2021 10:00:00 +0000"
    return mail


def test_the_newest_mails_come_first_and_are_counted() -> None:
    page = list_page([_mail(number, f"letter {number}") for number in range(1, 51)]).decode()
    assert page.count("<tr><td>") == ROWS
    assert "50 messages, the newest 40" in page
    assert page.index("letter 50<") < page.index("letter 49<")
    assert "letter 10<" not in page


def test_what_a_mail_says_is_escaped() -> None:
    page = list_page([_mail(1, "<script>x</script>")]).decode()
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page
    assert "Ana &lt;ana@demo.example&gt;" in page


def test_every_request_is_logged_with_its_client_and_its_bytes(tmp_path: Path) -> None:
    write(tmp_path / "mails", [b"Subject: one\r\n\r\nhello\r\n"])
    log = tmp_path / "access.log"
    served = Webmail(0, tmp_path / "mails", "", log)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    try:
        connection = http.client.HTTPConnection(
            "127.0.0.1", served.server_address[1], timeout=5, source_address=("127.0.0.9", 0)
        )
        connection.request("GET", "/message/1", headers={"User-Agent": 'odd "agent"\\'})
        assert connection.getresponse().read() == b"Subject: one\r\n\r\nhello\r\n"
        connection.request("GET", "/message/2")
        assert connection.getresponse().status == 404
    finally:
        served.shutdown()
        served.server_close()
    first, second = log.read_text().splitlines()
    assert first.startswith("127.0.0.9 - - [")
    assert first.endswith('"GET /message/1 HTTP/1.1" 200 23 "-" "odd \\x22agent\\x22\\x5c"')
    assert '"GET /message/2 HTTP/1.1" 404 9 ' in second
