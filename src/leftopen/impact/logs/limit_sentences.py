"""What a reader of the figures must know, as sentences in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leftopen.model.access_logs import LogFile
from leftopen.translate import N_, Message

LISTED = 20
"""So many files that are no regular ones are named; the others are counted."""
OWN = 5
UNKNOWN_FORMAT = N_("its format is not known")
EMPTY = N_("it is empty")
BROKEN_FILE = N_("the compressed file is broken; it was read up to there")
BROKEN_WHOLLY = N_("the compressed file is broken; nothing in it can be read")
LONG_LINE = N_("a line is longer than 256 MiB")
MANY_COLUMNS = N_("its columns change more than 1000 times")
PIPE = N_("it is a named pipe (FIFO)")
SOCKET = N_("it is a socket")
DEVICE = N_("it is a device")
DEAD_LINK = N_("it is a link to nothing")
LINK = N_("it is a link, and links in a folder are not followed: give its target")
NO_FILE = N_("it is not a regular file")
CLOSED_FOLDER = N_("the folder cannot be listed")
TO_TIE = N_(
    "To tie the logs to the server, give a log with a successful answer for one of the items. If the logs "
    "name messages, add a column message_id to --items. If you know that the logs are from this server and "
    "complete, add --complete."
)
COMPLETE = N_("The operator stated that the logs are from this server and complete.")
ALONE = N_(
    "The operator stated that no user can open the mailbox of another user. A session counts for its own "
    "mailbox only."
)
SAMPLED = N_("The logs hold only some of the requests.")


def of_files(files: Sequence[LogFile]) -> Iterator[Message]:
    """Of those that were not read, and of those that were read up to some place."""
    for file in files:
        if file.state in ("unread", "failed"):
            yield _not_read(file)
    for file in files:
        if file.state == "cut":
            yield N_("{path}: {why}", path=file.path, why=_why(file))


def of_left_out(files: Sequence[LogFile]) -> Iterator[Message]:
    """What lies in a folder and is no file to read: a pipe, a dead link."""
    for file in files[:LISTED]:
        yield _not_read(file)
    more = len(files) - LISTED
    if more > 0:
        yield N_("Other entries that were not read, because they are not regular files: {more}.", more=more)


def own_proxies(own: Sequence[str]) -> Iterator[Message]:
    """Of one's own addresses that may stand for strangers."""
    if own:
        named, more = ", ".join(own[:OWN]), len(own) - OWN
        yield N_(
            "Own addresses that may forward requests of outsiders (many user agents, or a proxy): {named}",
            named=N_("{named} and {more} more", named=named, more=more) if more > 0 else named,
        )


def _not_read(file: LogFile) -> Message:
    return N_("{path} was not read: {why}", path=file.path, why=_why(file))


def _why(file: LogFile) -> Message:
    """One of the reasons above, or a message of the engine, the same in every language."""
    return Message(id=file.why)
