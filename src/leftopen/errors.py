"""The few exceptions that cross a layer.

Inside a scan, failures are values (`model.verdict`); a talk that ends early is `model.channel.TalkEnded`.

    LeftopenError              one clear line for a person; the command exits with 1
    ├── BadAddress             a text that is no address, range or host name
    ├── BadScope               a scope file or record that can't be used (names the line)
    ├── NotAllowed             the scope refuses a target; carries the clause
    ├── BadQuery               a search that can't be read (carries the position)
    ├── BadSetting             a setting with a wrong value, or an unknown one
    ├── BadPorts               an unknown port word or number
    ├── NotFound               no record of that id
    ├── StoreTooNew            the data folder was written by a newer leftopen
    ├── StoreFailed            the engine or the database could not answer, disk full included
    ├── BadProof               a proof file that can't be read at all
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
    """A search that can't be read; `position` counts characters from 0."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


class BadSetting(LeftopenError):
    """A setting with a wrong value, or an unknown one."""


class BadPorts(LeftopenError):
    """An unknown port word, or a port outside 1 to 65535."""


class NotFound(LeftopenError):
    """No record of that id, or an id prefix that names several."""


class StoreTooNew(LeftopenError):
    """The data folder was written by a newer leftopen."""


class StoreFailed(LeftopenError):
    """The engine or the database could not answer."""


class BadProof(LeftopenError):
    """A proof file that can't be read at all (a readable but wrong one is an answer, not an error)."""


class BadLeaf(LeftopenError):
    """A new check or probe that can't be made: its name, or the place where it would stand."""
