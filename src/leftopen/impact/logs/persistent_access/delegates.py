"""Rights of others on mailboxes: `MailboxPermissions.csv` of Microsoft-Extractor-Suite.

https://github.com/invictus-ir/Microsoft-Extractor-Suite : one row a mailbox, with UserPrincipalName and, for
each right, who has it: FullAccessUsers, InboxUsers, CalendarUsers. The right to send shows no message.
"""

from __future__ import annotations

from collections.abc import Iterator

from leftopen.impact.logs.standing_export import Row, StandingExport, people
from leftopen.model.access_logs import StandingAccess, StandingKind

RIGHTS = {"FullAccessUsers": "full access", "InboxUsers": "inbox", "CalendarUsers": "calendar"}


def _read(row: Row, file: str) -> Iterator[StandingAccess]:
    for column, right in RIGHTS.items():
        for to in people(row.get(column, "")):
            yield StandingAccess(
                kind=StandingKind.DELEGATE,
                owner=row["UserPrincipalName"],
                to=to,
                what=right,
                sure=True,
                file=file,
            )


standing_export = StandingExport(
    title="rights on mailboxes",
    kind=StandingKind.DELEGATE,
    needs=frozenset(("UserPrincipalName", "FullAccessUsers")),
    read=_read,
)
