"""The sources of an assessment, opened once more: a reviewer wants to see what stands around a hit."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from leftopen.contents.ocr import OcrProgram
from leftopen.errors import LeftopenError
from leftopen.formats.bucket_address import is_bucket
from leftopen.impact.assess.archives.scratch import Scratch
from leftopen.impact.assess.inventory import Inventory
from leftopen.impact.assess.summary import file_of
from leftopen.impact.review.read_place import PlaceText, read_place
from leftopen.model.assessment import SourceFile
from leftopen.model.bucket import ReadRange
from leftopen.service.assessments import buckets
from leftopen.service.assessments.assess import scratch_in
from leftopen.service.assessments.folder import AssessmentFolder
from leftopen.service.assessments.ocr import ocr_program
from leftopen.service.workspace.workspace import Workspace

ReadAgain: TypeAlias = Callable[[str], PlaceText]
"""The text at a place, or why it can't be read. Never raises."""


@contextmanager
def reopen(
    workspace: Workspace,
    folder: AssessmentFolder,
    *,
    by: str,
    credentials: Path | None = None,
    moved: Path | None = None,
) -> Iterator[ReadAgain]:
    """Of a bucket, under the authorisation of now; `credentials` instead of the file that the assessment was
    made with. A bucket that can't be opened is the reason that each place is told: the rest of a review
    needs no source. A source that was changed since is not read. `moved`: where the only path of the
    assessment lies now."""
    with ExitStack() as held:
        read: ReadRange | None = None
        why = ""
        ocr: OcrProgram | None = None
        try:
            read = _ranges(workspace, folder, by, credentials, held)
            ocr = ocr_program(wanted=folder.assessment().ocr)
        except LeftopenError as error:
            why = str(error)
        uncaged = workspace.settings.uncaged == "yes"
        yield _Places(folder, read, ocr, why, scratch_in(workspace), uncaged=uncaged, moved=moved).read


def _ranges(
    workspace: Workspace, folder: AssessmentFolder, by: str, credentials: Path | None, held: ExitStack
) -> ReadRange | None:
    """None where the sources are files of this machine."""
    made = folder.assessment()
    if not made.paths or not is_bucket(made.paths[0]):
        return None
    if not made.endpoint:
        raise LeftopenError(
            "an earlier version made this assessment and kept no URL of the service: assess again"
        )
    file = credentials or (Path(made.credentials) if made.credentials else None)
    return held.enter_context(buckets.open_source(workspace, made.paths[0], made.endpoint, file, by)).read


class _Places:
    def __init__(
        self,
        folder: AssessmentFolder,
        read: ReadRange | None,
        ocr: OcrProgram | None,
        why: str,
        scratch: Scratch,
        *,
        uncaged: bool,
        moved: Path | None,
    ) -> None:
        self._moved = moved
        self._unpacked = scratch
        self._there: set[int] = set()
        self._folder = folder
        self._read = read
        self._ocr = ocr
        self._why = why
        self._uncaged = uncaged

    @cached_property
    def _found(self) -> Inventory:
        """Of a large store it takes a while to read."""
        return self._folder.inventory()

    @cached_property
    def _sources(self) -> dict[int, SourceFile]:
        files = dict(enumerate(self._found.files))
        if self._moved is None:
            return files
        was, now = os.fsencode(self._folder.assessment().paths[0]), os.fsencode(self._moved.absolute())
        return {at: replace(one, path=now + one.path.removeprefix(was)) for at, one in files.items()}

    def read(self, place: str) -> PlaceText:
        if self._why:
            return PlaceText(why=self._why)
        units, sources = self._found.units, self._sources
        try:
            scratch = self._scratch(file_of(place))
        except (LeftopenError, ValueError) as error:
            return PlaceText(why=str(error))
        return read_place(
            place, units, sources, read=self._read, ocr=self._ocr, scratch=scratch, uncaged=self._uncaged
        )

    def _scratch(self, number: int) -> int:
        """The descriptor of the file into which the archive of that file was unpacked again; -1 for a file
        that lies in none. Raises LeftopenError."""
        file = self._sources.get(number)
        if file is None or file.inside < 0:
            return -1
        if file.inside not in self._there:
            archive = self._sources[file.inside]
            members = [one for one in self._sources.values() if one.inside == file.inside]
            first = min((one.at for one in members if one.size), default=0)
            # Where each lay in the file of the assessment, so that all have room in one file.
            found = self._unpacked.unpack(replace(archive, unpacked=""), archive.unpacked, file.inside, first)
            self._unpacked.rest()
            if found[1:] != [one for one in members if not one.path.endswith(b"!?") or one in found]:
                raise LeftopenError(
                    "the archive has changed since the assessment, or the disk has no space for it"
                )
            self._there.add(file.inside)
        return self._unpacked.handle
