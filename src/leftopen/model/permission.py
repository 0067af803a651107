"""The permissions of the console's users, by role: one table, and nothing that is not in it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """`viewer` views · `analyst` works on cases · `case_manager` also notifies owners · `scanner_admin` sets
    the scope, and scans · `admin` everything · `auditor` reads the audit log, and nothing else."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    CASE_MANAGER = "case_manager"
    SCANNER_ADMIN = "scanner_admin"
    ADMIN = "admin"
    AUDITOR = "auditor"


class Permission(StrEnum):
    """`own` one's own account · `view` observations and cases · `evidence` masked examples of findings ·
    `export` results as files · `cases` decide about cases, comment · `verify` recheck · `notify` send notices
    outside · `scan` start and stop scans · `scope` authorisations · `imports` · `users` accounts of other
    users · `keys` of the API · `audit` · `settings`."""

    OWN = "own"
    VIEW = "view"
    EVIDENCE = "evidence"
    EXPORT = "export"
    CASES = "cases"
    VERIFY = "verify"
    NOTIFY = "notify"
    SCAN = "scan"
    SCOPE = "scope"
    IMPORTS = "imports"
    USERS = "users"
    KEYS = "keys"
    AUDIT = "audit"
    SETTINGS = "settings"


P = Permission
_VIEWER = frozenset((P.OWN, P.VIEW))
_ANALYST = _VIEWER | {P.EVIDENCE, P.EXPORT, P.CASES, P.VERIFY}
PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.VIEWER: _VIEWER,
    Role.ANALYST: _ANALYST,
    Role.CASE_MANAGER: _ANALYST | {P.NOTIFY},
    Role.SCANNER_ADMIN: _VIEWER | {P.EXPORT, P.VERIFY, P.SCAN, P.SCOPE, P.IMPORTS},
    Role.ADMIN: frozenset(Permission),
    Role.AUDITOR: frozenset((P.OWN, P.AUDIT)),
}

WHOLE = frozenset((P.IMPORTS, P.USERS, P.KEYS, P.AUDIT, P.SETTINGS))
"""These reach beyond any one network, so that a user with restricted networks has none of them."""
