"""Generates about 300 made-up mails of a made-up command, the same ones for the same seed.

The real server of February 2023 held years of mail; these are dated 2015 to the eve of that leak. Every value
is generated: see `people` and `mail_templates`. `Truth` records what was written, so that the demonstration
and its tests can compare the scan's results with it.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape

from leftopen.demo import mail_templates
from leftopen.demo.form import filled_form
from leftopen.demo.mail_templates import MailTemplate, Writer
from leftopen.demo.people import UNIT, UNIT_DOMAIN, Person, contractors, staff

SEED = 20230203
COUNT = 300
FIRST = datetime(2015, 1, 5, 8, 0, tzinfo=UTC)
LAST = datetime(2023, 2, 2, 17, 0, tzinfo=UTC)

_KINDS: dict[str, tuple[Writer, int]] = {
    "contract": (mail_templates.contract, 25),
    "personnel": (mail_templates.personnel, 25),
    "marked": (mail_templates.marked, 10),
    "talk": (mail_templates.talk, 40),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """The content of the mails. `kinds` counts mails per kind; `bytes` is the sum of the mails as written;
    `ssns` and `piids` are the distinct values in texts and form, `people` the addresses of all who wrote;
    they are held in memory for the comparison only."""

    count: int
    kinds: dict[str, int]
    oldest: datetime
    newest: datetime
    bytes: int
    ssns: frozenset[str]
    piids: frozenset[str]
    people: frozenset[str]
    form_ssn: str
    unit: str = UNIT
    domain: str = UNIT_DOMAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cast:
    inside: list[Person]
    outside: list[Person]


def write_mails(seed: int = SEED, count: int = COUNT) -> tuple[list[bytes], Truth]:
    """The mails in order of date, each with CRLF lines, and the truth about them. `count` is at least 2."""
    rng = random.Random(seed)  # noqa: S311 - made-up letters, not secrets
    cast = _Cast(inside=staff(rng), outside=contractors(rng))
    dates = _dates(rng, count)
    # Among the newest: a check reads the first mails of each page, never the whole mailbox.
    form_at = max(0, count - 1 - rng.randrange(10))
    subject = rng.choice(cast.inside)
    mails, seen, writers = [], [], set[str]()
    for index, when in enumerate(dates):
        kind = "form" if index == form_at else _kind(rng)
        raw, letter, writer = (
            _form_mail(rng, cast, subject, when) if kind == "form" else _mail(rng, cast, kind, when)
        )
        mails.append(raw)
        seen.append((kind, letter))
        writers.add(writer.address)
    return mails, _truth(mails, seen, dates, subject, writers)


def _truth(
    mails: list[bytes],
    seen: list[tuple[str, MailTemplate]],
    dates: list[datetime],
    subject: Person,
    writers: set[str],
) -> Truth:
    return Truth(
        count=len(mails),
        kinds=dict(Counter(kind for kind, _ in seen)),
        oldest=dates[0],
        newest=dates[-1],
        bytes=sum(map(len, mails)),
        ssns=frozenset({subject.ssn}).union(*(letter.ssns for _, letter in seen)),
        piids=frozenset[str]().union(*(letter.piids for _, letter in seen)),
        people=frozenset(writers),
        form_ssn=subject.ssn,
    )


def _dates(rng: random.Random, count: int) -> list[datetime]:
    """Sorted, on working days by day; the first and the last are exactly FIRST and LAST."""
    between = sorted(_working_hour(rng) for _ in range(count - 2))
    return [FIRST, *between, LAST]


def _working_hour(rng: random.Random) -> datetime:
    day = FIRST + timedelta(days=rng.randrange(1, (LAST - FIRST).days))
    weekday = day - timedelta(days=max(0, day.weekday() - 4))
    return weekday.replace(hour=rng.randrange(9, 17), minute=rng.randrange(60), second=rng.randrange(60))


def _kind(rng: random.Random) -> str:
    return rng.choices(list(_KINDS), weights=[weight for _, weight in _KINDS.values()])[0]


def _mail(rng: random.Random, cast: _Cast, kind: str, when: datetime) -> tuple[bytes, MailTemplate, Person]:
    """And who wrote it."""
    writer = rng.choice(cast.inside)
    reader = rng.choice(cast.outside if kind == "contract" else cast.inside)
    if kind == "contract" and rng.random() < 0.4:
        writer, reader = reader, writer
    letter = _KINDS[kind][0](rng, writer, reader, when)
    message = _message(rng, writer, reader, letter, when)
    if kind == "talk" and rng.random() < 0.3:
        _add_html(rng, message, letter)
    return message.as_bytes(), letter, writer


def _form_mail(
    rng: random.Random, cast: _Cast, writer: Person, when: datetime
) -> tuple[bytes, MailTemplate, Person]:
    reader = rng.choice(cast.inside)
    letter = mail_templates.clearance(writer, reader)
    message = _message(rng, writer, reader, letter, when)
    message.add_attachment(
        filled_form(writer, rng.sample(cast.inside, 3)),
        maintype="application",
        subtype="pdf",
        filename=f"SF86_{writer.family}.pdf",
    )
    message.set_boundary(_token(rng))
    return message.as_bytes(), letter, writer


def _message(
    rng: random.Random, writer: Person, reader: Person, letter: MailTemplate, when: datetime
) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = f"{writer.name} <{writer.address}>"
    message["To"] = f"{reader.name} <{reader.address}>"
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(when)
    message["Message-ID"] = f"<{_token(rng)}@{writer.address.partition('@')[2]}>"
    message.set_content(letter.text + mail_templates.signature(writer))
    return message


def _add_html(rng: random.Random, message: EmailMessage, letter: MailTemplate) -> None:
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in letter.text.split("\n\n"))
    message.add_alternative(f"<html><body>{paragraphs}</body></html>\n", subtype="html")
    message.set_boundary(_token(rng))


def _token(rng: random.Random) -> str:
    """Boundaries and message ids come from the seed too; otherwise two runs would differ."""
    return f"{rng.getrandbits(96):024x}"
