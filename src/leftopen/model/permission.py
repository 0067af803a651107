"""What a person of the console may do, by role: one table, and nothing that is not in it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """`viewer` looks · `analyst` works on cases · `case_manager` also tells owners · `scanner_admin` says
    what may be scanned, and scans · `admin` everything · `auditor` reads the log, and nothing else."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    CASE_MANAGER = "case_manager"
    SCANNER_ADMIN = "scanner_admin"
    ADMIN = "admin"
    AUDITOR = "auditor"


class Permission(StrEnum):
    """`own` one's own account · `look` what was seen and which cases there are · `evidence` masked examples
    of what was found · `export` results as files · `cases` decide about cases, notes · `verify` look again
    now · `tell` send notices outside · `scan` start and stop scans · `scope` who may be scanned · `imports`
    · `people` accounts of others · `keys` of the API · `audit` · `settings`."""

    OWN = "own"
    LOOK = "look"
    EVIDENCE = "evidence"
    EXPORT = "export"
    CASES = "cases"
    VERIFY = "verify"
    TELL = "tell"
    SCAN = "scan"
    SCOPE = "scope"
    IMPORTS = "imports"
    PEOPLE = "people"
    KEYS = "keys"
    AUDIT = "audit"
    SETTINGS = "settings"


P = Permission
_VIEWER = frozenset((P.OWN, P.LOOK))
_ANALYST = _VIEWER | {P.EVIDENCE, P.EXPORT, P.CASES, P.VERIFY}
PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.VIEWER: _VIEWER,
    Role.ANALYST: _ANALYST,
    Role.CASE_MANAGER: _ANALYST | {P.TELL},
    Role.SCANNER_ADMIN: _VIEWER | {P.EXPORT, P.VERIFY, P.SCAN, P.SCOPE, P.IMPORTS},
    Role.ADMIN: frozenset(Permission),
    Role.AUDITOR: frozenset((P.OWN, P.AUDIT)),
}

WHOLE = frozenset((P.IMPORTS, P.PEOPLE, P.KEYS, P.AUDIT, P.SETTINGS))
"""These reach beyond any part of the network, so a person who sees a part only has none of them."""
