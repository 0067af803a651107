"""Says from access logs who read what, in the window of a case or in one that is given."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from pathlib import Path

from leftopen import __version__
from leftopen.errors import LeftopenError
from leftopen.formats.time_zone import time_zone
from leftopen.impact.logs import answers, limit_sentences, lists
from leftopen.impact.logs.custom import custom_format
from leftopen.impact.logs.judge_line import LogQuery
from leftopen.impact.logs.log_set import LogSet, log_set
from leftopen.impact.logs.read_logs import ReadRequest, read_logs
from leftopen.model.access_logs import Client, Item, ItemAnswer, ReadersResult
from leftopen.model.case import Case
from leftopen.service.access_logs import items, messages
from leftopen.service.assessments import assessments, of_case
from leftopen.service.assessments.folder import AssessmentFolder
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.findings import Findings
from leftopen.translate import N_, Message

INSIDE = tuple(
    map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"))
)
LEAST_MEMORY = 1024 * 1024 * 1024
ONLY_CHECKED = N_(
    "The items are only the paths that the check of the case read. The server may have offered more. To "
    "look for all items, add --items FILE.csv or --assessment ID."
)
ADVICE = "add --from and --to, such as --from 2026-11-01 --to 2026-11-20"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadersOptions:
    """What a person gives. `start` and `end` as typed, '' for the case's window; `server` '' for any server
    (with a case: any); `format` a name or a log format string."""

    logs: tuple[Path, ...]
    case: str = ""
    items: Path | None = None
    assessment: str = ""
    start: str = ""
    end: str = ""
    own: tuple[str, ...] = ()
    scanners: tuple[Path, ...] = ()
    server: str = ""
    format: str = ""
    time_zone: str = ""
    without_content: tuple[str, ...] = ()
    complete: bool = False
    sampled: bool = False
    no_shared_mailboxes: bool = False


def readers_result(
    workspace: Workspace, options: ReadersOptions, *, by: str,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> ReadersResult:  # fmt: skip
    """Reads the logs once and answers for each item. Keeps nothing but a line of the audit log: `saved.save`
    keeps the result of a case. Raises LeftopenError, NotFound."""
    case = Cases(workspace.store.records).get(options.case) if options.case else None
    start, end = window(options, case)
    described = any(mark in options.format for mark in "$%")
    given = (
        log_set(options.logs, custom=custom_format(options.format))
        if described
        else log_set(options.logs, options.format)
    )
    request = _request(options, start, end)
    wanted = _wanted(workspace, options, case, given)
    memory = max(LEAST_MEMORY, workspace.settings.engine_memory_mb * 1024 * 1024)
    audit_log.record(workspace, by, "read access logs", case.id if case else "", f"{len(options.logs)} paths")
    found = read_logs(request, given, wanted.items, workspace.data, memory, progress)
    found = replace(found, answers=tuple(wanted.rename(found.answers)))
    limits = (
        *_outside(case, start, end), *own_missing(options.own, found.clients), *wanted.limits, *found.limits,
        *limit_sentences.of_left_out(given.left_out),
    )  # fmt: skip
    return ReadersResult(
        made=workspace.clock(),
        version=__version__,
        case=case.id if case else "",
        server=options.server,
        start=start,
        end=end,
        files=(*found.files, *given.left_out),
        hours=found.hours,
        counts=answers.counts(found.answers),
        groups=found.groups,
        clients=found.clients,
        open_paths=found.open_paths,
        answers=found.answers,
        limits=limits,
        read_hours=found.read_hours,
        logins=found.logins,
        tied=found.tied,
        assessment=wanted.assessment,
        by_message=wanted.by_message,
        standing=given.persistent.access,
        exports=given.persistent.kinds,
    )


def _request(options: ReadersOptions, start: datetime, end: datetime) -> ReadRequest:
    return ReadRequest(
        query=LogQuery(
            start=start,
            end=end,
            server=options.server.lower(),
            without_content=options.without_content,
        ),
        own=tuple(lists.network(one) for one in options.own),
        lists=tuple(map(lists.read_list, options.scanners)),
        zone=options.time_zone,
        complete=options.complete,
        sampled=options.sampled,
        no_shared_mailboxes=options.no_shared_mailboxes,
    )


def window(options: ReadersOptions, case: Case | None) -> tuple[datetime, datetime]:
    """What was typed goes before what the case says. Raises LeftopenError where neither says it."""
    zone = _zone(options.time_zone)
    start = instant(options.start, zone) if options.start else case.open_after if case else None
    end = instant(options.end, zone) if options.end else case.closed if case else None
    if start is None:
        why = "the start of the exposure is not known; " if case else ""
        raise LeftopenError(f"{why}{ADVICE}")
    if end is None:
        why = "the case is not closed; " if case else ""
        raise LeftopenError(f"{why}{ADVICE}")
    if end <= start:
        raise LeftopenError(
            f"the window ends ({end:%Y-%m-%d %H:%M}) before it begins ({start:%Y-%m-%d %H:%M})"
        )
    return start, end


def _outside(case: Case | None, start: datetime, end: datetime) -> tuple[Message, ...]:
    """What was typed may leave out a time at which the case was seen open."""
    if case is None or (start <= case.first_open and end >= case.last_open):
        return ()
    first, last = f"{case.first_open:%Y-%m-%d %H:%M}", f"{case.last_open:%Y-%m-%d %H:%M} UTC"
    return (
        N_(
            "The case was seen open from {first} to {last}. The requested window does not cover all of "
            "this time.",
            first=first,
            last=last,
        ),
    )


def own_missing(own: Sequence[str], clients: Sequence[Client]) -> Iterator[Message]:
    """Where nobody said which clients are one's own, and those from inside addresses read the most."""
    inside = [one for one in clients if one.reads and _is_inside(one.address)]
    reads = sum(one.reads for one in inside)
    if own or 2 * reads <= sum(one.reads for one in clients):
        return
    yield N_(
        "Clients with internal addresses that read the most and count as outsiders: {count}, such as "
        "{address}. If they are yours, read the logs again with --own and their networks.",
        address=inside[0].address,
        count=len(inside),
    )


