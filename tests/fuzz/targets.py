"""Everything that eats a target's bytes, found by where it stands and what it takes; no list to edit.

A probe gives `NAME.read` (with `recognises`) and `NAME.ask`, a check `NAME.judge` (with every other function
of its record that takes replies) and `NAME.run`, a shape `NAME.judge`, a reader of documents, imports or
address ranges `NAME.read`, and each public function of `wire` and `formats` whose first parameter is bytes or
an HTTP answer, or some of them, gives one of its own; where pages and scripts are read also one whose first
parameter is a text, a page or JSON.
"""

from __future__ import annotations

import builtins
import contextlib
import importlib
import inspect
import pkgutil
import re
import sys
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

from leftopen import catalogue
from leftopen.errors import BadRanges
from leftopen.model.address import Address
from leftopen.model.check import Check, CheckReplies
from leftopen.model.endpoint import Endpoint
from leftopen.model.facts import Json
from leftopen.model.import_reader import ImportReader
from leftopen.model.observation import Observation
from leftopen.model.probe import Probe
from leftopen.model.ranges import RangesReader
from leftopen.model.reader import Reader
from leftopen.model.shape import Shape
from leftopen.model.vantage import Place, Vantage
from leftopen.model.verdict import State, Verdict
from leftopen.model.web_page import Answer, Page
from leftopen.wire.http.pages.page_parser import read_answer
from tests.fuzz import arguments, shapes
from tests.fuzz.seeds import looks, said, talks

EATEN = (bytes, bytearray, memoryview, bytes | bytearray, bytes | None)
CODECS = ("wire", "formats", "pipeline/scripts")
READERS = ("documents", "imports", "ranges")
FOLDERS = ("probes", "checks", "shapes", *READERS, *CODECS)
TEXTS = ("leftopen.wire.http.pages.", "leftopen.pipeline.scripts.")
"""Here a text is what a target's page or script says."""
KINDS = (
    "text/html", "application/json", "text/plain", "application/xml", "text/csv", "text/calendar",
    "application/octet-stream", "",
)  # fmt: skip
PATHS = ("/", "/api/list?page=1", "/files/", "/metrics", "/backup.sql.gz", "/.env")
"""Of answers to a shape."""
ASKS = 4
"""Requests that the pipeline lends to a probe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """`feed` takes any bytes, gives the verdict where there is one, and never raises. `seeds` are what the
    leaf's own tests say."""

    name: str
    feed: Callable[[bytes], Verdict | None]
    seeds: Callable[[], list[bytes]]


def found() -> list[Target]:
    """All of them, in name order."""
    return [target for folder in FOLDERS for name in modules(folder) for target in of(folder, name)]


def named(name: str) -> Target:
    """One by its name (`checks/redis_open.judge`). Raises KeyError."""
    folder, _, rest = name.rpartition("/")
    module = rest.rpartition(".")[0]
    known = of(folder, module) if folder in FOLDERS and module in modules(folder) else []
    return {target.name: target for target in known}[name]


def modules(folder: str) -> list[str]:
    """Every file of that folder, also in folders below, by its dotted name; of checks and probes also those
    that are stated as data."""
    if folder in ("checks", "probes"):
        return [*(catalogue.checks() if folder == "checks" else catalogue.probes())]
    prefix = f"leftopen.{folder.replace('/', '.')}."
    package = importlib.import_module(prefix[:-1])
    infos = pkgutil.walk_packages(package.__path__, prefix)
    names = sorted(info.name.removeprefix(prefix) for info in infos if not info.ispkg)
    return [name for name in names if folder in CODECS or not name.startswith("_")]


def of(folder: str, name: str) -> list[Target]:
    if folder == "checks":
        return list(_of_check(name, catalogue.checks()[name]))
    if folder == "probes":
        return list(_of_probe(name, catalogue.probes()[name]))
    module = importlib.import_module(f"leftopen.{folder.replace('/', '.')}.{name}")
    if folder == "shapes":
        return [_of_shape(name, module.shape)]
    if folder in READERS:
        return [_OF_READER[folder](folder, name, module.reader)]
    return list(_of_codec(folder, name, module))


def _of_probe(name: str, probe: Probe) -> Iterator[Target]:
    def read(data: bytes) -> None:
        probe.recognises(data)
        probe.read(data)

    def ask(data: bytes) -> None:
        first, *rest = shapes.pieces(data)
        heard = shapes.finished(probe.ask(shapes.Fed(shapes.SPLIT.join(rest), ASKS), first))
        if heard is not None:
            assert isinstance(heard, bytes)
            probe.read(heard)

    yield Target(name=f"probes/{name}.read", feed=read, seeds=lambda: said("probes", name))
    yield Target(name=f"probes/{name}.ask", feed=ask, seeds=lambda: talks("probes", name))


def _of_check(name: str, check: Check) -> Iterator[Target]:
    pure = [
        getattr(check, field.name)
        for field in fields(Check)
        if "[[Replies]," in str(field.type) and field.name != "judge"
    ]
    assert check.measure in pure

    def judge(data: bytes) -> Verdict:
        heard = shapes.replies(data)
        for function in pure:
            function(heard)
        return check.judge(heard)

    def run(data: bytes) -> Verdict | None:
        product, *rest = shapes.pieces(data)
        seen = replace(OBSERVED, product=product.decode("latin-1"))
        channel = shapes.Fed(shapes.SPLIT.join(rest), check.requests)
        reading = shapes.finished(check.run(seen, channel))
        if reading is None:
            return None
        assert isinstance(reading, CheckReplies)
        for function in pure:
            function(reading.replies)
        return check.judge(reading.replies)

    yield Target(name=f"checks/{name}.judge", feed=judge, seeds=lambda: talks("checks", name))
    yield Target(name=f"checks/{name}.run", feed=run, seeds=lambda: looks(name))


