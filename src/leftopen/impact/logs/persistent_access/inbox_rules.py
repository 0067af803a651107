"""Inbox rules that send messages on: `MailboxRules.csv` of Microsoft-Extractor-Suite.

https://github.com/invictus-ir/Microsoft-Extractor-Suite (Get-MailboxRules): one row a rule, with
UserName, RuleName, RuleEnabled, RedirectTo, ForwardTo and, where the export has it, ForwardAsAttachmentTo.
"""

from __future__ import annotations

from collections.abc import Iterator

from leftopen.impact.logs.standing_export import Row, StandingExport, on, people
from leftopen.model.access_logs import StandingAccess, StandingKind

WAYS = ("ForwardTo", "RedirectTo", "ForwardAsAttachmentTo")


def _read(row: Row, file: str) -> Iterator[StandingAccess]:
    if not on(row["RuleEnabled"]):
        return
    for way in WAYS:
        for to in people(row.get(way, "")):
            yield StandingAccess(
                kind=StandingKind.INBOX_RULE,
                owner=row["UserName"],
                to=to,
                what=f"{way}: {row['RuleName']}",
                sure=True,
                file=file,
            )


standing_export = StandingExport(
    title="inbox rules",
    kind=StandingKind.INBOX_RULE,
    needs=frozenset(("UserName", "RuleName", "RuleEnabled", "ForwardTo", "RedirectTo")),
    read=_read,
)
