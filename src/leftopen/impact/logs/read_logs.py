"""The whole walk: files, lines, hours, clients, verdicts."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from leftopen.errors import LeftopenError
from leftopen.impact.logs import (
    answers,
    clients,
    coverage,
    items,
    limit_sentences,
    lists,
    open_reads,
    read_hours,
    tables,
)
from leftopen.impact.logs.count import Counter
from leftopen.impact.logs.coverage import LogMinutes
from leftopen.impact.logs.exports import Export, silent_on
from leftopen.impact.logs.exports import sentences as export_sentences
from leftopen.impact.logs.files import lost_lines
from leftopen.impact.logs.files.load import Loader, LoadResult
from leftopen.impact.logs.files.sources import Source
from leftopen.impact.logs.judge_line import LogQuery
from leftopen.impact.logs.lists import AddressList
from leftopen.impact.logs.log_format import LogFormat
from leftopen.impact.logs.log_set import LogSet
from leftopen.model.access_logs import (
    Client,
    GroupCount,
    HourCoverage,
    Item,
    ItemAnswer,
    LogFile,
    Login,
    OpenPath,
    ReadHour,
)
from leftopen.store.engine.scratch import ScratchEngine, scratch_engine
from leftopen.translate import Message

LABELS = 50
BUSIEST = f"SELECT label FROM minutes GROUP BY label ORDER BY sum(n) DESC LIMIT {LABELS}"
LABEL_SHARE = 0.01
"""A server with a smaller share of the lines of a log is not looked at on its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRequest:
    """`own`: networks of one's own. `zone`: of times that name none. `complete`: somebody vouches that the
    logs are of this server and complete. `sampled`: they hold only some requests. `no_shared_mailboxes`: no
    user can open the mailbox of another."""

    query: LogQuery
    own: tuple[str, ...] = ()
    lists: tuple[AddressList, ...] = ()
    zone: str = ""
    complete: bool = False
    sampled: bool = False
    no_shared_mailboxes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """What the logs said. `tied`: they are of the server that has the items."""

    files: tuple[LogFile, ...]
    hours: tuple[HourCoverage, ...]
    answers: tuple[ItemAnswer, ...]
    clients: tuple[Client, ...]
    groups: tuple[GroupCount, ...]
    open_paths: tuple[OpenPath, ...]
    read_hours: tuple[ReadHour, ...]
    tied: bool
    limits: tuple[Message, ...]
    logins: tuple[Login, ...] | None = None