def _of_shape(name: str, shape: Shape) -> Target:
    def judge(data: bytes) -> None:
        """As any answer that a crawl may bring: the first bytes choose its media type and path."""
        head, body = data[:2].ljust(2, b"\0"), data[2:]
        path = PATHS[head[0] % len(PATHS)]
        heard = shapes.reply(body)
        kind = ("Content-Type", KINDS[head[1] % len(KINDS)])
        shape.judge(read_answer(path, replace(heard, headers=(kind, *heard.headers))))

    def seeds() -> list[bytes]:
        examples = [*shape.hits, *shape.misses]
        kinds = [_number(one.kind) for one in examples]
        return [
            bytes([0, kind]) + shapes.packed(one.reply) for kind, one in zip(kinds, examples, strict=True)
        ]

    return Target(name=f"shapes/{name}.judge", feed=judge, seeds=seeds)


def _number(kind: str) -> int:
    return KINDS.index(kind) if kind in KINDS else 0


def _of_document(folder: str, name: str, reader: Reader) -> Target:
    def read(data: bytes) -> None:
        reader.recognises("", "", data[:4096])
        reader.read(data)

    return Target(name=f"{folder}/{name}.read", feed=read, seeds=lambda: said(folder, name))


def _of_import(folder: str, name: str, reader: ImportReader) -> Target:
    def read(data: bytes) -> None:
        reader.recognises(data)
        lines = data.splitlines() if reader.lines is None else reader.lines([data])
        for line in lines:
            reader.read(line)

    return Target(name=f"{folder}/{name}.read", feed=read, seeds=lambda: said(folder, name))


def _of_ranges(folder: str, name: str, reader: RangesReader) -> Target:
    def read(data: bytes) -> None:
        reader.recognises(data)
        with contextlib.suppress(BadRanges):
            reader.read(data)

    return Target(name=f"{folder}/{name}.read", feed=read, seeds=lambda: said(folder, name))


_OF_READER: Mapping[str, Callable[[str, str, Any], Target]] = {
    "documents": _of_document,
    "imports": _of_import,
    "ranges": _of_ranges,
}


def _of_codec(folder: str, name: str, module: ModuleType) -> Iterator[Target]:
    for function in eaters(module):
        yield Target(
            name=f"{folder}/{name}.{function.__name__}",
            feed=_called(function),
            seeds=lambda: [*said(folder, name), *talks(folder, name)],
        )


def eaters(module: ModuleType) -> list[Callable[..., object]]:
    """The module's own public functions whose first parameter is bytes or an HTTP answer; or a text."""
    own = [
        function
        for title, function in inspect.getmembers(module, _is_function)
        if not title.startswith("_") and function.__module__ == module.__name__
    ]
    return [function for function in own if _eats(function)]


def _is_function(member: object) -> bool:
    """Also one whose answers are remembered."""
    return callable(member) and inspect.isfunction(inspect.unwrap(member))


def _eats(function: Callable[..., object]) -> bool:
    if inspect.iscoroutinefunction(function):
        return False
    every = list(arguments.parameters(function))
    if not every or every[0][0].kind is every[0][0].VAR_POSITIONAL:
        return False
    wanted = every[0][1]
    if wanted in EATEN or wanted is Answer or "channel.Reply" in str(wanted):
        return True
    # A number that must be given is a place in the text, which its caller has found there.
    placed = any(kind is int and one.default is one.empty for one, kind in every)
    return function.__module__.startswith(TEXTS) and _is_text(wanted) and not placed


def _is_text(wanted: object) -> bool:
    """A text, a page or JSON; or rows of them."""
    inner = typing.get_args(wanted)
    rows = typing.get_origin(wanted) in (Sequence, Iterable, dict)
    return wanted in (str, Page, Json) or (rows and all(map(_is_text, inner)))


def _called(function: Callable[..., object]) -> Callable[[bytes], None]:
    """One that can't be called is a target that fails, alone and by its name."""
    try:
        call = arguments.caller(function)
    except arguments.Unmade as unmade:
        why = str(unmade)

        def call(data: bytes) -> object:
            raise arguments.Unmade(why)

    documented = tuple(_documented(function))

    def feed(data: bytes) -> None:
        with contextlib.suppress(*documented):
            call(data)

    return feed


def _documented(function: Callable[..., object]) -> Iterator[type[Exception]]:
    """What its docstring says that it raises: those who call it know; they are targets themselves."""
    for name in re.findall(r"[Rr]aises\s+(\w+)", function.__doc__ or ""):
        kind = vars(sys.modules[function.__module__]).get(name, getattr(builtins, name, None))
        if isinstance(kind, type) and issubclass(kind, Exception):
            yield kind


OBSERVED = Observation(
    id="0" * 32,
    service="1" * 32,
    endpoint=Endpoint(address=Address.parse("127.0.0.1"), port=8080),
    timestamp=datetime(2023, 2, 8, tzinfo=UTC),
    duration=0.1,
    vantage=Vantage(place=Place.LOOPBACK, name="here"),
    scan="s",
    clause="loopback",
    module="http",
    data="",
)


def is_open(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.state is State.OPEN
