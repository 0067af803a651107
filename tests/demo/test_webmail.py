from __future__ import annotations

import email.policy
from email.message import EmailMessage

from leftopen.demo.webmail import ROWS, list_page


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
