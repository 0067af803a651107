"""Log: lines with a time and a level, an access log or syslog, as text, on a page or as JSON.

Open: at least eight such lines, and at least four of ten of all lines (stack traces stand between them).

Intent: *left open* when lines hold addresses of clients, users, tokens or stack traces; *published* with the
marks of a publisher and no more than stack traces, as build logs of public projects; else undetermined.

False positives: a page of changes or a calendar has dates without levels; a form's "Error" stands alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from leftopen.model.channel import Reply
from leftopen.model.sample import Sample
from leftopen.model.severity import Severity
from leftopen.model.shape import Intent, Shape, ShapeMatch
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer
from leftopen.present.humanize import format_count
from leftopen.wire.http.pages.like_objects import like_objects
from leftopen.wire.http.pages.log_lines import is_log_line, is_log_row
from leftopen.wire.http.pages.page_lines import lines
from leftopen.wire.http.pages.page_parser import read_answer
from leftopen.wire.http.pages.public_marks import why_published
from leftopen.wire.http.pages.row_values import row_date

LEAST, FIRST, ENDS = 8, 200, 20
PIECES, PIECE, TELLING = 8, 2048, 400
_CLIENT = re.compile(r"(?<![\d.v])(?!127\.|0\.|255\.)(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
_USER = re.compile(
    r"\b(?:user(?:name|_name|id)?|login|account|uid)[\"']?\s?[=:]\s?[\"']?[a-zA-Z][\w.@-]{1,60}|"
    r"\bfor (?:invalid )?user [\w.-]{1,60}|\bopened for user\b",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w+-]@[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}\.[a-zA-Z]{2,10}\b")
_TOKEN = re.compile(
    r"\b(?:\w{0,30}token|api[_-]?key|password|passwd|secret|authorization|session(?:_?id)?)[\"']?\s?[=:]\s?[\"']?"
    r"[\w.+/-]{6,}|\bBearer [\w.+/-]{10,}",
    re.IGNORECASE,
)
_TRACE = re.compile(
    r"\s{1,16}at [\w.$<>/]{2,200}\(|Traceback \(most recent|\s{1,8}File \"[^\"]{1,300}\", line \d|"
    r"goroutine \d{1,9} \[|Caused by: |\s{1,8}at .{1,200}:line \d"
)
_SIGNS: tuple[tuple[str, re.Pattern[str], int, tuple[str, ...]], ...] = (
    ("addresses of clients", _CLIENT, 3, (".",)),
    ("users", _USER, 1, ("user", "login", "account", "uid", "opened for")),
    ("users' mail addresses", _MAIL, 1, ("@",)),
    ("tokens", _TOKEN, 1, ("token", "key", "passw", "secret", "authorization", "session", "bearer")),
)


def judge(answer: Answer) -> ShapeMatch | None:
    """A log by its lines."""
    if answer.reply.status != 200 or (answer.page is not None and answer.page.password):
        return None
    found = _rows(answer) if answer.data is not None else lines(answer)
    # The beginning tells what is no log, at a small cost.
    logged = [line for line in found[:FIRST] if is_log_line(line)]
    if not _is_log(found[:FIRST], logged):
        return None
    logged += [line for line in found[FIRST:] if is_log_line(line)]
    if not _is_log(found, logged):
        return None
    traces = any(_TRACE.match(line) for line in found)
    signs = _signs(found)
    intent, why = _intent(answer, signs, traces)
    dates = [when for line in (*logged[:ENDS], *logged[-ENDS:]) if (when := row_date(line)) is not None]
    return ShapeMatch(
        kind=ExposureKind.DATA,
        said=f"at least {format_count(len(logged), 'log line')}",
        intent=intent,
        why=why,
        size=Size(
            records=len(logged),
            at_least=True,
            oldest=min(dates, default=None),
            newest=max(dates, default=None),
        ),
        sample=_sample(logged, bool(signs)),
    )


def _rows(answer: Answer) -> list[str]:
    """The objects of a JSON answer as lines."""
    found = like_objects(answer.data)
    if found is None or not any(map(is_log_row, found.rows[:LEAST])):
        return []
    return [json.dumps(row, ensure_ascii=False) for row in found.rows if is_log_row(row)]


def _is_log(found: Sequence[str], logged: Sequence[str]) -> bool:
    return len(logged) >= LEAST and len(logged) * 10 >= len(found) * 4


def _signs(found: Sequence[str]) -> list[str]:
    """What the lines hold, in a fixed order. The patterns are tried only where one of their words occurs."""
    text = "\n".join(found).lower()
    return [
        name
        for name, pattern, least, hints in _SIGNS
        if any(hint in text for hint in hints) and _holds(found, pattern, least)
    ]


def _holds(found: Sequence[str], pattern: re.Pattern[str], least: int) -> bool:
    hits = 0
    for line in found:
        hits += pattern.search(line[:400]) is not None
        if hits >= least:
            return True
    return False


def _intent(answer: Answer, signs: list[str], traces: bool) -> tuple[Intent, str]:
    if signs:
        return Intent.LEFT_OPEN, f"lines hold {' and '.join(signs)}"
    if why := why_published(answer):
        return Intent.PUBLISHED, why
    if traces:
        return Intent.LEFT_OPEN, "lines hold stack traces"
    return Intent.UNDETERMINED, "log lines without addresses, users or traces"


def _sample(logged: list[str], signs: bool) -> Sample:
    """Lines that hold a user or a token first, then the others."""
    telling = logged[: PIECES * 20]
    if signs:
        patterns = (_MAIL, _USER, _TOKEN)
        telling = sorted(
            logged[:TELLING], key=lambda line: not any(pattern.search(line[:400]) for pattern in patterns)
        )
    return Sample(
        *(
            ("log.txt", "text/plain", "\n".join(telling[at : at + 20]).encode("utf-8", "replace")[:PIECE])
            for at in range(0, min(len(telling), PIECES * 20), 20)
        )
    )


def _example(body: str, kind: str = "text/plain") -> Answer:
    return read_answer("/log", Reply(status=200, headers=(("Content-Type", kind),), body=body.encode()))


_ACCESS_LOG = "".join(
    f'198.51.100.{n} - - [08/Feb/2023:10:00:{n:02} +0000] "GET /a HTTP/1.1" 200 {n}\n' for n in range(10, 20)
)
_APPLICATION = "".join(f"2023-02-08 10:00:{n} INFO job {n} done\n" for n in range(10, 20))

shape = Shape(
    title="Log readable without authentication",
    remedy=(
        "Require a login in front of the log, or bind the program to loopback. Move log files out of the web "
        "root. Revoke every token and change every password that the log holds: for example, search it for "
        "`token=` and `password=`. Keep the access logs: they show who read it."
    ),
    severity=Severity.MEDIUM,
    references=("https://cwe.mitre.org/data/definitions/532.html",),
    sized_by="number of lines in the part that was read, a lower bound",
    judge=judge,
    hits=(
        _example(_ACCESS_LOG),
        _example(_APPLICATION),
        _example(f"<html><body><pre>{_APPLICATION}</pre></body></html>", "text/html"),
    ),
    misses=(
        _example("".join(f"2023-02-{n} version 1.{n} released\n" for n in range(10, 20))),
        _example("".join(f"2023-02-08 10:00:{n} INFO job {n} done\n" for n in range(10, 16))),
        _example("INFO: the office is closed\n" * 12),
    ),
)
