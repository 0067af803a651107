"""One made-up incident: the messages, all requests, the log files, and what is true of each message.

The same seed gives the same files. A scene is what became of the log before anybody read it.
"""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tests.impact.incident import lines
from tests.impact.incident.messages import (
    BEGIN,
    END,
    IIS,
    OWN_CLIENT,
    OWN_GATEWAY,
    S3,
    SERVERS,
    Chance,
    Message,
    messages,
)
from tests.impact.incident.requests import Request

SCENES = (
    "complete",
    "rotated_twice",
    "hour_lost",
    "begins_at_the_window",
    "ends_with_the_window",
    "truncated",
    "archive_read",
)

ARCHIVE = {S3: "backup/all.zip"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """`verdict` is the class that the log can show; `delivered` is what really happened."""

    message: Message
    verdict: str
    delivered: bool
    why: str
    logged: tuple[Request, ...]
    """The requests for the message that the log still has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    folder: Path
    items: Path
    truths: dict[str, Truth]
    """By the message's id."""


def make(folder: Path, scene: str, seed: int, per_fate: int = 2) -> Incident:
    """Write the incident's log files (`folder/logs/SERVER`) and list of items (`folder/items.csv`)."""
    truths: dict[str, Truth] = {}
    for number, server in enumerate(SERVERS):
        truths |= one_server(
            folder / "logs" / server, server, scene, Chance(seed * len(SERVERS) + number), per_fate
        )
    write_items(folder / "items.csv", [true.message for true in truths.values()])
    return Incident(folder=folder / "logs", items=folder / "items.csv", truths=truths)


def one_server(folder: Path, server: str, scene: str, chance: Chance, per_fate: int) -> dict[str, Truth]:
    mails = messages(server, chance, per_fate)
    asked = {mail.id: mail.fate.requests(mail, chance) for mail in mails}
    everything = [request for each in asked.values() for request in each]
    everything += background(server, chance)
    if scene == "archive_read":
        everything.append(archive_read(server, chance))
    everything.sort(key=lambda request: request.at)
    folder.mkdir(parents=True)
    kept = write_logs(folder, server, scene, [request for request in everything if survives(scene, request)])
    return {mail.id: truth(scene, mail, tuple(r for r in asked[mail.id] if r in kept)) for mail in mails}


def background(server: str, chance: Chance) -> Iterator[Request]:
    """What every open server hears: a monitor of our own, and strangers who ask for what is not there."""
    at, end = BEGIN - timedelta(hours=3), END + timedelta(hours=3)
    slash = "" if server == S3 else "/"
    while at < end:
        at += timedelta(seconds=chance.dice.uniform(10, 50))
        drawn = chance.dice.random()
        if drawn < 0.5:
            yield Request(
                at=at, client=OWN_CLIENT, path=f"{slash}health", sent=2, size=2, agent="monitor/1.0"
            )
        else:
            path = f"{slash}{chance.dice.choice(('wp-login.php', '.env', 'robots.txt', 'admin'))}"
            client = OWN_GATEWAY if drawn < 0.6 else chance.stranger()
            yield Request(at=at, client=client, path=path, status=404, sent=150, agent=chance.agent())


def archive_read(server: str, chance: Chance) -> Request:
    """A stranger fetches one file that holds all messages."""
    path = ARCHIVE.get(server, "/backup/all.zip")
    at = BEGIN + timedelta(hours=chance.dice.uniform(1, 7))
    return Request(
        at=at, client=chance.stranger(), path=path, sent=40_000_000, size=40_000_000, agent="Wget/1.21"
    )


def survives(scene: str, request: Request) -> bool:
    if scene == "hour_lost":
        return not BEGIN + timedelta(hours=3) <= request.at < BEGIN + timedelta(hours=4)
    if scene == "begins_at_the_window":
        return request.at >= BEGIN + timedelta(minutes=25)
    if scene == "ends_with_the_window":
        return request.at < END
    return True


def truth(scene: str, mail: Message, logged: tuple[Request, ...]) -> Truth:
    """What the log that is left can show of one message."""
    fate = mail.fate
    complete = scene in {"complete", "rotated_twice"}
    verdict, why = (fate.verdict, fate.why) if logged or complete else ("not_served", "")
    delivered = fate.delivered
    if scene == "archive_read":
        delivered = True
        if verdict == "not_served":
            verdict, why = "possibly_served", "any_item_possible"
    elif verdict == "not_served" and not complete:
        verdict, why = "cannot_be_known", ""
    return Truth(message=mail, verdict=verdict, delivered=delivered, why=why, logged=logged)


def write_items(path: Path, mails: list[Message]) -> None:
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("id", "path", "bytes"))
        rows.writerows((mail.id, mail.path, mail.size) for mail in mails)


def write_logs(folder: Path, server: str, scene: str, logged: list[Request]) -> set[Request]:
    """Write the files; the answer is the requests that can still be read in them."""
    half = len(logged) // 2
    if scene == "rotated_twice":
        return write_rotations(folder, server, logged)
    if scene == "truncated":
        data = gzip.compress(text(server, logged[half:]).encode())
        write_file(folder / "access.log.1", text(server, logged[:half]).encode())
        write_file(folder / "access.log.gz", data[: len(data) * 2 // 3])
        left = (
            zlib.decompressobj(zlib.MAX_WBITS | 16)
            .decompress(data[: len(data) * 2 // 3])
            .decode(errors="replace")
        )
        readable = set(left.split("\n")[:-1])
        return set(logged[:half]) | {r for r in logged[half:] if readable & forms(server, r)}
    write_file(folder / "access.log", text(server, logged).encode())
    return set(logged)


def write_rotations(folder: Path, server: str, logged: list[Request]) -> set[Request]:
    """Three rotations, one of them compressed, and each of the older ones there twice."""
    third = len(logged) // 3
    oldest, older, newest = (
        text(server, part).encode() for part in (logged[:third], logged[third:-third], logged[-third:])
    )
    write_file(folder / "access.log", newest)
    write_file(folder / "access.log.1", older)
    write_file(folder / "access.log.1.gz", gzip.compress(older))
    write_file(folder / "access.log.2.gz", gzip.compress(oldest))
    write_file(folder / "access.log.3", oldest)
    return set(logged)


def forms(server: str, request: Request) -> set[str]:
    """The lines that the request may have become."""
    if server != IIS:
        return {lines.LINES[server](request)}
    return {lines.iis(request, fields) for fields in (lines.IIS_FIELDS, lines.IIS_OTHER_FIELDS)}


def write_file(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def text(server: str, logged: list[Request]) -> str:
    """The lines of one file; IIS writes its head again in the middle, with other columns."""
    if server != IIS:
        return "".join(lines.LINES[server](request) + "\n" for request in logged)
    half = len(logged) // 2
    parts = ((lines.IIS_FIELDS, logged[:half]), (lines.IIS_OTHER_FIELDS, logged[half:]))
    return "".join(
        f"{lines.iis_head(fields, part[0])}\n"
        + "".join(lines.iis(request, fields) + "\n" for request in part)
        for fields, part in parts
        if part
    )
