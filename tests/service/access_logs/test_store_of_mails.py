"""A made-up store of an mbox, MSG files, a data file of Outlook and an archive, and an audit log of Microsoft
365: what is said of each person equals the truth, and nobody who was served is called not served."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from leftopen.formats.mapi_mail import MESSAGE_ID
from leftopen.service.access_logs import people
from leftopen.service.assessments.people import lines as people_lines
from leftopen.service.workspace.workspace import Workspace
from tests.documents.archives import zipped
from tests.documents.ole_files import Item as MsgItem
from tests.documents.ole_files import msg
from tests.documents.pst_files import Item as PstItem
from tests.documents.pst_files import pst
from tests.service.access_logs.test_messages import OWN, STRANGER, assessed, mailbox, read, record

FIRST = ("Ann", "Bob", "Cyd", "Dee", "Eve", "Fay", "Gus", "Hal", "Ida", "Joe", "Kim", "Lee", "May", "Ned",
         "Ola", "Pat", "Ray", "Sue", "Tom", "Una", "Val", "Wes", "Zoe", "Max")  # fmt: skip
SSN = {name: f"891-23-45{number:02}" for number, name in enumerate(FIRST, 10)}
PLACES = ("mbox", "msg", "pst", "pst/old", "zip", "mbox+pst", "msg+zip")
READS = ("stranger", "own", "nobody", "nobody")
NOT, UNKNOWN, POSSIBLY, SERVED = "not_served", "cannot_be_known", "possibly_served", "served"
ORDER = (NOT, UNKNOWN, POSSIBLY, SERVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """Of one person; `id` is '' for none. `read`: by whom, by its ID."""

    number: int
    person: str
    id: str
    places: tuple[str, ...]
    read: str

    @property
    def text(self) -> str:
        return f"Full Name: {self.person} Roe\nSSN: {SSN[self.person]}\nMail {self.number}\n"


def made_up(seed: int) -> list[Mail]:
    """Each place, with and without an ID, and each reader; then mails of the same people at random."""
    draw = random.Random(seed)
    mails = []
    for number in range(3 * len(FIRST)):
        named = number % 5 != 4
        mails.append(
            Mail(
                number=number,
                person=FIRST[number] if number < len(FIRST) else draw.choice(FIRST),
                id=f"<{number}.{draw.randrange(10**9)}@unit.example>" if named else "",
                places=tuple(PLACES[number % len(PLACES)].split("+")),
                # Nobody can name what has no ID; whoever reads it shows in no log.
                read=READS[(number // len(PLACES) + number) % len(READS)] if named else "nobody",
            )
        )
    return mails


def written(store: Path, mails: Sequence[Mail]) -> None:
    in_place: defaultdict[str, list[Mail]] = defaultdict(list)
    for one in mails:
        for place in one.places:
            in_place[place].append(one)
    store.mkdir()
    (store / "in.mbox").write_text(mailbox(*map(_plain, in_place["mbox"])))
    folders = {"Inbox": in_place["pst"], "Inbox/Old": in_place["pst/old"]}
    items = {name: [PstItem(properties=_properties(one)) for one in held] for name, held in folders.items()}
    (store / "box.pst").write_bytes(pst(items))
    for one in in_place["msg"]:
        (store / f"{one.number}.msg").write_bytes(msg(MsgItem(properties=_properties(one))))
    packed = {f"{one.number}.msg": msg(MsgItem(properties=_properties(one))) for one in in_place["zip"]}
    (store / "old.zip").write_bytes(zipped(packed))


def _plain(one: Mail) -> str:
    named = f"Message-ID: {one.id}\n" if one.id else ""
    return f"From: office@example.mil\n{named}Subject: form {one.number}\n\n{one.text}"


def _properties(one: Mail) -> dict[int, str | bytes | int]:
    named: dict[int, str | bytes | int] = {MESSAGE_ID: one.id} if one.id else {}
    return {0x0037: f"form {one.number}", 0x0C1F: "office@example.mil", 0x1000: one.text} | named


def records(mails: Sequence[Mail]) -> list[dict[str, Any]]:
    """Of the messages by their IDs (Bind), some of them together, and of messages that the store lacks; and
    the folders by own clients (Sync)."""
    found = [record(10, [], OWN, "Sync")]
    for reader, client in (("stranger", STRANGER), ("own", OWN)):
        ids = [one.id for one in mails if one.read == reader]
        found += [record(20 + at, ids[at : at + 3], client) for at in range(0, len(ids), 3)]
    return [*found, record(90, ["<elsewhere@unit.example>"], STRANGER)]


def throttled(minutes: int) -> dict[str, Any]:
    """A record of a day in which the service stopped to log each message."""
    one = record(minutes, ["<elsewhere@unit.example>"], STRANGER)
    one["OperationProperties"].append({"Name": "IsThrottled", "Value": "True"})
    return one


def truth(mails: Sequence[Mail], otherwise: str) -> dict[str, str]:
    """`otherwise`: what is true of a message with an ID that nobody named."""
    answer: dict[str, str] = {}
    for one in mails:
        verdict = SERVED if one.read == "stranger" else otherwise if one.id else UNKNOWN
        answer[one.person] = max(answer.get(one.person, NOT), verdict, key=ORDER.index)
    return answer


def response(workspace: Workspace, folder: Any) -> Mapping[str, str]:
    shown = {number[-2:]: name for name, number in SSN.items()}
    found, served = people.of_assessment(workspace, folder)
    answer: dict[str, str] = {}
    lines: Iterator[dict[str, Any]] = people_lines(found, "us_ssn", served)
    for line in lines:
        (masked,) = line["holds"]["us_ssn"]["examples"]
        answer[shown[masked[-2:]]] = line["served"]["verdict"]
    assert len(answer) == found.total("us_ssn"), "each person once"
    return answer


def counted(workspace: Workspace, folder: Any) -> dict[str, int]:
    served = people.of_assessment(workspace, folder)[1]
    assert served
    (one,) = (kind for kind in served.counts.kinds if kind.label == "us_ssn")
    return {SERVED: one.served, POSSIBLY: one.possibly, UNKNOWN: one.unknown, NOT: one.not_served}


@pytest.mark.slow
def test_what_is_said_of_each_person_is_the_truth(tmp_path: Path) -> None:
    mails = made_up(7)
    written(tmp_path / "store", mails)
    bound = records(mails)
    synced = [*bound, record(100, [], STRANGER, "Sync")]
    scenes = {
        "bind": (bound, NOT),
        "a stranger synchronised": (synced, POSSIBLY),
        "throttled": ([*bound, throttled(110)], UNKNOWN),
    }
    with assessed(tmp_path, tmp_path / "store") as (workspace, folder):
        for scene, (log, otherwise) in scenes.items():
            result = read(workspace, tmp_path, log)
            expected = truth(mails, otherwise)
            assert response(workspace, folder) == expected, scene
            assert counted(workspace, folder) == {
                verdict: list(expected.values()).count(verdict) for verdict in ORDER
            }, scene
            assert sum(one.verdict.value == SERVED for one in result.answers) == sum(
                one.read == "stranger" for one in mails
            )
    assert set(truth(mails, NOT).values()) == {NOT, UNKNOWN, SERVED}
