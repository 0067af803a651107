"""Reads one unit to its result: what became of each document, and what each holds, as digests."""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from leftopen.contents import Contents
from leftopen.documents.eml import head_end
from leftopen.formats.charset import decode
from leftopen.formats.mail_date import mail_date
from leftopen.formats.pst_items import DamagedPst
from leftopen.impact.assess.buckets.bucket_file import BucketFile, SourceChanged
from leftopen.impact.assess.document_findings import ValueReader
from leftopen.impact.assess.message_key import MAILS, NAMELESS
from leftopen.impact.assess.pending_parts import PendingPart
from leftopen.impact.assess.position import SharedPosition
from leftopen.impact.assess.read_document import PICTURE, Reading, carved, read_document
from leftopen.impact.assess.read_picture import PictureReader
from leftopen.impact.assess.units.pst_unit import DIED, is_pst, items_in, pst_tops
from leftopen.impact.assess.units.top_document import Top
from leftopen.impact.assess.units.unit_files import Opened, WholeFiles, forget, mails_in, opened, same, tops
from leftopen.impact.assess.units.unit_tally import ONLY_NAMED, Held, UnitTally
from leftopen.impact.people.unite import with_sender
from leftopen.model.assessment import (
    Depth,
    Failure,
    Outcome,
    SourceFile,
    Unit,
    UnitKind,
    UnitResult,
)
from leftopen.model.reader import Part

DEPTH = 16
PARTS = 20_000
"""Parts of one document, at all depths."""
INSIDE = 512 * 1024 * 1024
"""Bytes of them together: nested archives multiply."""
CACHED = 2_000
CACHED_VALUES = 200
"""Of one attachment: it is remembered with its values, which take memory."""
TRIES = 2
"""Of one document for which memory did not suffice: the second has what the attachments took."""
HOLD_PARTS = MAILS | NAMELESS | {"encrypted"}
"""Kinds of documents whose parts went out with them. What is found by its looks may be of a mail too."""
DATE = re.compile(rb"^Date:[ \t]{0,9}([^\r\n]{1,90})", re.MULTILINE | re.IGNORECASE)
HEADERS = 16 * 1024
BLOCK = 8 * 1024 * 1024

Skip = Collection[tuple[int, int]]


