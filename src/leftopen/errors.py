"""The exceptions that cross layers.

Inside a scan, failures are values (`model.verdict`); a conversation that ends early raises
`model.channel.TalkEnded`.

    LeftopenError              one clear line for users; the command exits with 1
    ├── BadAddress             not a valid address, range or host name
    ├── BadScope               an invalid scope file or record (names the line)
    ├── NotAllowed             the scope refuses a target (names the clause)
    ├── NotPermitted           whoever asks lacks a permission (names it)
    ├── BadQuery               an invalid query (with the position)
    ├── BadSetting             a setting with a wrong value, or an unknown one
    ├── BadPorts               an unknown port word or number
    ├── BadRequest             a web request with a wrong or missing value
    ├── ChangedSince           the record changed after the user read it
    ├── NotFound               no record of that id
    ├── NotCounted             an assessment whose figures are not counted yet
    ├── StoreTooNew            the data folder was written by a newer leftopen
    ├── UnsafeFolder           a folder or key that other users can write to (with the fix)
    ├── StoreFailed            the engine or the database failed, including a full disk
    │   └── DiskLow            too little disk space is left; what was read is stored
    ├── BadImport              a file that cannot be imported: unreadable, or unknown format
    ├── BadProof               an unreadable proof file
    ├── BadRanges              an invalid file of address ranges
    ├── BadCveList             an invalid list of CVE scores
    └── BadLeaf                a new check or probe with an invalid name or folder
"""

from __future__ import annotations


class LeftopenError(Exception):
    """An error that users can fix; the text is one clear line."""


class BadAddress(LeftopenError):
    """Not a valid address, range or host name."""


class BadScope(LeftopenError):
    """An invalid scope file or record."""


class NotAllowed(LeftopenError):
    """The scope refuses a target; the text names the clause."""


class NotPermitted(LeftopenError):
    """Whoever asks lacks a permission, which the text names."""


class BadQuery(LeftopenError):
    """An invalid query. `position` counts characters from 0; the text ends with it, counted from 1. None: the
    error has no position."""

    def __init__(self, message: str, position: int | None = None) -> None:
        super().__init__(message if position is None else f"{message} (at character {position + 1})")
        self.position = position


class BadSetting(LeftopenError):
    """A setting with a wrong value, or an unknown one."""


class BadPorts(LeftopenError):
    """An unknown port word, or a port outside 1 to 65535."""


class BadRequest(LeftopenError):
    """A web request with a wrong or missing value, or above a limit."""


class ChangedSince(LeftopenError):
    """The record changed after the user read it."""


class NotFound(LeftopenError):
    """No record with this ID, or an ID prefix that matches several."""


class NotCounted(LeftopenError):
    """The figures of this assessment are not counted yet, and this process does not count them."""

    def __init__(self, assessment: str) -> None:
        super().__init__(f"assessment {assessment} is being counted; ask again in a few seconds")
        self.assessment = assessment


class StoreTooNew(LeftopenError):
    """The data folder was written by a newer leftopen."""


class StoreFailed(LeftopenError):
    """The engine or the database failed."""


class UnsafeFolder(LeftopenError):
    """Other users own the data folder or the configuration, or can write to it."""


class DiskLow(StoreFailed):
    """Less disk space is free than the setting `disk_reserve_mb`; what was read so far is stored."""


class BadImport(LeftopenError):
    """A file that cannot be imported: unreadable, or unknown format."""


class BadProof(LeftopenError):
    """An unreadable proof file. (A readable but wrong proof is a result, not an error.)"""


class BadLeaf(LeftopenError):
    """A new check or probe with an invalid name or folder."""


class BadRanges(LeftopenError):
    """An invalid or too large file of address ranges."""


class BadCveList(LeftopenError):
    """An invalid or too large list of what is known about CVEs."""
