"""Made-up stores of which is known what really went out: files of a web server, blobs, mailboxes, messages.

Each item has a truth that no log decides: `served`, `served_in_part` or `not_served` to strangers within the
window. The log is what such a server writes of it, and a scene is what became of that log.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from leftopen.model.access_logs import Item
from tests.impact.incident import lines
from tests.impact.incident.incident import background
from tests.impact.incident.messages import BEGIN, END, IIS, OWN_CLIENT, Chance
from tests.impact.incident.requests import Request

SERVED, IN_PART, NOT = "served", "served_in_part", "not_served"
LOST = (BEGIN + timedelta(hours=3), BEGIN + timedelta(hours=4))
Line = tuple[datetime, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """`truth` by the item's id. `people`: users and addresses of the strangers that were in a mailbox."""

    items: tuple[Item, ...]
    truth: dict[str, str]
    people: frozenset[tuple[str, str]] = frozenset()
    alone: bool = False
    complete: bool = False


@dataclass(kw_only=True)
class _Draft:
    items: list[Item] = field(default_factory=list)
    truth: dict[str, str] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)

    def add(self, item: Item, truth: str, asked: Sequence[Request] = ()) -> None:
        self.items.append(item)
        self.truth[item.id] = truth
        self.asked += asked


FATES: tuple[tuple[int, str, dict[str, float | int | str]], ...] = (
    (50, NOT, {}),
    (15, SERVED, {"sent": 1.0}),
    (5, IN_PART, {"sent": 0.4, "status": 206}),
    (5, IN_PART, {"sent": 0.3}),
    (6, NOT, {"status": 403, "sent": 0.01}),
    (4, NOT, {"status": 404, "sent": 0.01}),
    (5, NOT, {"method": "HEAD", "sent": 0.0}),
    (6, NOT, {"sent": 1.0, "client": OWN_CLIENT, "agent": "backup/2.1"}),
    # What a log cannot tell from a read: a copy from before, and a refusal as long as the item.
    (2, NOT, {"status": 304, "sent": 0.0}),
    (2, NOT, {"status": 403, "sent": 1.1}),
)
"""How often, the truth, and what the log has of it; `sent` as a share of the item."""


def objects(folder: Path, server: str, scene: str, seed: int, number: int = 200) -> Store:
    """Files of a web server or blobs of a container; strangers list the container, or a folder in the scene
    `folder_listed`."""
    chance, draft = Chance(seed), _Draft()
    root = "/mail" if server in lines.AZURE else f"/{server}"
    sizes = chance.dice.sample(range(6_000, 90_000), number)
    for place, size in enumerate(sizes):
        item = Item(id=f"{server}-{place}", path=f"{root}/note-{place:04d}.eml", size=size)
        _, truth, shown = chance.dice.choices(FATES, weights=[fate[0] for fate in FATES])[0]
        draft.add(item, truth, [_request(item, shown, chance)] if shown else [])
    around = list(_listings(root, chance) if server in lines.AZURE else background(server, chance))
    if scene == "folder_listed":
        around += [_get(f"{root}/", 30_000, chance) for _ in range(3)]
    logged = sorted((*draft.asked, *around), key=lambda one: one.at)
    if scene == "hour_lost":
        logged = [one for one in logged if not LOST[0] <= one.at < LOST[1]]
    text = "".join(f"{lines.LINES[server](one)}\n" for one in logged)
    head = f"{lines.iis_head(lines.IIS_FIELDS, logged[0])}\n" if server == IIS else ""
    _written(folder / "access.log", head + text)
    return Store(items=tuple(draft.items), truth=draft.truth)


def _request(item: Item, shown: dict[str, float | int | str], chance: Chance) -> Request:
    changes = {name: value for name, value in shown.items() if name != "sent"}
    sent = int(item.size * float(shown["sent"]))
    values = {"at": chance.within(), "client": chance.stranger(), "path": item.path, "agent": chance.agent()}
    return Request(**(values | {"sent": sent, "size": item.size} | changes))  # type: ignore[arg-type]


def _get(path: str, sent: int, chance: Chance) -> Request:
    return Request(
        at=chance.within(), client=chance.stranger(), path=path, sent=sent, size=sent, agent=chance.agent()
    )


