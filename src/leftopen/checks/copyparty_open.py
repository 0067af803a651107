"""copyparty, a file server: files listed without authentication.

Requests the list of the first folder as JSON. Names are read in memory to count; none is stored, and no file
is downloaded.

Open: the list, for the account of nobody, with the right to read. *Data* when there are files or folders,
*empty* when there is none. The rights say whether a visitor can also write, move or delete. Closed: 401, 403,
or a list that says that nobody has any right and shows nothing. Unknown: a folder where nobody may only
upload.

False positives: files that are published on purpose.
"""

from __future__ import annotations

from leftopen.formats import partial_json
from leftopen.model.channel import Reply
from leftopen.model.facts import Json
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, Verdict, closed
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_check import Ask, Heard, Shown, denied, http_check, served_by
from leftopen.wire.http.json_shows import Shape, fits, number, value, value_at

NOBODY: Shape = {"acct": "*", "perms": list, "dirs": list, "files": list, "srvinf": str}
ENTRY: Shape = {"href": str, "sz": int, "ts": int}
CHANGES = ("write", "move", "delete", "admin")


def file_list(reply: Reply) -> Json:
    """The list for a visitor without an account; None for any other reply. One that was cut is not judged."""
    answer = value(reply)
    return answer if fits(answer, NOBODY) else None


def _entries(answer: Json, kind: str) -> list[Json]:
    found = value_at(answer, kind)
    return [one for one in found if fits(one, ENTRY)] if isinstance(found, list) else []


def shows(heard: Heard) -> Shown | None:
    """The list and its rights; a large one, which was cut, by its first files."""
    first = heard[0]
    if first.cut:
        return _cut(first)
    answer = file_list(first)
    rights = value_at(answer, "perms")
    if not isinstance(rights, list) or "read" not in rights:
        return None
    files, folders = _entries(answer, "files"), _entries(answer, "dirs")
    reply = f"{format_count(len(files), 'file')} and {format_count(len(folders), 'folder')}"
    reply += "; a visitor can also change them" if any(right in CHANGES for right in rights) else ""
    sizes = [size for one in files if (size := number(value_at(one, "sz"))) is not None]
    kind = ExposureKind.DATA if files or folders else ExposureKind.EMPTY
    return Shown(
        kind=kind, said=reply, size=Size(records=len(files), bytes=sum(sizes), at_least=bool(folders))
    )


def _cut(reply: Reply) -> Shown | None:
    """The rights come after the entries: those that came prove that the list is read."""
    if reply.status != 200 or not reply.body.startswith(b'{"dirs": ['):
        return None
    folders, files = (partial_json.items(reply.body, kind) for kind in ("dirs", "files"))
    came = sum(fits(one, ENTRY) for one in (*folders, *files))
    if not came:
        return None
    response = f"at least {format_count(came, 'file or folder', 'files and folders')}"
    return Shown(kind=ExposureKind.DATA, said=response, size=Size(records=came, at_least=True))


def refused(heard: Heard) -> Verdict | None:
    """No right at all, and nothing listed, is its way to ask for a password."""
    answer = file_list(heard[0])
    if answer is not None and not any(value_at(answer, name) for name in ("perms", "dirs", "files")):
        return closed(Reason.PASSWORD_ASKED, "nobody has a right without an account")
    return denied(heard)


check = http_check(
    title="copyparty files readable without authentication",
    remedy=(
        "Give every volume to accounts only: `copyparty -a NAME:SECRET -v /srv/files::r,NAME` (no `r`, `rw` "
        "or `A` without names), or `accs:` in its configuration file. Start it with `-i 127.0.0.1` behind a "
        "web server with TLS. Close port 3923 in the firewall. Keep the logs: they show who read what."
    ),
    severity=Severity.MEDIUM,
    references=(
        "https://github.com/9001/copyparty#accounts-and-volumes",
        "https://github.com/9001/copyparty/blob/hovudstraum/docs/devnotes.md#http-api",
    ),
    sized_by="files and their sizes in the first folder; a lower bound when there are folders",
    applies=served_by("copyparty"),
    ask=Ask(path="/?ls", limit=16 * 1024, level=ReadLevel.LISTING),
    shows=shows,
    refused=refused,
)
