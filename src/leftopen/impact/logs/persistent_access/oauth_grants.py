"""Grants of applications: `OAuthPermissions.csv` of Microsoft-Extractor-Suite (Get-OAuthPermissions).

https://github.com/invictus-ir/Microsoft-Extractor-Suite : one row a permission, with PermissionType
(Delegated or Application), ClientDisplayName, Permission, ConsentType and PrincipalDisplayName.
https://learn.microsoft.com/graph/permissions-reference names the permissions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from leftopen.impact.logs.standing_export import Row, StandingExport, on
from leftopen.model.access_logs import StandingAccess, StandingKind

READS = re.compile(
    r"(?:Mail|Files|Sites|Calendars|Contacts|Notes|Chat|ChannelMessage|IMAP|POP|EWS|Exchange|MailboxItem|Directory)\b.*"
    r"|full_access_as_(?:app|user)|user_impersonation",
    re.IGNORECASE,
)
SENDS = re.compile(r"(?:Mail|SMTP)\.Send(?:\.\w+)?", re.IGNORECASE)


def _read(row: Row, file: str) -> Iterator[StandingAccess]:
    permission = row["Permission"].strip()
    if not READS.fullmatch(permission) or SENDS.fullmatch(permission) or not on(row.get("IsEnabled", "")):
        return
    everyone = row["PermissionType"] == "Application" or row.get("ConsentType") == "AllPrincipals"
    yield StandingAccess(
        kind=StandingKind.OAUTH_GRANT,
        owner="" if everyone else row.get("PrincipalDisplayName", "") or row.get("PrincipalObjectId", ""),
        to=row.get("ClientDisplayName", "") or row["AppId"],
        what=f"{row['PermissionType']}: {permission}",
        sure=True,
        file=file,
    )


standing_export = StandingExport(
    title="grants of applications",
    kind=StandingKind.OAUTH_GRANT,
    needs=frozenset(("PermissionType", "AppId", "ClientObjectId", "Permission")),
    read=_read,
)