def _listings(root: str, chance: Chance) -> Iterator[Request]:
    """Our own monitor reads a blob that is no item; strangers list the container and ask for what is not
    there."""
    at, end = BEGIN - timedelta(hours=3), END + timedelta(hours=3)
    while at < end:
        at += timedelta(seconds=chance.dice.uniform(10, 50))
        drawn = chance.dice.random()
        if drawn < 0.5:
            yield Request(at=at, client=OWN_CLIENT, path=f"{root}/alive.txt", sent=2, size=2, agent="monitor")
        elif drawn < 0.7:
            yield Request(
                at=at, client=chance.stranger(), path=root, query="restype=container&comp=list", sent=18_000,
                operation="ListBlobs", agent=chance.agent(),
            )  # fmt: skip
        else:
            yield Request(
                at=at, client=chance.stranger(), path=f"{root}/backup", status=404, sent=215, agent="curl/8"
            )


def mailboxes(folder: Path, scene: str, seed: int) -> Store:
    """Accounts of a mail server, of which strangers have the passwords of a few. They try those of all, and
    take some mails of each that they are in: the log says how many bytes."""
    chance = Chance(seed)
    dice = chance.dice
    users = [f"u{number}@unit.example" for number in range(dice.randint(10, 16))]
    items = [
        Item(id=f"<{user[:-13]}.{number}@unit.example>", mailboxes=_in(user, users, chance), size=size)
        for user in users
        for number, size in enumerate(dice.sample(range(900, 40_000), dice.randint(5, 15)))
    ]
    truth, people = {one.id: NOT for one in items}, set[tuple[str, str]]()
    log = list(_own_sessions(users, chance))
    for user in dice.sample(users, dice.randint(1, 4)):
        for _ in range(dice.randint(1, 3)):
            protocol = "pop3" if scene == "pop3_only" else dice.choice(("imap", "pop3"))
            held = [one for one in items if user in one.mailboxes]
            taken = dice.sample(held, dice.randint(0, len(held)))
            client = chance.stranger()
            # One in ten was in when the window began.
            at = chance.within() if dice.random() < 0.9 else BEGIN - timedelta(minutes=7)
            if scene != "hour_lost" or not LOST[0] <= at < LOST[1]:
                people.add((user, client))
            seconds = dice.randrange(900) if at > BEGIN else 1200
            log += _session(at, at + timedelta(seconds=seconds), user, client, protocol, taken)
            truth |= {one.id: SERVED for one in taken}
    for number in range(dice.randint(20, 60)):
        log.append(_failed(chance.within(), dice.choice(users), chance.stranger(), number))
    if scene == "hour_lost":
        log = [one for one in log if not LOST[0] <= one[0] < LOST[1]]
    _written(folder / "mail.log", "".join(f"{line}\n" for _, line in sorted(log, key=lambda one: one[0])))
    return Store(
        items=tuple(items),
        truth=truth,
        people=frozenset(people),
        alone=scene not in ("pop3_only", "shared_or_not"),
        complete=scene != "hour_lost",
    )


def _at(at: datetime) -> str:
    return f"{at.isoformat(timespec='microseconds')} mx dovecot: "


def _in(user: str, users: Sequence[str], chance: Chance) -> tuple[str, ...]:
    """One mail in ten lies in the mailbox of a colleague, too."""
    return (user, chance.dice.choice(users)) if chance.dice.random() < 0.1 else (user,)


def _session(
    at: datetime, end: datetime, user: str, client: str, protocol: str, taken: Sequence[Item]
) -> list[Line]:
    size, name = sum(one.size for one in taken), f"s{at.timestamp()}{client}"
    gave = f"top=0/0, retr={len(taken)}/{size}, del=0/9, size=99999"
    if protocol == "imap":
        gave = f"in=90 out={size + 700} hdr_count=0 hdr_bytes=0 body_count={len(taken)} body_bytes={size}"
    return [
        (at, f"{_at(at)}{protocol}-login: Login: user=<{user}>, method=PLAIN, rip={client}, lip=192.0.2.1, "
         f"mpid=7, TLS, session=<{name}>"),
        (end, f"{_at(end)}{protocol}({user})<7><{name}>: Disconnected: Logged out {gave}"),
    ]  # fmt: skip


