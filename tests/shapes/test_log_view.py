"""Logs of several programs, as text, page and JSON; what their lines tell; dated pages that are no log."""

from __future__ import annotations

import json

import pytest

from leftopen.model.facts import Json
from leftopen.model.shape import Intent
from leftopen.model.web_page import Answer
from leftopen.shapes.log_view import judge
from tests.shapes.made_up import answer, data, page, published

FORMS = {
    "iso": "2023-02-08 10:00:{n} INFO job {n} done",
    "comma": "2023-02-08T10:00:{n},123 [main] DEBUG a.b.C - step {n}",
    "nginx error": "2023/02/08 10:00:{n} [error] 12#12: *{n} open() failed",
    "apache error": "[Wed Feb 08 10:00:{n}.1 2023] [core:notice] [pid {n}] resuming",
    "syslog": "Feb  8 10:00:{n} mars cron[{n}]: job done",
    "rfc5424": "2023-02-08T10:00:{n}+00:00 mars kernel: usb {n} found",
    "klog": "I0208 10:00:{n}.123456    1 main.go:{n}] started",
    "logfmt": "time=2023-02-08T10:00:{n}Z level=info msg=started n={n}",
    "short": "10:00:{n}.123 WARN queue is full {n}",
    "german": "08.02.2023 10:00:{n} FEHLER Datei {n} fehlt",
    "french": "08/02/2023 10:00:{n} ERREUR fichier {n} absent",
    "json": '{{"timestamp":"2023-02-08T10:00:{n}Z","level":"info","message":"job {n} done"}}',
}


def text(form: str, count: int = 12) -> str:
    return "".join(form.format(n=n) + "\n" for n in range(10, 10 + count))


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_each_form_is_a_log_of_unknown_purpose(form: str) -> None:
    found = judge(answer(text(form)))
    assert found is not None
    assert found.said == "at least 12 log lines"
    assert found.intent is Intent.UNDETERMINED
    assert judge(answer(text(form, 7))) is None


def test_on_a_page_preformatted_and_in_a_table() -> None:
    assert judge(page(f'<a href="/">Home</a><h1>Log</h1><pre>{text(FORMS["iso"])}</pre>')) is not None
    rows = "".join(
        f"<tr><td>2023-02-08 10:00:{n}</td><td>WARN</td><td>disk {n}</td></tr>" for n in range(10, 20)
    )
    assert judge(page(f"<table><tr><th>Time</th><th>Level</th><th>Text</th></tr>{rows}</table>")) is not None


def test_objects_of_a_program() -> None:
    rows: list[Json] = [
        {"@timestamp": "2023-02-08T10:00:00Z", "logLevel": "WARN", "msg": f"m{n}", "user": "ann"}
        for n in range(9)
    ]
    found = judge(data({"entries": rows, "total": 9}))
    assert found is not None
    assert found.intent is Intent.LEFT_OPEN
    assert judge(data([{"time": "10:00", "message": "x"}] * 20)) is None


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("2023-02-08 10:00:01 INFO login from 198.51.100.7\n" * 3, "lines hold addresses of clients"),
        ("2023-02-08 10:00:01 INFO user=ann logged in\n", "lines hold users"),
        ("2023-02-08 10:00:01 INFO mail to ann@example.org sent\n", "lines hold users' mail addresses"),
        ("2023-02-08 10:00:01 DEBUG access_token=" + "abcdef" * 3 + "\n", "lines hold tokens"),
        ("2023-02-08 10:00:01 ERROR failed\n    at a.b.C.run(C.java:1)\n", "lines hold stack traces"),
        ('Traceback (most recent call last):\n  File "a.py", line 3, in f\n', "lines hold stack traces"),
    ],
)
def test_what_the_lines_hold_decides(line: str, why: str) -> None:
    found = judge(answer(text(FORMS["iso"]) + line))
    assert found is not None
    assert (found.intent, found.why) == (Intent.LEFT_OPEN, why)
    assert "ann" not in found.said
    assert len(found.sample) >= 1


def test_one_address_of_loopback_or_a_version_is_no_client() -> None:
    lines = "2023-02-08 10:00:01 INFO listening on 127.0.0.1\n2023-02-08 10:00:01 INFO version 1.2.3\n" * 4
    found = judge(answer(text(FORMS["iso"]) + lines))
    assert found is not None
    assert found.intent is Intent.UNDETERMINED


def test_a_public_build_log_is_published_but_not_with_users() -> None:
    traced = text(FORMS["iso"]) + "    at a.b.C.run(C.java:1)\n"
    found = judge(published(f"<pre>{traced}</pre>"))
    assert found is not None
    assert found.intent is Intent.PUBLISHED
    named = judge(published(f"<pre>{traced}2023-02-08 10:00:01 INFO user=ann came\n</pre>"))
    assert named is not None
    assert named.intent is Intent.LEFT_OPEN


@pytest.mark.parametrize(
    "seen",
    [
        answer("".join(f"2023-02-{n} 10:00:00 meeting {n}\n" for n in range(10, 28))),
        answer(
            "".join(f"* Wed Feb {n} 2023 Ann <ann@example.org> - 1.{n}\n- fixed\n" for n in range(10, 28))
        ),
        answer("ERROR\n" * 30),
        answer(text(FORMS["iso"]), status=500),
        answer(text(FORMS["iso"], 10) + "plain words of a letter\n" * 40),
        page('<form><input type="password"></form><pre>' + text(FORMS["iso"]) + "</pre>"),
        answer(json.dumps({"time": 1, "level": "info", "message": "x"}), "application/json"),
    ],
)
def test_what_is_no_log(seen: Answer) -> None:
    assert judge(seen) is None
