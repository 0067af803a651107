"""Tells from the names of files whether they were left open, or published. Pure.

A name is a file's or a folder's, without its path. What is sensitive comes before what is published, but a
package may be called after a backup tool: words inside of a release file's name do not count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from leftopen.model.shape import Intent

LONGEST = 300

_STORES = re.compile(
    r"(?:\.(?:pst|ost|mbox|eml|msg|sql|dump|bak|backup|kdbx?|p12|pfx|env|sqlite3?|mdb|accdb|ldif|vcf|ovpn|rdp|"
    r"vhdx?|vmdk|tfstate|hprof|rdb|agb|bkf)(?:\.(?:gz|zip|xz|bz2|zst|7z|gpg))?$|"
    r"^\.(?:ssh|gnupg|aws|kube|docker|env|git|bash_history|netrc|pgpass|htpasswd)\b|"
    r"^(?:id_rsa|id_ed25519|id_ecdsa|shadow|passwd|maildir|wp-config\.php)$)",
    re.IGNORECASE,
)
_PRIVATE = re.compile(
    r"(?:\.(?:pem|key|docx?|xlsx?|qcow2)$|^(?:home|backups?|payroll|invoices?|contracts?|hr|personnel)$|"
    r"(?:^|[\W_])(?:backups?|payroll|salar(?:y|ies)|passports?|credentials?|passwords?|confidential|patients?|"
    r"clearance|personnel|invoices?|contracts?|rosters?|employees?|customers?|medical|sauvegardes?|factures?|sicherung|rechnungen|lohn)(?:$|[\W_\d]))",
    re.IGNORECASE,
)
_RELEASE = re.compile(
    r"(?:\.(?:deb|rpm|apk|whl|gem|crate|asc|sig|sha256|sha512|md5|dsc|iso|appimage|msi|exe|dmg|jar|nupkg|snap|"
    r"flatpak)$|"
    r"[-_]v?\d{1,8}\.\d{1,8}[^/]{0,200}\.(?:tar\.\w{1,4}|tgz|zip|7z)$|"
    r"^(?:sha\d{1,3}sums?|md5sums?|checksums?|changelog|release|inrelease|packages|dists|pool|repodata)"
    r"(?:\.\w{1,8})?$)",
    re.IGNORECASE,
)

_MANUAL = re.compile(r"\.[1-9][a-z]{0,4}(?:\.gz|\.html?)?$")
"""Pages of the manual: `backup.1.gz`, `passwd.1.html`."""
_DATED = re.compile(r"(?:19|20)\d\d[._-]\d\d[._-]\d\d")


def is_sensitive(name: str) -> bool:
    """Does the name show a mail store, a dump, a backup, a key or an office document?"""
    name = name[:LONGEST].removesuffix("/")
    if _MANUAL.search(name):
        return False
    return bool(_STORES.search(name)) or (bool(_PRIVATE.search(name)) and not is_release(name))


def is_release(name: str) -> bool:
    """Is it a file of a release: a package, an installer, a signature, a version in an archive's name?"""
    name = name[:LONGEST].removesuffix("/")
    # The date of a backup looks like a version.
    dated = _DATED.search(name) is not None and _PRIVATE.search(name) is not None
    return _RELEASE.search(name) is not None and not dated


def names_intent(names: Sequence[str]) -> tuple[Intent, str]:
    """The intent, and why. `names`: the steps of paths, folders with or without their final slash."""
    released = sum(map(is_release, names)) * 2 >= len(names) > 0
    shown = [name for name in names if is_sensitive(name)]
    if any(_STORES.search(name[:LONGEST]) for name in shown) or (shown and not released):
        return Intent.LEFT_OPEN, "names of mail stores, dumps, backups, keys or office documents"
    if released:
        return Intent.PUBLISHED, "at least half of the names are release files"
    return Intent.UNDETERMINED, "plain files; nothing tells whether they are meant to be read"
