"""The archive of a public mailing list by MHonArc, without and with the mbox files that it was made from."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path

from tests.ordinary.published import content
from tests.ordinary.published.command import run

FIRST = 1_772_000_000
NAME = "ferry-users"


def _mails() -> list[EmailMessage]:
    mails = []
    for number in range(24):
        one, mail = content.ARTICLES[number // 3], EmailMessage()
        person = content.PEOPLE[number % len(content.PEOPLE)][0]
        mail["From"] = f"{person} <{content.address(number)}>"
        mail["To"] = f"{NAME}@lists.{content.HOST}"
        mail["Subject"] = f"{'Re: ' if number % 3 else ''}[{NAME}] {one.title}"
        mail["Date"] = formatdate(FIRST + 86_400 * number)
        mail["Message-ID"] = f"<{number}.list@{content.HOST}>"
        mail["List-Id"] = f"Users of the ferry <{NAME}.lists.{content.HOST}>"
        mail["List-Archive"] = f"<https://lists.{content.HOST}/{NAME}/>"
        if number % 3:
            mail["In-Reply-To"] = f"<{number - number % 3}.list@{content.HOST}>"
        mail.set_content(f"{one.text}\n\n-- \n{person}\n")
        mails.append(mail)
    return mails


def _mbox() -> str:
    return "\n".join(f"From list {formatdate(FIRST)}\n{mail.as_string()}" for mail in _mails())


def mhonarc(folder: Path) -> Path:
    """Threads on the front page."""
    (folder / "list.mbox").write_text(_mbox())
    (folder / "out").mkdir()
    words = [
        "mhonarc",
        "-quiet",
        "-outdir",
        "out",
        "-title",
        f"{NAME}: by date",
        "-ttitle",
        f"{NAME}: by thread",
    ]
    run([*words, "-idxfname", "index.html", "list.mbox"], folder)
    return folder / "out"


def with_mboxes(folder: Path) -> Path:
    """A page of months, each with its threads and its mbox."""
    months = ("2026-February", "2026-March", "2026-April")
    out = folder / "out"
    rows = []
    for number, month in enumerate(months):
        below = out / month
        below.mkdir(parents=True)
        part = "\n".join(
            f"From list {formatdate(FIRST)}\n{mail}" for mail in _mails()[8 * number : 8 * number + 8]
        )
        (out / f"{month}.mbox").write_text(part)
        run(
            ["mhonarc", "-quiet", "-outdir", str(below), "-idxfname", "index.html", f"out/{month}.mbox"],
            folder,
        )
        rows.append(f'<tr><td>{month}</td><td><a href="{month}/">Thread</a></td>')
        rows.append(f'<td><a href="{month}.mbox">Text</a></td></tr>')
    title = f"The {NAME} Archives"
    head = f"<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1>"
    (out / "index.html").write_text(f"{head}<table>{''.join(rows)}</table></body></html>")
    return out
