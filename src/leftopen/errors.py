"""The few exceptions that cross a layer.

Inside a scan, failures are values (`model.verdict`); a talk that ends early is `model.channel.TalkEnded`.

    LeftopenError              one clear line for a person; the command exits with 1
    ├── BadAddress             a text that is no address, range or host name
    ├── BadScope               a scope file or record that can't be used (names the line)
    ├── NotAllowed             the scope refuses a target; carries the clause
    ├── BadQuery               a search that can't be read (carries the position)
    ├── BadSetting             a setting with a wrong value, or an unknown one
    ├── BadPorts               an unknown port word or number
    ├── BadRequest             a question over the web interface with a wrong or missing value
    ├── ChangedSince           somebody else changed what a person decided about, after it was looked at
    ├── NotFound               no record of that id
    ├── StoreTooNew            the data folder was written by a newer leftopen
    ├── UnsafeFolder           a folder or key that others could write to (with what mends it)
    ├── StoreFailed            the engine or the database could not answer, disk full included
    ├── BadImport              a file that can't be imported at all: unreadable, of no known format
    ├── BadProof               a proof file that can't be read at all
    ├── BadRanges              a file of address ranges that can't be read or is none
    └── BadLeaf                a new check or probe that can't be made: its name, or where
"""

from __future__ import annotations


class LeftopenError(Exception):
    """Something a person can mend; the text is one clear line."""


class BadAddress(LeftopenError):
    """A text that is no address, range or host name."""


class BadScope(LeftopenError):
    """A scope file or record that can't be used."""


class NotAllowed(LeftopenError):
    """The scope refuses a target; the text names the clause."""


class BadQuery(LeftopenError):
    """A search that can't be read. `position` counts characters from 0, and the text ends with it, counted
    from 1; None: what is wrong stands at no character."""

    def __init__(self, message: str, position: int | None = None) -> None:
        super().__init__(message if position is None else f"{message} (at character {position + 1})")
        self.position = position


class BadSetting(LeftopenError):
    """A setting with a wrong value, or an unknown one."""


class BadPorts(LeftopenError):
    """An unknown port word, or a port outside 1 to 65535."""


class BadRequest(LeftopenError):
    """A question over the web interface with a wrong or missing value, or beyond a limit."""


class ChangedSince(LeftopenError):
    """Somebody else changed what a person decided about, after it was looked at."""


class NotFound(LeftopenError):
    """No record of that id, or an id prefix that names several."""


class StoreTooNew(LeftopenError):
    """The data folder was written by a newer leftopen."""


class StoreFailed(LeftopenError):
    """The engine or the database could not answer."""


class UnsafeFolder(LeftopenError):
    """The data folder or the configuration can be written by others, or belongs to somebody else."""


class BadImport(LeftopenError):
    """A file that can't be imported at all: it can't be read, or no format knows it."""


class BadProof(LeftopenError):
    """A proof file that can't be read at all (a readable but wrong one is an answer, not an error)."""


class BadLeaf(LeftopenError):
    """A new check or probe that can't be made: its name, or the place where it would stand."""


class BadRanges(LeftopenError):
    """A file of address ranges that can't be read, is none, or is larger than is taken."""
