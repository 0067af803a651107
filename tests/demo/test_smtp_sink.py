from __future__ import annotations

import smtplib

import pytest

from leftopen.demo.smtp_sink import SmtpSink


def test_a_mail_sent_in_is_given_back() -> None:
    with SmtpSink() as sink:
        with smtplib.SMTP(sink.host, sink.port, local_hostname="mail.example", timeout=5) as server:
            server.sendmail(
                "a@example.com", ["owner@jltc-example.mil"], b"Subject: open\r\n\r\nIt is open.\r\n"
            )
        assert sink.wait(1, 5)
    assert sink.received[0].startswith(b"Subject: open")
    assert sink.recipients == [("owner@jltc-example.mil",)]


def test_waiting_for_a_mail_that_does_not_come_ends() -> None:
    with SmtpSink() as sink:
        assert not sink.wait(1, 0.1)


def test_it_no_longer_listens_after_stop() -> None:
    with SmtpSink() as sink:
        pass
    with pytest.raises(ConnectionRefusedError):
        smtplib.SMTP(sink.host, sink.port, local_hostname="mail.example", timeout=5)
