"""The changes that monitors found as an Atom feed, for feed readers and chat programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import urlencode

from leftopen.errors import NotFound
from leftopen.formats.atom import AtomEntry, atom_feed
from leftopen.model.monitor import MonitorEvent
from leftopen.present.printable import printable
from leftopen.service.identity.visibility import Visibility
from leftopen.service.monitoring import monitors
from leftopen.service.monitoring.change_list import ChangeFilter, list_changes
from leftopen.service.workspace.workspace import Workspace

MOST = 200
LONGEST = 300
PATH = "/changes.atom"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedQuery:
    """The changes of the last `days` that `wanted` chooses, whose `monitor` is empty here: `monitor` is the
    name. `base` is the origin of the console, as the reader knows it."""

    wanted: ChangeFilter
    base: str
    monitor: str = ""
    days: int = 30


def changes_feed(workspace: Workspace, asked: FeedQuery, visibility: Visibility) -> str:
    """The newest, newest first. Raises BadQuery, and NotFound for a monitor that is not visible."""
    names = {one.id: one.name for one in monitors.visible(workspace, visibility)}
    id = next((id for id, name in names.items() if name == asked.monitor), "")
    if asked.monitor and not id:
        raise NotFound(f"there is no monitor {asked.monitor[:64]!r}")
    now = workspace.clock()
    wanted = replace(asked.wanted, monitor=id, since=now - timedelta(days=asked.days))
    found = list_changes(workspace, wanted, visibility).changes[:MOST]
    page, own = (f"{asked.base}{path}{_query(asked)}" for path in ("/changes", PATH))
    entries = [_entry(asked.base, one, names) for one in found]
    return atom_feed("leftopen: changes", page, own, entries, now)


def _entry(base: str, event: MonitorEvent, names: Mapping[str, str]) -> AtomEntry:
    texts = (f"{event.kind.value} {event.endpoint}", monitors.difference(event))
    name = f" ({names[event.monitor]})" if event.monitor in names else ""
    title = printable(": ".join(filter(None, texts)), LONGEST) + name
    path = f"/case/{event.case}" if event.case else f"/host/{event.address}"
    return AtomEntry(id=event.id, title=title, link=f"{base}{path}", at=event.at, category=event.kind.value)


def _query(asked: FeedQuery) -> str:
    """What was asked for, without the key: a feed is passed on."""
    wanted = asked.wanted
    fields = {
        "q": wanted.query, "kind": ",".join(wanted.kinds), "monitor": asked.monitor, "owner": wanted.owner,
    }  # fmt: skip
    query_string = urlencode({name: value for name, value in fields.items() if value})
    return f"?{query_string}" if query_string else ""