@dataclass(slots=True)
class UnitReader:
    """For one worker: the detectors, the readers, and the attachments that it has met lately. Copies of an
    attachment are common, and reading one costs more than its digest. `put` takes the pieces of a result that
    holds much; without it the result has everything. Without `pictures` no picture is read."""

    contents: Contents
    position: SharedPosition
    put: Callable[[UnitResult], None] | None = None
    pictures: PictureReader | None = None
    _values: ValueReader = field(init=False)
    _met: OrderedDict[tuple[object, ...], tuple[Reading, Held]] = field(default_factory=OrderedDict)

    def __post_init__(self) -> None:
        self._values = ValueReader.build(self.contents)

    def read(
        self, unit: Unit, sources: Mapping[int, SourceFile], depth: Depth, skip: Skip = ()
    ) -> UnitResult:
        """`skip`: (document, part) numbers at which a worker died twice. Raises OSError and SourceChanged
        only for digests; otherwise what could not be read is in the result."""
        tally = UnitTally(unit=unit)
        if unit.kind is UnitKind.DIGEST:
            return self._digests(unit, sources, skip)
        # Nothing is remembered from the unit before: the result depends on this one alone.
        self._met.clear()
        if self.pictures is not None:
            self.pictures.begin_unit()
        try:
            for number, top in enumerate(self._tops(unit, sources, depth, skip, tally.whole), 1):
                self._top(number, top, depth, skip, tally)
                self._next(unit, number + 1, top.end)
        except (OSError, SourceChanged) as error:
            tally.failed(f"{unit.files[0]}", Outcome.FAILED, _why(error))
        self.position.rest(unit.bytes)
        return tally.result()

    def _tops(
        self, unit: Unit, sources: Mapping[int, SourceFile], depth: Depth, skip: Skip, whole: WholeFiles
    ) -> Iterator[Top]:
        if unit.kind is not UnitKind.PST:
            return tops(unit, dict(sources), depth, whole)
        passed = {document for document, part in skip if part == 0}
        self._next(unit, 0, 0)
        return pst_tops(unit, sources[unit.files[0]], passed, partial(self._next, unit, 0, 0))

    def _next(self, unit: Unit, number: int, done: int) -> None:
        """Before a document is taken out of its file. Only for Outlook's files a library does that, which may
        hang."""
        if unit.kind is UnitKind.PST:
            self.position.begin(number, 0, done)
        else:
            self.position.rest(done)

    def _digests(self, unit: Unit, sources: Mapping[int, SourceFile], skip: Skip) -> UnitResult:
        """The SHA-256 of each file, and the number of mails in each, counted apart from the units."""
        tally, done = UnitTally(unit=unit), 0
        for number, at in enumerate(unit.files):
            self.position.rest(done)
            try:
                self._digest(number, at, sources[at], unit, done, skip, tally)
            except (OSError, SourceChanged, DamagedPst) as error:
                tally.failures.append(Failure(place=str(at), outcome=Outcome.FAILED, why=_why(error)))
            done += sources[at].size
        self.position.rest(unit.bytes)
        return tally.result()

    def _digest(
        self, number: int, at: int, source: SourceFile, unit: Unit, done: int, skip: Skip, tally: UnitTally
    ) -> None:
        counts = at in unit.mailboxes and (number, 0) not in skip
        if source.size == 0:
            tally.whole.sha256[str(at)] = hashlib.sha256(b"").hexdigest()
            tally.mails |= {str(at): 0} if counts else {}
            return
        with opened(source) as data:
            try:
                tally.mails |= {str(at): self._counted(number, source, data, done)} if counts else {}
            finally:
                # Last: what was fetched for the count is not fetched again.
                self.position.rest(done)
                same(source)
                tally.whole.sha256[str(at)] = _sha256(data)

    def _counted(self, number: int, source: SourceFile, data: Opened, done: int) -> int:
        if not is_pst(data):
            return mails_in(data)
        tick = partial(self.position.begin, number, 0, done)
        tick()
        return items_in(source, data, tick)

    def _top(self, number: int, top: Top, depth: Depth, skip: Skip, tally: UnitTally) -> None:
        """One document and all that is inside it."""
        if self.pictures is not None:
            self.pictures.begin_document()
        if top.mailbox >= 0:
            tally.mails[str(top.mailbox)] += 1
        if top.broken and tally.unit.kind is UnitKind.PST:
            tally.unnamed[str(tally.unit.files[0])] += 1 + top.lost
        waiting = [_first(top, depth)]
        room, parts = INSIDE, 0
        while waiting:
            one = waiting.pop()
            self.position.begin(number, parts, top.end)
            body = not one.part.name and one.part.media.startswith("text/")
            triage = depth is Depth.TRIAGE and one.depth > 0 and not body
            if triage:
                one.size, one.digest_of = 0, b"name:" + one.part.name.encode("utf-8", "replace")
            reading, held = self._reading(one, top if parts == 0 else None, triage, (number, parts) in skip)
            reading = replace(reading, lost=reading.lost + top.lost) if parts == 0 and top.lost else reading
            parts += 1
            held = _of_sender(one, reading, held)
            one.year = one.year or _year_inside(one, reading)
            tally.add(one, reading, held, one.year, self.contents)
            if self.put is not None and (piece := tally.piece()):
                self.put(piece)
            inside = _inside(one, reading, held)
            kept = [each for each in inside if one.depth < DEPTH]
            for each in reversed(kept):
                room -= len(each.part.data)
                if room < 0 or parts + len(waiting) >= PARTS:
                    tally.failed(each.place, Outcome.FAILED, "too much inside one document")
                else:
                    waiting.append(each)
            for each in inside[len(kept) :]:
                tally.failed(each.place, Outcome.FAILED, f"more than {DEPTH} documents inside each other")
            tally.not_read(one.place, reading)

    def _reading(
        self, one: PendingPart, top: Top | None, triage: bool, skipped: bool
    ) -> tuple[Reading, Held]:
        if skipped or (top and top.broken):
            why, outcome = (top.broken, top.outcome) if top and top.broken else (DIED, Outcome.FAILED)
            return Reading(kind="other", outcome=outcome, why=why), Held()
        if top and top.unpacked:
            found = Reading(kind=top.unpacked, outcome=Outcome.READ, apart=True)
            return found, self._values.read(one.part.name, top.unpacked)
        if triage:
            why, name = "triage: only its name", one.part.name
            found = Reading(kind=ONLY_NAMED, outcome=Outcome.UNREAD, why=why, text=name)
            return found, self._values.read(name, ONLY_NAMED)
        if one.depth == 0:
            reading = carved(one.part, top.why) if top and top.carve else self._read(one.part)
            if top and top.cut and reading.outcome in (Outcome.READ, Outcome.CARVED):
                reading = replace(reading, outcome=Outcome.FAILED, why=top.cut)
            return reading, self._values.read(self._named(one, reading), reading.kind)
        # With its name, which is searched too.
        part = one.part
        key = hashlib.sha256(part.data).hexdigest(), part.media, part.name, part.damaged, part.page, part.cut
        if key in self._met:
            self._met.move_to_end(key)
            return self._met[key]
        reading = self._read(one.part)
        held = self._values.read(self._named(one, reading), reading.kind)
        if not reading.parts and len(held.values) <= CACHED_VALUES:
            # Without its text, which is long and no longer needed.
            self._met[key] = replace(reading, text="", length=len(reading.text)), held
            if len(self._met) > CACHED:
                self._met.popitem(last=False)
        return reading, held

    def _read(self, part: Part) -> Reading:
        read_picture = self.pictures.read if self.pictures is not None else None
        for _ in range(TRIES):
            try:
                return read_document(part, self.contents.readers, read_picture)
            except MemoryError:
                self._met.clear()
            except Exception:  # noqa: BLE001 - what it says may quote the document
                return Reading(kind="other", outcome=Outcome.FAILED, why="its reader failed")
        return Reading(kind="other", outcome=Outcome.FAILED, why="it needs more memory than a worker has")

    def _named(self, one: PendingPart, reading: Reading) -> str:
        return f"{one.part.name}\n{reading.text}" if one.part.name else reading.text