def _failed(at: datetime, user: str, client: str, number: int) -> Line:
    return at, (
        f"{_at(at)}imap-login: Login aborted: Connection closed (auth failed, 1 attempts in 2 secs): "
        f"user=<{user}>, method=PLAIN, rip={client}, lip=192.0.2.1, session=<f{number}>"
    )


def _own_sessions(users: Sequence[str], chance: Chance) -> Iterator[Line]:
    at, end = BEGIN - timedelta(hours=3), END + timedelta(hours=3)
    while at < end:
        at += timedelta(seconds=chance.dice.uniform(10, 60))
        over = at + timedelta(seconds=chance.dice.uniform(1, 900))
        yield from _session(at, over, chance.dice.choice(users), OWN_CLIENT, "imap", ())


def audit(folder: Path, scene: str, seed: int) -> Store:
    """An export of Microsoft 365's audit log: who opened which messages of several mailboxes, beside much
    else. `page_lost`: its last pages are missing; `capped`: the search gave no more than its limit;
    `filtered`: only one operation; `no_reads`: every operation but the one that names messages."""
    chance = Chance(seed)
    dice, users = chance.dice, [f"u{number}@unit.example" for number in range(6)]
    items = [Item(id=f"<m{number}@unit.example>", mailboxes=(dice.choice(users),)) for number in range(60)]
    truth, people = {one.id: NOT for one in items}, set[tuple[str, str]]()
    records = [_event(chance.within(), dice.choice(users), OWN_CLIENT, "Send") for _ in range(90)]
    for one in items:
        user = one.mailboxes[0]
        if dice.random() < 0.4:
            client = chance.stranger()
            truth[one.id] = SERVED
            people.add((user, client))
            records.append(_bind(chance.within(), user, client, one.id))
        if dice.random() < 0.4:
            records.append(_bind(chance.within(), user, OWN_CLIENT, one.id))
    records.sort(key=lambda found: str(found["CreationTime"]))
    exported = [found | {"Id": f"{seed}-{place}"} for place, found in enumerate(records)]
    kept = EXPORTS[scene](exported)
    _written(folder / "audit.json", json.dumps(kept if scene == "capped" else _rows(kept, scene, exported)))
    shown = {(str(one["UserId"]), str(one["ClientIPAddress"])) for one in kept if one["Operation"] == READ}
    return Store(items=tuple(items), truth=truth, people=frozenset(people & shown), complete=True)


READ = "MailItemsAccessed"
CAP = 100
Record = dict[str, object]
EXPORTS: Mapping[str, Callable[[list[Record]], list[Record]]] = {
    "whole": lambda found: found,
    "page_lost": lambda found: found[: len(found) * 2 // 3],
    "capped": lambda found: found[:CAP],
    "filtered": lambda found: [one for one in found if one["Operation"] == READ],
    "no_reads": lambda found: [one for one in found if one["Operation"] != READ],
}


def _rows(kept: list[Record], scene: str, exported: list[Record]) -> list[Record]:
    """As Search-UnifiedAuditLog gives them: of what a filter left, it counts no more."""
    count = len(exported) if scene == "page_lost" else len(kept)
    return [
        {"AuditData": json.dumps(one), "ResultIndex": place, "ResultCount": count}
        for place, one in enumerate(kept, 1)
    ]


def _event(at: datetime, user: str, client: str, operation: str) -> Record:
    return {
        "CreationTime": f"{at:%Y-%m-%dT%H:%M:%S}", "Operation": operation, "UserId": user,
        "ClientIPAddress": client, "ClientInfoString": "Client=REST;",
    }  # fmt: skip


def _bind(at: datetime, user: str, client: str, message: str) -> Record:
    kinds = (("MailAccessType", "Bind"), ("IsThrottled", "False"))
    return _event(at, user, client, READ) | {
        "OperationProperties": [{"Name": name, "Value": value} for name, value in kinds],
        "Folders": [{"Path": "\\Inbox", "FolderItems": [{"InternetMessageId": message, "SizeInBytes": 9}]}],
    }


def _written(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True)
    file.write_text(text)
