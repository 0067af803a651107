"""The folder of one assessment: what it reads, and the result of each unit that is done.

    DATA/assessments/ID/assessment.json   what was asked for
    DATA/assessments/ID/inventory.zst     the files and the units
    DATA/assessments/ID/units/N.zst       the result of unit N
    DATA/assessments/ID/units/N-P.zst     its piece P, where it holds much
    DATA/assessments/ID/documents-N.zst   the documents again, column by column, for the search
    DATA/assessments/ID/summary.zst       the report, so that it is not counted again
    DATA/assessments/ID/people.blocks     the people, joined and counted
    DATA/assessments/ID/served.blocks     whose data was served, by the newest reading of the case's logs
    DATA/assessments/ID/queue.zst         the hits that a person should look at
    DATA/assessments/ID/sample.zst        a random sample of the documents called clean
    DATA/assessments/ID/pace.json         how long was read, and how much

A result appears whole or not at all, so that whatever is interrupted goes on with the units that lack one.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec
import zstandard

from leftopen.errors import NotFound, StoreFailed
from leftopen.impact.assess.document_index import DocumentIndex
from leftopen.impact.assess.inventory import Inventory
from leftopen.model.assessment import Assessment, UnitResult
from leftopen.service.assessments.block_file import BlockFile, packed
from leftopen.service.workspace.locks import is_locked

T = TypeVar("T")
FOLDER = "assessments"
INDEXES = "documents.zst"
LOCK = "assessment-"
"""Before its id: the lock of who reads it."""
LAG_S = 600.0
"""What is made of an assessment that is being read is made anew after so long."""
LARGEST = 1024 * 1024 * 1024
"""Bytes of one unpacked file of this folder."""


class IndexList(msgspec.Struct, frozen=True):
    """`made_of`: which results the indexes were made of; `paths` of the source files, masked."""

    made_of: str
    count: int
    paths: tuple[str, ...]


class Pace(msgspec.Struct, frozen=True):
    """`bytes` that were read for their content in these seconds, over all runs."""

    seconds: float
    bytes: int


class CachedResult(msgspec.Struct, frozen=True):
    """Something that was made of the results. `of`: of which."""

    of: str
    what: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentFolder:
    """Every call raises StoreFailed when the disk refuses it."""

    path: Path

    @classmethod
    def create(cls, data: Path, assessment: Assessment, found: Inventory) -> AssessmentFolder:
        """The inventory is written last but one: a folder without `assessment.json` is no assessment."""
        folder = cls(path=data / FOLDER / assessment.id)
        try:
            # `parents` would give the folders above the mode of the umask.
            data.joinpath(FOLDER).mkdir(mode=0o700, exist_ok=True)
            folder.path.mkdir(mode=0o700)
            (folder.path / "units").mkdir(mode=0o700)
        except OSError as error:
            raise StoreFailed(f"cannot create {folder.path}: {error.strerror}") from None
        folder._write("inventory.zst", zstandard.compress(msgspec.msgpack.encode(found), 1))
        folder.put_assessment(assessment)
        return folder

    def assessment(self) -> Assessment:
        """Raises NotFound for a folder that is none."""
        try:
            return msgspec.json.decode((self.path / "assessment.json").read_bytes(), type=Assessment)
        except (FileNotFoundError, NotADirectoryError):
            raise NotFound(f"no assessment {self.path.name}") from None
        except (OSError, msgspec.MsgspecError) as error:
            raise StoreFailed(f"cannot read {self.path / 'assessment.json'}: {error}") from None

    def put_assessment(self, assessment: Assessment) -> None:
        self._write("assessment.json", msgspec.json.encode(assessment))

    def inventory(self) -> Inventory:
        return self._decoded("inventory.zst", Inventory)

    def readable(self) -> bool:
        """Is its inventory as this version writes it?"""
        try:
            self.inventory()
        except StoreFailed:
            return False
        return True

    def done(self) -> set[int]:
        """Numbers of the units that have a result; none of an assessment that is half deleted."""
        try:
            names = os.listdir(self.path / "units")
        except FileNotFoundError:
            return set()
        except OSError as error:
            raise StoreFailed(f"cannot read {self.path}: {error.strerror}") from None
        return {int(one) for name in names if (one := name.removesuffix(".zst")).isdigit()}

    def put(self, result: UnitResult) -> None:
        """A piece counts once the result itself is there."""
        packed = zstandard.compress(msgspec.msgpack.encode(result), 3)
        self._write(_name(result.number, result.piece), packed)

    def results(self) -> Iterator[UnitResult]:
        """Those there are, in the order of their numbers, each before its pieces."""
        for number in sorted(self.done()):
            result = self._decoded(_name(number), UnitResult)
            yield result
            for piece in range(1, result.pieces + 1):
                yield self._decoded(_name(number, piece), UnitResult)

    def pace(self) -> Pace:
        """Zeros where nothing was read yet, or by an earlier version."""
        try:
            return msgspec.json.decode((self.path / "pace.json").read_bytes(), type=Pace)
        except FileNotFoundError:
            return Pace(seconds=0.0, bytes=0)
        except (OSError, msgspec.MsgspecError) as error:
            raise StoreFailed(f"cannot read {self.path / 'pace.json'}: {error}") from None

    def put_pace(self, pace: Pace) -> None:
        self._write("pace.json", msgspec.json.encode(pace))

    def cached_result(self, name: str, of: str, kind: type[T]) -> T | None:
        """What was made of the results that there are now, and of `of`; None where there is none such. While
        the assessment is being read, what was made a little while ago will do: it says of how many units."""
        file = self.path / f"{name}.zst"
        if not file.exists():
            return None
        stored = self._decoded(file.name, CachedResult)
        if not self._counts(stored.of, of, file):
            return None
        try:
            return msgspec.msgpack.decode(stored.what, type=kind)
        except msgspec.MsgspecError:
            # Another version of the program made it.
            return None

    def cache_result(self, name: str, made_of: str, what: object) -> None:
        """`made_of` as it was before the results were read."""
        result = CachedResult(of=made_of, what=msgspec.msgpack.encode(what))
        self._write(f"{name}.zst", zstandard.compress(msgspec.msgpack.encode(result), 1))

    def blocks(self, name: str, of: str) -> BlockFile | None:
        """As `cached_result`, for what is read a page at a time."""
        file = self.path / f"{name}.blocks"
        found = BlockFile.open(file)
        return found if found and self._counts(found.of, of, file) else None

    def put_blocks(
        self, name: str, made_of: str, blocks: Iterable[object], head: Callable[[], object]
    ) -> None:
        """`made_of` as of `cache_result`; each block is written as it comes, and `head` is asked for
        at last."""
        self._write_all(f"{name}.blocks", packed(made_of, blocks, head))

    def index_list(self, rejected: str = "") -> IndexList:
        """Of the documents that hold something, without the hits that are `rejected`. Raises NotFound when
        there are none, or when they are older than the results."""
        if not (self.path / INDEXES).exists():
            raise NotFound("the documents are not indexed yet")
        made = self._decoded(INDEXES, IndexList)
        if made.made_of != self.made_of(rejected):
            raise NotFound("the documents were indexed before the last results")
        return made

    def index(self, number: int) -> DocumentIndex:
        return self._decoded(f"documents-{number}.zst", DocumentIndex)

    def put_indexes(
        self, indexes: Iterable[DocumentIndex], paths: Iterable[str], rejected: str = ""
    ) -> IndexList:
        """Each is written as it comes; the list of them last."""
        made_of, count = self.made_of(rejected), 0
        for index in indexes:
            self._write(f"documents-{count}.zst", zstandard.compress(msgspec.msgpack.encode(index), 1))
            count += 1
        made = IndexList(made_of=made_of, count=count, paths=tuple(paths))
        self._write(INDEXES, zstandard.compress(msgspec.msgpack.encode(made), 1))
        return made

    def made_of(self, other: str = "") -> str:
        """Changes with the results that there are, and with `other`."""
        return f"{_digest(other)} {_digest(str(sorted(self.done())))}"

    def _counts(self, stored: str, of: str, file: Path) -> bool:
        if stored == self.made_of(of):
            return True
        same = stored.partition(" ")[0] == _digest(of)
        return same and self._is_read() and time.time() - file.stat().st_mtime < LAG_S

    def _is_read(self) -> bool:
        return is_locked(self.path.parent.parent, f"{LOCK}{self.path.name}")

    def tidy(self, *names: str) -> None:
        """Removes what was being written of these when a process was ended. Nobody else writes them now."""
        for name in names:
            for part in self.path.glob(f"{name}.*.part"):
                with suppress(OSError):
                    part.unlink()

    def remove(self) -> None:
        """All of it; last what makes it an assessment, so that what can't be deleted stays in the list."""
        try:
            with suppress(FileNotFoundError):
                shutil.rmtree(self.path / "units")
            for file in self.path.iterdir():
                if file.name != "assessment.json":
                    file.unlink()
            shutil.rmtree(self.path)
        except OSError as error:
            raise StoreFailed(f"cannot delete {self.path}: {error.strerror}") from None

    def _decoded(self, name: str, kind: type[T]) -> T:
        try:
            return msgspec.msgpack.decode(self._read(name), type=kind)
        except msgspec.MsgspecError as error:
            raise StoreFailed(f"cannot read {self.path / name}: {error}") from None

    def _read(self, name: str) -> bytes:
        try:
            packed = (self.path / name).read_bytes()
            return zstandard.ZstdDecompressor().decompress(packed, max_output_size=LARGEST)
        except (OSError, zstandard.ZstdError) as error:
            raise StoreFailed(f"cannot read {self.path / name}: {error}") from None

    def _write(self, name: str, content: bytes) -> None:
        self._write_all(name, (content,))

    def _write_all(self, name: str, pieces: Iterable[bytes]) -> None:
        """In one step, on the disk before it has its name. Of several at once one wins, with a whole file."""
        file = self.path / name
        part = file.with_name(f"{file.name}.{secrets.token_hex(4)}.part")
        try:
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
            with os.fdopen(handle, "wb") as opened:
                for piece in pieces:
                    opened.write(piece)
                opened.flush()
                os.fsync(opened.fileno())
            part.rename(file)
        except OSError as error:
            raise StoreFailed(f"cannot write {file}: {error.strerror}") from None
        finally:
            with suppress(OSError):
                part.unlink()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _name(number: int, piece: int = 0) -> str:
    return f"units/{number}-{piece}.zst" if piece else f"units/{number}.zst"


def folders(data: Path) -> list[AssessmentFolder]:
    """Every assessment of the data folder."""
    there = data / FOLDER
    if not there.is_dir():
        return []
    return [
        AssessmentFolder(path=one) for one in sorted(there.iterdir()) if (one / "assessment.json").exists()
    ]