def read_logs(
    request: ReadRequest, given: LogSet, wanted: Iterable[Item], folder: Path, memory: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Readings:  # fmt: skip
    """`folder`: where the engine may spill. `progress` takes bytes done and in all. Raises LeftopenError."""
    found, formats = given.logs, given.formats
    _need_zone(found, formats, request)
    with (
        scratch_engine(folder, memory) as engine,
        tempfile.TemporaryDirectory(prefix="logs-", dir=folder) as pieces,
    ):
        tables.create(engine)
        if not items.load(engine, Path(pieces), wanted):
            raise LeftopenError("there are no items to look for")
        asked = replace(request.query, extensions=items.extensions(engine))
        lists.store(engine, request.own, request.lists, Path(pieces))
        counter = Counter(engine, asked, read_hours.smallest_answer(engine))
        loader = Loader(counter=counter, folder=Path(pieces), zone=request.zone)
        loaded = _load(loader, found, formats, progress)
        return _readings(engine, replace(request, query=asked), found, formats, loaded, loader)


def _need_zone(found: Sequence[Source], formats: Mapping[str, LogFormat], request: ReadRequest) -> None:
    for source in found:
        if source.format and not formats[source.format].zoned and not request.zone:
            raise LeftopenError(
                f"the times in {source.path} name no time zone; add --time-zone (example: Europe/Paris)"
            )


def _load(
    loader: Loader,
    found: Sequence[Source],
    formats: Mapping[str, LogFormat],
    progress: Callable[[int, int], None],
) -> list[LoadResult]:
    sizes = [source.path.stat().st_size for source in found]
    done = 0
    for number, (source, size) in enumerate(zip(found, sizes, strict=True)):
        progress(done, sum(sizes))
        if source.format:
            loader.load(number, source, formats[source.format])
        done += size
    loader.finish()
    progress(done, sum(sizes))
    return [
        loader.states.get(number) or LoadResult(state="unread", why=lost_lines.why_unread(source))
        for number, source in enumerate(found)
    ]


def _readings(
    engine: ScratchEngine, request: ReadRequest, found: Sequence[Source], formats: Mapping[str, LogFormat],
    loaded: Sequence[LoadResult], loader: Loader,
) -> Readings:  # fmt: skip
    files, skipped = _files(engine, found, loaded)
    exports = lost_lines.exports(files, loader.exports, skipped)
    logs = _log_minutes(engine, request, files, skipped, exports)
    start, end = request.query.start, request.query.end
    hours = tuple(coverage.hours(logs, start, end, complete=request.complete))
    own = clients.proxies(engine, skipped)
    tied = loader.counter.tied or request.complete or answers.shows_a_file(engine, skipped)
    limits = sorted({hour.why for hour in hours if hour.why} | ({"not_tied"} if not tied else set()))
    if not hours:
        limits = ["no_logs"]
    named = any(formats[one.format].names_users for one in found if one.format)
    read = answers.readers_by_group(engine, skipped)
    return Readings(
        files=files,
        hours=hours,
        answers=tuple(
            answers.answers(
                engine,
                skipped,
                own,
                limits,
                no_shared_mailboxes=request.no_shared_mailboxes,
                silent=silent_on(list(exports.values())),
            )
        ),
        clients=clients.top(engine, skipped),
        groups=clients.groups(engine, skipped, read),
        open_paths=open_reads.open_paths(engine, skipped, own),
        read_hours=read_hours.read_hours(engine, skipped, own),
        logins=clients.logins(engine, skipped) if named else None,
        tied=tied,
        limits=tuple(_sentences(request, files, found, formats, own, exports)),
    )


def _files(
    engine: ScratchEngine, found: Sequence[Source], loaded: Sequence[LoadResult]
) -> tuple[tuple[LogFile, ...], frozenset[int]]:
    """The files, and the numbers of those that are copies of another."""
    rows = engine.query(
        "SELECT file, sum(n) AS lines, sum(unread) AS bad, sum(hashes) AS one, "
        "sum(mixed) AS two, toUnixTimestamp64Milli(min(first)) AS since, "
        "toUnixTimestamp64Milli(max(last)) AS until FROM files GROUP BY file"
    )
    of = {int(row["file"]): row for row in rows}
    seen: dict[tuple[str, str, str], int] = {}
    copies: set[int] = set()
    reported = []
    for number, (source, state) in enumerate(zip(found, loaded, strict=True)):
        row = of.get(number)
        log_file = LogFile(
            path=str(source.path), log=source.log, format=source.format, state=state.state, why=state.why
        )
        if row is not None:
            first = seen.setdefault((str(row["lines"]), str(row["one"]), str(row["two"])), number)
            dated = int(row["lines"]) > int(row["bad"])
            log_file = replace(
                log_file,
                lines=int(row["lines"]),
                unread=int(row["bad"]),
                first=clients.instant(row["since"]) if dated else None,
                last=clients.instant(row["until"]) if dated else None,
            )
            if first != number:
                copies.add(number)
            if first != number and log_file.state == "read":
                log_file = replace(log_file, state="duplicate", why=f"the same lines as {found[first].path}")
        reported.append(log_file)
    return tuple(reported), frozenset(copies)


def _log_minutes(
    engine: ScratchEngine, request: ReadRequest, files: Sequence[LogFile], skipped: frozenset[int],
    exports: Mapping[str, Export],
) -> dict[str, LogMinutes]:  # fmt: skip
    logs: dict[str, LogMinutes] = {}
    for row in engine.query(
        "SELECT file, toValidUTF8(label) AS server, minute, sum(n) AS lines, sum(success) AS good, "
        f"sum(unread) AS bad, max(sampled) AS part FROM minutes "
        f"WHERE file NOT IN ({clients.numbers(skipped)}) AND (label = '' OR label IN ({BUSIEST})) "
        "GROUP BY file, label, minute"
    ):
        log = files[int(row["file"])].log
        names = [log] if row["server"] != "-" else []
        if row["server"] not in ("", "-"):
            names.append(f"{log} ({row['server']})")
        for name in names or [log]:
            one = logs.setdefault(name, LogMinutes())
            one.add(int(row["minute"]), int(row["lines"]) if names else 0, int(row["bad"]))
            one.success += int(row["good"]) if names else 0
            one.sampled |= bool(int(row["part"])) or request.sampled
    for file in files:
        if file.format:
            # Without a line near the window it shows nothing there, and says so.
            logs.setdefault(file.log, LogMinutes())
    window = (request.query.start, request.query.end)
    lost_lines.weaken(logs, files, *window, request.zone, exports)
    return _significant(logs)


def _significant(logs: dict[str, LogMinutes]) -> dict[str, LogMinutes]:
    """Without servers that have hardly any lines in a log of several."""
    whole = {name: sum(one.lines.values()) for name, one in logs.items()}
    return {
        name: one
        for name, one in logs.items()
        if " (" not in name or whole[name] >= LABEL_SHARE * whole.get(name.rpartition(" (")[0], 0)
    }


def _sentences(
    request: ReadRequest, files: Sequence[LogFile], found: Sequence[Source], formats: Mapping[str, LogFormat],
    own: Sequence[str], exports: Mapping[str, Export],
) -> Iterator[Message]:  # fmt: skip
    """What a reader of the figures must know."""
    for log, one in exports.items():
        yield from export_sentences(log, one)
    yield from limit_sentences.of_files(files)
    for name in sorted({source.format for source in found if source.format}):
        yield from formats[name].limits
    if request.complete:
        yield limit_sentences.COMPLETE
    if request.no_shared_mailboxes:
        yield limit_sentences.ALONE
    if request.sampled:
        yield limit_sentences.SAMPLED
    yield from limit_sentences.own_proxies(own)
