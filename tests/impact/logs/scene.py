"""A server's log of one day, and what `read_logs` says of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from leftopen.impact.logs.judge_line import LogQuery
from leftopen.impact.logs.log_set import log_set
from leftopen.impact.logs.read_logs import Readings, ReadRequest, read_logs
from leftopen.model.access_logs import Item, ItemAnswer

START = datetime(2026, 11, 20, 8, tzinfo=UTC)
END = START + timedelta(hours=4)
MEMORY = 1024 * 1024 * 1024
STRANGER, OWN, OTHER = "203.0.113.9", "192.0.2.9", "198.51.100.7"
OWN_NET = ("192.0.2.0/24",)


def combined(
    at: datetime, request: str, status: object = 200, size: object = 500, *, client: str = OTHER,
    agent: str = "Mozilla/5.0",
) -> str:  # fmt: skip
    return f'{client} - - [{at:%d/%b/%Y:%H:%M:%S} +0000] "{request}" {status} {size} "-" "{agent}"'


def busy(start: datetime = START, end: datetime = END) -> list[tuple[datetime, str]]:
    """A line a minute, from an hour before the window to one and a half after it."""
    first = start - timedelta(hours=1)
    minutes = int((end - start).total_seconds()) // 60 + 150
    times = (first + timedelta(minutes=minute) for minute in range(minutes))
    return [(at, combined(at, "GET /style.css HTTP/1.1")) for at in times]


@dataclass(kw_only=True)
class Scene:
    """`lines` with their times; `items` by their path and size."""

    folder: Path
    lines: list[tuple[datetime, str]] = field(default_factory=busy)
    items: list[Item] = field(default_factory=list)

    def item(self, path: str, size: int = 1000, **more: Any) -> Item:
        found = Item(id=more.pop("id", ""), path=path, size=size, **more)
        self.items.append(found)
        return found

    def ask(self, request: str, status: object = 200, size: object = 1000, **more: Any) -> None:
        """A stranger's request in the middle of the window."""
        at = more.pop("at", START + timedelta(hours=2, seconds=len(self.lines)))
        self.lines.append((at, combined(at, request, status, size, **({"client": STRANGER} | more))))

    def text(self) -> str:
        return "".join(f"{line}\n" for _, line in sorted(self.lines, key=lambda one: one[0]))

    def read(self, *, files: Iterable[tuple[str, bytes]] = (), **more: Any) -> Readings:
        """Of `files`, or of one log with the lines."""
        logs = self.folder / "logs"
        given = list(files) or [("access.log", self.text().encode("utf-8", "surrogateescape"))]
        for name, content in given:
            (logs / name).parent.mkdir(parents=True, exist_ok=True)
            (logs / name).write_bytes(content)
        asked = LogQuery(
            start=more.pop("start", START),
            end=more.pop("end", END),
            server=more.pop("server", ""),
            without_content=more.pop("without_content", ()),
        )
        given_logs = log_set([logs], more.pop("format", ""), more.pop("custom", None))
        request = ReadRequest(query=asked, **({"own": OWN_NET} | more))
        return read_logs(request, given_logs, self.items, self.folder, MEMORY)


def verdicts(found: Readings) -> dict[str, str]:
    """By path, name or id."""
    return {named(one): one.verdict.value for one in found.answers}


def named(one: ItemAnswer) -> str:
    return one.item.path or one.item.name or one.item.id


def missing(found: Readings) -> Sequence[str]:
    """Why hours are not covered."""
    return sorted({hour.why for hour in found.hours if hour.why})


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a format gave of a log that nothing is missing of."""

    found: Readings
    verdicts: dict[str, str]
    addresses: dict[str, tuple[str, ...]]
    unread: int


def told(folder: Path, content: str | bytes, items: Sequence[Item], **more: Any) -> Told:
    """Reads one file, of which somebody vouches that it is complete; the window is that day."""
    scene = Scene(folder=folder, items=list(items))
    raw = content if isinstance(content, bytes) else content.encode()
    day = START.replace(hour=0)
    given: dict[str, Any] = {"complete": True, "start": day, "end": day + timedelta(days=1)}
    found = scene.read(files=[("some.log", raw)], **(given | more))
    return Told(
        found=found,
        verdicts=verdicts(found),
        addresses={named(one): one.addresses for one in found.answers},
        unread=sum(file.unread for file in found.files),
    )


def items_at(*paths: str) -> list[Item]:
    """Of 1000 bytes each."""
    return [Item(id="", path=path, size=1000) for path in paths]
