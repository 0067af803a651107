"""A result as JSON lines: one `readers` with the counts, then the files, hours, hours with reads, clients,
paths, standing access and items."""

from __future__ import annotations

from collections.abc import Iterator

from leftopen.model.access_logs import (
    Client,
    HourCoverage,
    ItemAnswer,
    LogFile,
    Login,
    ReadersResult,
    ReadHour,
    StandingAccess,
)
from leftopen.model.facts import Json
from leftopen.present.timestamps import format_utc, format_utc_or_none


def lines(result: ReadersResult) -> Iterator[dict[str, Json]]:
    """docs/leak/readers.md says what each field means; they do not change within a version."""
    yield summary(result)
    yield from map(_file, result.files)
    yield from map(_hour, result.hours)
    yield from map(_read_hour, result.read_hours or ())
    for group in result.groups:
        yield {
            "type": "client_group",
            "group": group.group.value,
            "clients": group.clients,
            "readers": group.readers,
            "requests": group.requests,
            "bytes": group.bytes,
            "bytes_known": group.bytes_known,
        }
    yield from map(_client, result.clients)
    yield from map(_login, result.logins or ())
    for path in result.open_paths:
        yield {
            "type": "open_path",
            "path": path.path,
            "kind": path.kind,
            "reads": path.reads,
            "clients": path.clients,
            "most_bytes": None if path.most_bytes < 0 else path.most_bytes,
        }
    yield from map(_standing, result.standing)
    yield from map(_item, result.answers)


def summary(result: ReadersResult) -> dict[str, Json]:
    logs = result.log_hours()
    return {
        "type": "readers",
        "made": format_utc(result.made),
        "version": result.version,
        "case": result.case or None,
        "server": result.server or None,
        "from": format_utc(result.start),
        "to": format_utc(result.end),
        "items": len(result.answers),
        "covered": result.covered,
        "tied": result.tied,
        "hours": len(result.window_hours()),
        "hours_not_covered": list(result.window_hours().values()).count(False),
        "logs": {log: {"hours": hours, "covered": covered} for log, (hours, covered) in logs.items()},
        "counts": {
            one.verdict.value: {"count": one.count, "at_least": one.at_least, "at_most": one.at_most}
            for one in result.counts
        },
        "limits": [str(one) for one in result.limits],
        "logins": None if result.logins is None else len(result.logins),
        "standing": len(result.standing),
        "exports": [one.value for one in result.exports],
    }


def _file(file: LogFile) -> dict[str, Json]:
    return {
        "type": "log_file",
        "path": file.path,
        "log": file.log,
        "format": file.format or None,
        "state": file.state,
        "why": file.why or None,
        "lines": file.lines,
        "unread": file.unread,
        "first": format_utc_or_none(file.first),
        "last": format_utc_or_none(file.last),
    }


def _hour(hour: HourCoverage) -> dict[str, Json]:
    return {
        "type": "hour",
        "log": hour.log,
        "start": format_utc(hour.start),
        "covered": not hour.why,
        "why": hour.why or None,
        "lines": hour.lines,
        "unread": hour.unread,
        "margin": hour.margin,
    }


def _read_hour(hour: ReadHour) -> dict[str, Json]:
    return {
        "type": "read_hour",
        "start": format_utc(hour.start),
        "reads": hour.reads,
        "possibly": hour.possibly,
        "own": hour.own,
    }


def _client(client: Client) -> dict[str, Json]:
    return {
        "type": "client",
        "address": client.address,
        "group": client.group.value,
        "source": client.source or None,
        "requests": client.requests,
        "reads": client.reads,
        "bytes": client.bytes,
        "bytes_known": client.bytes_known,
        "first": format_utc(client.first),
        "last": format_utc(client.last),
        "agents": list(client.agents),
        "tool": client.tool or None,
    }


def _login(one: Login) -> dict[str, Json]:
    return {
        "type": "login",
        "user": one.user,
        "mailbox": one.mailbox or None,
        "address": one.address,
        "group": one.group.value,
        "protocol": one.protocol,
        "logins": one.logins,
        "failed": one.failed,
        "passed": one.passed,
        "bytes": one.bytes,
        "bytes_known": one.bytes_known,
        "first": format_utc(one.first),
        "last": format_utc(one.last),
    }


def _standing(one: StandingAccess) -> dict[str, Json]:
    return {
        "type": "standing_access",
        "kind": one.kind.value,
        "owner": one.owner or None,
        "to": one.to or None,
        "what": one.what,
        "sure": one.sure,
        "export": one.file,
    }


def _item(one: ItemAnswer) -> dict[str, Json]:
    return {
        "type": "item",
        "id": one.item.id or None,
        "path": one.item.path or None,
        "name": one.item.name or None,
        "size": None if one.item.size < 0 else one.item.size,
        "verdict": one.verdict.value,
        "reasons": list(one.reasons),
        "limits": list(one.limits),
        "reads": one.reads,
        "clients": one.clients,
        "bytes": one.bytes,
        "own_reads": one.own_reads,
        "first": format_utc_or_none(one.first),
        "last": format_utc_or_none(one.last),
        "addresses": list(one.addresses),
    }
