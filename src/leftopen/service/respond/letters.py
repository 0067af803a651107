"""Writes one letter to each affected person into a folder. Names and addresses are read at that moment from
the source of the assessment, and stand nowhere else."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from leftopen import catalogue
from leftopen.errors import BadSetting, NotAllowed, NotFound
from leftopen.formats.bucket_address import is_bucket
from leftopen.impact.people.affected import Person
from leftopen.impact.respond import draft_files, drafting, letters
from leftopen.impact.respond.letters import Addressee, NotAddressed
from leftopen.model.category import Category
from leftopen.present.csv_cell import csv_cell
from leftopen.service.access_logs import people as stored
from leftopen.service.assessments import of_case
from leftopen.service.assessments.contacts import ReadAnew, read_contacts
from leftopen.service.respond import drafts, log
from leftopen.service.respond.state import load
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.os_user import os_user
from leftopen.service.workspace.workspace import Workspace
from leftopen.service.workspace.write_file import write_named

DRAFT = "people"
TABLE = "letters.csv"
ADDRESS = tuple(f"address {number}" for number in range(1, 7))
TITLES = ("letter", "person", "name", *ADDRESS, "mail", "data", "enclosures")
PATH_LENGTH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file for the people with a kind of data, or a category of it; for all where `kind` is ''."""

    kind: str
    file: Path

    def fits(self, labels: frozenset[str]) -> bool:
        categories = {catalogue.detectors()[label].category.value for label in labels}
        return not self.kind or self.kind in labels or self.kind in categories


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedLetters:
    """What would be written: the approved text, and for how many people; nothing of it was read yet."""

    case: str
    draft: drafts.ShownDraft
    chosen: of_case.Chosen
    people: int
    out: Path
    moved: Path | None
    enclosures: tuple[Enclosure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenLetters:
    """`left_out`: who has no letter, and why; with `letters` they are all `people`."""

    people: int
    letters: int
    left_out: tuple[tuple[Person, NotAddressed], ...]

    @property
    def counts(self) -> Counter[NotAddressed]:
        return Counter(why for _, why in self.left_out)


def prepare(
    workspace: Workspace, prefix: str, out: Path, language: str = "", *, moved: Path | None = None,
    enclosures: Sequence[str] = (),
) -> PreparedLetters:  # fmt: skip
    """Checks all that can be checked before a name is read. Each enclosure is `FILE` or `KIND=FILE`. Raises
    NotFound, BadSetting; NotAllowed where the letter is not approved, or its facts have changed since."""
    found = load(workspace, prefix)
    draft = drafts.show(workspace, prefix, DRAFT, language)
    if draft.approved is None or draft.outdated:
        why = "its facts have changed since" if draft.outdated else "nobody approved it"
        command = f"leftopen respond {found.case.id[:8]} draft approve {DRAFT} --language {draft.language}"
        raise NotAllowed(
            f"the draft {DRAFT} ({draft.language}) is no letter yet: {why}; to approve it: {command}"
        )
    drafts.render(draft, ".docx")  # Refuses a text that can't be exported.
    chosen = of_case.chosen(workspace, found.case.id)
    if chosen is None:
        raise NotFound("the case has no assessment, so that nobody is known to be affected")
    paths = chosen.assessment.paths
    if moved is not None and (len(paths) != 1 or is_bucket(paths[0]) or not moved.exists()):
        raise BadSetting(f"{moved} does not exist, or the assessment is of several paths or of a bucket")
    _require_outside(workspace, out)
    return PreparedLetters(
        case=found.case.id,
        draft=draft,
        chosen=chosen,
        people=stored.of_assessment(workspace, chosen.folder)[0].head.listed,
        out=out,
        moved=moved,
        enclosures=tuple(map(_enclosure, enclosures)),
    )


def write(workspace: Workspace, ready: PreparedLetters, *, by: str = "") -> WrittenLetters:
    """Reads the names and addresses, and writes the letters and `letters.csv` (0600) into the folder (0700).
    The audit log has who, when and how many. Raises BadSetting; then nothing of it stays in the folder."""
    who, folder = by or os_user(), ready.chosen.folder
    audit_log.record(workspace, who, "read names for letters", ready.case, f"{ready.people} people")
    people = list(stored.of_assessment(workspace, folder)[0].people)
    read = read_contacts(workspace, folder, people, by=who, moved=ready.moved)
    to, left_out = _addressed(workspace, ready, people, read)
    made: list[Path] = []
    try:
        _make(ready.out)
        for file, content in _files(ready, to):
            made.append(ready.out / file)
            _new(made[-1], content)
    except BaseException:
        for one in made:
            with suppress(OSError):
                one.unlink()
        raise
    table = hashlib.sha256((ready.out / TABLE).read_bytes()).hexdigest()
    counts = f"{len(to)} letters, {len(left_out)} people not addressed"
    audit_log.record(workspace, who, "wrote letters", ready.case, counts)
    log.export(workspace, ready.case, "letters", ready.out / TABLE, table, by=who)
    return WrittenLetters(people=len(people), letters=len(to), left_out=tuple(left_out))


def _addressed(
    workspace: Workspace, ready: PreparedLetters, people: Sequence[Person], read: ReadAnew
) -> tuple[list[Addressee], list[tuple[Person, NotAddressed]]]:
    """To whom letters go, and who is left to a person, in the order of the assessment's people."""
    today, to = workspace.clock().date(), list[Addressee]()
    left_out: list[tuple[Person, NotAddressed]] = []
    for at, person in enumerate(people):
        found = letters.addressee(person, read.found[at], today, failed=read.failed.get(at))
        if isinstance(found, Addressee) and not letters.lists_data(ready.draft.sentences, person.labels):
            found = NotAddressed.NO_DATA
        if isinstance(found, Addressee):
            to.append(found)
        else:
            left_out.append((person, found))
    alone, namesakes = letters.without_namesakes(to)
    return alone, [*left_out, *((one.person, NotAddressed.SAME_NAME) for one in namesakes)]


def _files(ready: PreparedLetters, to: Sequence[Addressee]) -> Iterator[tuple[str, bytes]]:
    """The names of the files say nothing of the people."""
    table, language = io.StringIO(newline=""), ready.draft.language
    rows = csv.writer(table)
    rows.writerow(TITLES)
    sentences = drafting.outgoing(ready.draft.sentences)
    for number, one in enumerate(to, 1):
        file = f"letter-{number:05}.docx"
        enclosed = [each.file.name for each in ready.enclosures if each.fits(one.person.labels)]
        text = letters.letter(sentences, one, enclosed, language)
        yield file, draft_files.document(ready.draft.title, "", language, text, letter=True, sources={})
        lines = [*one.lines, *[""] * (len(ADDRESS) - len(one.lines))]
        data = "; ".join(
            catalogue.detector_label(label).text(language) for label in sorted(one.person.labels)
        )
        row = (file, one.person.id, one.name, *lines, one.mail, data, "; ".join(enclosed))
        rows.writerow(map(csv_cell, row))
    for each in ready.enclosures:
        yield each.file.name, each.file.read_bytes()
    # A spreadsheet takes a file without this mark for one in the code page of the system.
    yield TABLE, table.getvalue().encode("utf-8-sig", "replace")


def _enclosure(text: str) -> Enclosure:
    kind, equals, name = text.partition("=")
    known = {*catalogue.detectors(), *Category}
    file = Path(name if equals and kind in known else text)
    if not file.is_file() or file.name == TABLE:
        raise BadSetting(
            f"{text[:PATH_LENGTH]}: use FILE or KIND=FILE, with a kind of data such as iban or finance"
        )
    return Enclosure(kind=kind if equals and kind in known else "", file=file)


def _require_outside(workspace: Workspace, out: Path) -> None:
    """Raises BadSetting for a folder that holds anything, or that lies in the program's own."""
    target = out.resolve()
    if any(target.is_relative_to(own.resolve()) for own in (workspace.data, workspace.config)):
        raise BadSetting(f"{out} lies in a folder of leftopen, where no names are kept; name another one")
    if not target.parent.is_dir():
        raise BadSetting(f"cannot write {out}: folder {out.parent} does not exist")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BadSetting(f"{out} is not an empty folder; name another one")


def _make(out: Path) -> None:
    try:
        out.mkdir(mode=0o700, exist_ok=True)
        out.chmod(0o700)
    except OSError as error:
        raise BadSetting(f"cannot write {out}: {error.strerror}") from None


def _new(file: Path, content: bytes) -> None:
    if file.exists():
        raise BadSetting(f"{file} exists; name the enclosure otherwise")
    write_named(file, content)