def _is_inside(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in INSIDE)


def instant(text: str, zone: tzinfo) -> datetime:
    """A day or a time; in `zone` if it names none. Raises LeftopenError."""
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise LeftopenError(f"{text!r} is not a time (example: 2026-11-20T08:00Z)") from None
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _zone(name: str) -> tzinfo:
    try:
        return time_zone(name)
    except ValueError:
        raise LeftopenError(f"{name!r} is not a time zone (example: Europe/Paris)") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSelection:
    """What to look for. `assessment`: whose files they are. `limits`: sentences about them."""

    items: Iterable[Item]
    assessment: str = ""
    limits: tuple[Message, ...] = ()
    by_message: bool = False
    rename: Callable[[Sequence[ItemAnswer]], Iterable[ItemAnswer]] = tuple
    """Takes out of the answers what was needed only to find the items."""


def _wanted(workspace: Workspace, options: ReadersOptions, case: Case | None, logs: LogSet) -> ItemSelection:
    """Raises LeftopenError when nothing says which."""
    if options.items:
        return ItemSelection(items=items.items_of_file(options.items))
    assessment = options.assessment or _assessment_of(workspace, case)
    if assessment:
        folder = assessments.get(workspace, assessment)
        _need_own(workspace, folder.path.name, case)
        return _of_assessment(workspace, folder, logs)
    finding = Findings(workspace.store.records).newest(case.finding, case.id) if case else None
    seen = items.items_of_check(finding) if finding else []
    if not seen:
        raise LeftopenError("no items to look for; add --items FILE.csv or --assessment ID")
    return ItemSelection(items=seen, limits=(ONLY_CHECKED,))


def _need_own(workspace: Workspace, assessment: str, case: Case | None) -> None:
    """The result is kept as that of the case: what it says of other files would stand in its response."""
    known = {one.id: one.case for one, _ in assessments.list_all(workspace)}
    if case is None or known.get(assessment) == case.id:
        return
    own = ", ".join(id[:8] for id, of in known.items() if of == case.id)
    advice = (
        f"it has {own}"
        if own
        else f"the case has no assessment; to make one: leftopen assess PATH --case {case.id[:8]}"
    )
    raise LeftopenError(f"assessment {assessment[:8]} is not of case {case.id[:8]}: {advice}")


def _of_assessment(workspace: Workspace, folder: AssessmentFolder, logs: LogSet) -> ItemSelection:
    """Its files; and its mails, each by itself, where a log names messages. Mailboxes and mails are no files
    to look for where every log does; without any Message-ID they stand for their mails, of which then
    nothing is known."""
    some, every = logs.messages()
    if not some:
        return ItemSelection(items=items.items_of_assessment(folder).values(), assessment=folder.path.name)
    found = messages.messages_of(folder)
    files = items.items_of_assessment(folder)
    asked = list(messages.asked_files(found, files)) if every else list(files.values())
    mails = messages.items(found, logs, workspace.contents().key, files)

    def rename(answers: Sequence[ItemAnswer]) -> Iterator[ItemAnswer]:
        pairs = zip(files.items(), answers[: len(files)], strict=True)
        of_files = {number: replace(answer, item=file) for (number, file), answer in pairs}
        yield from messages.of_files(found, of_files, every=every)
        yield from messages.of_mails(found, mails, answers[len(files) :], of_files)

    return ItemSelection(
        items=[*asked, *mails.values()],
        assessment=folder.path.name,
        limits=messages.limits(found),
        by_message=True,
        rename=rename,
    )


def _assessment_of(workspace: Workspace, case: Case | None) -> str:
    """The one that the response to the case reads too; '' for none."""
    found = of_case.chosen(workspace, case.id) if case else None
    return found.assessment.id if found else ""
