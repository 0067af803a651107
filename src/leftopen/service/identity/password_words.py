"""The words of this place that a password must not contain: a stranger would guess them first."""

from __future__ import annotations

import re
import socket
from urllib.parse import urlsplit

from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.organisations import Organisations

SHORTEST = 4
_WORD = re.compile(r"\w+")
_NOT_OWN = frozenset({"http", "https", "localhost", "localdomain", "example", "test"})


def password_words(workspace: Workspace) -> frozenset[str]:
    """In lower case, of at least four letters: names and domains of the organisations, the sender and contact
    of notices, the console's public address and this machine's name. Top-level domains are left out. Raises
    StoreFailed."""
    settings = workspace.settings
    organisations = Organisations(workspace.store.records).list()
    names = [one.name for one in organisations]
    hosts = [domain for one in organisations for domain in one.domains]
    hosts += [urlsplit(settings.public_url).hostname or "", socket.gethostname() + "."]
    hosts += [address.rpartition("@")[2] for address in (settings.mail_from, settings.contact)]
    labels = [label for host in hosts for label in host.split(".")[:-1]]
    words = {word for text in (*names, *labels) for word in _WORD.findall(text.casefold())}
    return frozenset(word for word in words if len(word) >= SHORTEST and word not in _NOT_OWN)
