"""The end of the first act: a stranger had read some mails of the open web mail, and its access log says so.

The stranger is simulated: another address of loopback, which asks for a few mails before anybody looks.
What the reading of the log says is compared with what was asked.
"""

from __future__ import annotations

import csv
import http.client
import random
import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from leftopen.contents.digests import of_value
from leftopen.demo import servers
from leftopen.demo.proof_check import must
from leftopen.demo.stage import Stage
from leftopen.impact.people.affected import Person
from leftopen.impact.people.served import PeopleServed
from leftopen.impact.respond.drafting import as_text, fill
from leftopen.model.access_logs import ClientGroup, ReadersResult, ReadVerdict
from leftopen.model.assessment import Depth
from leftopen.model.case import Case
from leftopen.present.humanize import format_bounds, format_count
from leftopen.service.access_logs import people, saved
from leftopen.service.access_logs.read import ReadersOptions, readers_result
from leftopen.service.assessments import assess
from leftopen.service.assessments.folder import AssessmentFolder
from leftopen.service.respond import drafts
from leftopen.service.workspace.workspace import Workspace

BY = "leftopen demo"
STRANGER, OWN = "127.0.0.66", "127.0.0.1"
READ = 9
ADDRESS = "email_address"
AGENT = "curl/8.5.0"


def stranger_reads(stage: Stage, seed: int) -> list[int]:
    """Asks for the list and some mails; gives their numbers. Raises OSError, StoryFailed."""
    dice = random.Random(seed)  # noqa: S311 (nothing secret)
    chosen = sorted(dice.sample(range(1, stage.letters + 1), READ))
    host, port = stage.endpoints["webmail"]
    connection = http.client.HTTPConnection(host, port, timeout=10, source_address=(STRANGER, 0))
    try:
        for path in ("/", *(f"/message/{number}" for number in chosen)):
            connection.request("GET", path, headers={"User-Agent": AGENT})
            answer = connection.getresponse()
            answer.read()
            must(answer.status == http.HTTPStatus.OK, f"the open web mail refused {path}")
    finally:
        connection.close()
    return chosen


def who_read(
    workspace: Workspace,
    stage: Stage,
    case: Case,
    asked: list[int],
    moments: dict[str, datetime],
    say: Callable[[str], None],
) -> None:
    """Assesses a copy of the mails, reads the log, and notes the moments of both results. Raises
    LeftopenError."""
    started = assess.start(workspace, [servers.letters(stage.folder)], Depth.DEEP, by=BY, case=case.id)
    for _ in assess.run(workspace, started, 1, threading.Event()):
        pass
    result = _reading(workspace, stage, case, moments)
    _compare(result, asked)
    moments["readers"] = workspace.clock()
    [stranger] = [one for one in result.clients if one.group is ClientGroup.UNKNOWN]
    least = {one.verdict: one.count for one in result.counts}
    say(
        f"Its access log: {format_count(len(asked), 'message')} were served to 1 unknown client "
        f"({stranger.address}, {stranger.tool}); {least[ReadVerdict.NOT_SERVED]} were not served."
    )
    found, served = people.of_assessment(workspace, started.folder)
    assert served is not None
    linked = _addresses(started.folder)
    compare_people(list(found.people), linked, stage.writers, workspace.contents().key)
    _people(served.counts, say)
    _tell_people(workspace, case)
    moments["affected"] = workspace.clock()


def _tell_people(workspace: Workspace, case: Case) -> None:
    """The letter to the affected people, with a made-up contact filled in, and approved."""
    letter = as_text(drafts.show(workspace, case.id, "people", "en").sentences)
    letter = fill(letter, "Write to privacy@unit.example.")
    drafts.save(workspace, case.id, "people", "en", letter, by=BY)
    drafts.approve(workspace, case.id, "people", "en", by=BY)


def _reading(
    workspace: Workspace, stage: Stage, case: Case, moments: Mapping[str, datetime]
) -> ReadersResult:
    """The log has whole seconds. It is the server's own, from its first request to its last: complete."""
    assert case.closed is not None
    options = ReadersOptions(
        logs=(servers.access_log(stage.folder),),
        case=case.id,
        items=_items(stage.folder),
        start=moments["opened"].replace(microsecond=0).isoformat(),
        end=case.closed.isoformat(),
        own=(OWN,),
        without_content=("/",),
        complete=True,
    )
    result = readers_result(workspace, options, by=BY)
    saved.save(workspace, result)
    return result


def _items(folder: Path) -> Path:
    """Each mail by its path on the server, and the name and length of its file."""
    made = folder / "letters.csv"
    files = sorted(servers.letters(folder).glob("*.eml"))
    with made.open("w", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(("path", "name", "bytes"))
        rows.writerows((f"/message/{at}", file.name, file.stat().st_size) for at, file in enumerate(files, 1))
    return made


def _compare(result: ReadersResult, asked: list[int]) -> None:
    """Exactly what the stranger asked for was served, to one address."""
    of: dict[ReadVerdict, list[str]] = {}
    for one in result.answers:
        of.setdefault(one.verdict, []).append(one.item.path)
    wanted = [f"/message/{number}" for number in asked]
    must(of.get(ReadVerdict.SERVED) == wanted, f"served: {wanted}; the log shows {of}")
    must(set(of) <= {ReadVerdict.SERVED, ReadVerdict.NOT_SERVED}, f"the complete log leaves open: {of}")
    readers = {one.group: one.readers for one in result.groups}
    must(readers.get(ClientGroup.UNKNOWN) == 1, f"one outsider read, the log shows {readers}")


def _addresses(folder: AssessmentFolder) -> set[bytes]:
    """The digests of all that stand with a person."""
    return {
        value.digest
        for result in folder.results()
        for document in result.found
        for mention in document.people
        for value in mention.values
        if value.label == ADDRESS
    }


def compare_people(
    found: Sequence[Person], linked: Collection[bytes], writers: Iterable[str], key: bytes
) -> None:
    """The people of the report are those who wrote: each address, one person for each, and one of them with a
    questionnaire."""
    wanted = {bytes.fromhex(of_value(key, ADDRESS, one)[:32]) for one in writers}
    must(linked == wanted, "the people found have other addresses than those who wrote")
    must(len(found) == len(wanted), f"{len(wanted)} people wrote, the report has {len(found)}")
    forms = [one for one in found if "sf86" in one.labels and {ADDRESS, "us_ssn"} <= one.labels]
    must(len(forms) == 1, f"one form was written, the report has it of {len(forms)} people")


def _people(served: PeopleServed, say: Callable[[str], None]) -> None:
    whole = served.whole
    must(whole.bounds.people > 0, "the served mails name no person")
    must(whole.to.clients == 1, f"one outsider read, the people say {whole.to.clients}")
    kinds = [f"{one.label} of {one.bounds.people}" for one in served.kinds[1:] if one.bounds.people]
    bounds = format_bounds(whole.bounds.at_least, whole.bounds.at_most)
    say(
        f"Whose: data of {format_count(whole.bounds.people, 'person', 'people')} ({bounds}) was served"
        f"{': ' + ', '.join(kinds[:4]) if kinds else ''}."
    )
    say("The letter to them is drafted, and each is on the list: leftopen assess people")