def _first(top: Top, depth: Depth) -> PendingPart:
    content = b"%d:%b" % (top.size, top.part.data) if depth is Depth.TRIAGE else b""
    return PendingPart(
        place=top.place, part=top.part, depth=0, size=top.size, digest_of=content, year=_year(top.part.data)
    )


def _of_sender(one: PendingPart, reading: Reading, held: Held) -> Held:
    """An attachment may be about the sender of its mail. Copies of it in other mails are not."""
    if one.sender is None or reading.kind in MAILS or not held.people:
        return held
    return replace(held, people=with_sender(held.people, one.sender))


def _inside(one: PendingPart, reading: Reading, held: Held) -> list[PendingPart]:
    # Of a PDF, or of a fax.
    paged = [part.page or reading.kind == PICTURE for part in reading.parts]
    whole = hashlib.blake2b(one.part.data, digest_size=16).digest() if any(paged) else b""
    return [
        PendingPart(
            place=f"{one.place}/{number if part.at < 0 else f'@{part.at}'}",
            part=part,
            depth=one.depth + 1,
            size=len(part.data),
            year=one.year,
            units=reading.units or one.units,
            in_mail=one.in_mail or reading.kind in HOLD_PARTS or part.at >= 0,
            page_of=whole if paged[number] else b"",
            sender=held.sender if reading.kind in MAILS else one.sender,
        )
        for number, part in enumerate(reading.parts)
    ]


def _why(error: OSError | SourceChanged | DamagedPst) -> str:
    return error.strerror or "cannot be read" if isinstance(error, OSError) else str(error)


def _sha256(data: Opened) -> str:
    if isinstance(data, BucketFile):
        return data.sha256()
    digest = hashlib.sha256()
    for at in range(0, len(data), BLOCK):
        digest.update(data[at : at + BLOCK])
        forget(data, at, BLOCK)
    return digest.hexdigest()


def _year_inside(one: PendingPart, reading: Reading) -> int:
    """Of a mail in an archive."""
    return _year(one.part.data) if one.depth and reading.kind in MAILS else 0


def _year(data: bytes) -> int:
    """The year of a mail by its first `Date:`, which many recipients move far down; 0 if there is none."""
    found = DATE.search(data, 0, HEADERS) or DATE.search(data, 0, head_end(data))
    moment = mail_date(decode(found.group(1))) if found else None
    return moment.year if moment else 0
