"""An assessment of a store: its sources, the units that are read on their own, and what each of them held.

No record here holds a value: values are keyed digests and masked examples, and places in the source by number
and offset, never by a name that the source chose.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from leftopen.model.people import Mention


class UnitKind(StrEnum):
    MBOX = "mbox"
    """A range of bytes of one mailbox file."""
    PST = "pst"
    """A range of bytes of an Outlook data file: its share of the items."""
    FILES = "files"
    """Whole files: mails, documents, archives."""
    RAW = "raw"
    """A range of bytes of a file that is too large for any reader: only its runs of text are searched."""
    DIGEST = "digest"
    """The SHA-256 of each of these files: those that no other unit reads as a whole from a bucket."""


class Outcome(StrEnum):
    """What became of one document. Each document has exactly one, so that they add up to what is there."""

    READ = "read"
    FAILED = "failed"
    CARVED = "carved"
    """No reader could read it whole: the runs of text in its bytes were searched."""
    ENCRYPTED = "encrypted"
    UNREAD = "unread"
    """Nothing was searched, such as an image without OCR or what a triage leaves out."""


class Depth(StrEnum):
    TRIAGE = "triage"
    """Headers, bodies and the names of attachments."""
    DEEP = "deep"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """`path` is absolute, in bytes as the system has it; `changed` is the time of its last change, in
    nanoseconds. Of an object in a bucket, `path` is its address (`s3://records/2019/inbox.mbox`), and `etag`
    tells whether it changed; of a file, ''.

    A member of an archive that is unpacked lies `at` that byte of the scratch file, and `inside` the file of
    that number; `path` is the archive's, `!` and its name. `why` it is not all there, else ''; one without
    bytes is lost, with that `outcome`. `unpacked`: the kind of an archive whose members are files too."""

    path: bytes
    size: int
    changed: int
    etag: str = ""
    inside: int = -1
    at: int = 0
    unpacked: str = ""
    outcome: Outcome = Outcome.READ
    why: str = ""

    @property
    def lost(self) -> bool:
        """Is nothing of it there?"""
        return bool(self.why) and not self.size

    @property
    def read(self) -> int:
        """Bytes that are read for their content: of an archive that is unpacked, its members are."""
        return 0 if self.unpacked else self.size


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What one worker reads at a time. Its result depends on it alone. `files`: numbers in the list of
    sources, `mailboxes` those whose mails a digest unit counts; `start` and `end` are bytes of the only file,
    for a range."""

    number: int
    kind: UnitKind
    files: tuple[int, ...]
    bytes: int
    start: int = 0
    end: int = 0
    mailboxes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundValue:
    """One distinct value in one document: its keyed digest, `masked` as the detector shows it."""

    label: str
    digest: bytes
    masked: str
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDocument:
    """One document that holds something. `place`: the number of the file, the offset in it, and the number of
    each part on the way, such as `3:120448/2/0`; in an Outlook data file, the number of the item instead of
    the offset. `year` is that of its mail, 0 if unknown. `units` are mail domains of its senders and
    recipients. `digest`: keyed, of its bytes: equal for copies; of a triage, of what was read of them, and
    its size is 0 where only a name was read. `people`: which of its values belong to one person."""

    place: str
    kind: str
    size: int
    year: int
    digest: bytes
    units: tuple[str, ...]
    values: tuple[FoundValue, ...]
    people: tuple[Mention, ...] = ()


CLEAN_SAMPLE = 500
"""Clean documents that each unit names, and so the largest sample that can be drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanDocument:
    """A document that was read as a whole and in which nothing but mail addresses was found. `rank`: keyed
    digest of its place, by which samples are drawn; the rest as in `FoundDocument`."""

    place: str
    kind: str
    size: int
    year: int
    digest: bytes
    rank: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundMessage:
    """A mail with a Message-ID. `key` tells the message from others: keyed digests of its Message-ID and of
    what follows its headers (`impact.assess.message_key`). `in_mail`: it is attached to another mail, or may
    be."""

    place: str
    key: bytes
    in_mail: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A document that was not read as a whole, or a unit that could not be read: where and why."""

    place: str
    outcome: Outcome
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """How many documents of one file were not read as a whole for one reason. `file`: its number; -1 for
    those of all files beyond the number that is told apart."""

    file: int
    outcome: Outcome
    why: str
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitResult:
    """What one unit held. `outcomes` counts every document by what became of it; `documents` counts them by
    kind of file, `years` by year of their mail. `failures` lists at most the first hundred, `unlisted` counts
    the others; `losses` counts all of them, and the carved ones, by file and reason (None in a result of an
    earlier version, which did not). `text_bytes`: the decoded text that was searched. `mails`: by number of
    the mailbox, those that begin in this unit; of a digest unit, those of the whole file. `sha256`: by number
    of the file, of a digest unit, and of objects of a bucket that the unit reads as a whole; `counted` are
    the mails of such mailboxes, counted apart. What holds much comes in pieces before it: `piece` counts them
    from 1, and such a one has nothing but `found`; `pieces` is their number in the result itself, whose
    `piece` is 0. `clean` counts the documents that were read as a whole and hold nothing but mail addresses;
    `clean_sample`: a random few of them. `messages`: the mails that have a Message-ID; `unnamed`: by number
    of the file, how many have none, or could not be read, and lie in no other mail; None in a result of an
    earlier version, which did not look at all of them. `pictures`: those that were not read, as files or as
    pages of a PDF."""

    number: int
    outcomes: dict[str, int]
    documents: dict[str, int]
    years: dict[str, int]
    found: tuple[FoundDocument, ...] = ()
    failures: tuple[Failure, ...] = ()
    unlisted: int = 0
    bytes: int = 0
    text_bytes: int = 0
    mails: dict[str, int] = field(default_factory=dict)
    sha256: dict[str, str] = field(default_factory=dict)
    piece: int = 0
    pieces: int = 0
    clean: int = 0
    clean_sample: tuple[CleanDocument, ...] = ()
    messages: tuple[FoundMessage, ...] = ()
    unnamed: dict[str, int] | None = None
    counted: dict[str, int] = field(default_factory=dict)
    pictures: int = 0
    losses: tuple[Loss, ...] | None = None

    @property
    def only_digests(self) -> bool:
        """Is it the result of a digest unit?"""
        return bool(self.sha256) and not self.outcomes


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """One reading of one store. `skipped`: files that were not taken, each with the reason; `case` is '' or
    the case that it belongs to; `version` of the program that reads it; `ocr`: pictures are read too;
    `uncaged`: some or all was read without a cage (None: by an older version, which does not say). Of a
    bucket, `endpoint` is the URL of its service, and `credentials` the path of the file with them, '' where
    none were needed."""

    id: str
    created: datetime
    by: str
    depth: Depth
    paths: tuple[str, ...]
    files: int
    bytes: int
    units: int
    skipped: tuple[tuple[str, str], ...] = ()
    case: str = ""
    version: str = ""
    endpoint: str = ""
    credentials: str = ""
    ocr: bool = False
    uncaged: bool | None = None

    @property
    def extent(self) -> str:
        """How much is read of each file: `triage`, `deep`, or `deep, pictures`."""
        return f"{self.depth}, pictures" if self.ocr else self.depth.value
