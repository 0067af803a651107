"""CloudFront standard logs: W3C extended, with tabs.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/AccessLogs.html
"""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.impact.logs.columns import w3c
from leftopen.impact.logs.log_format import Columns, LogFormat
from leftopen.translate import N_


def _recognises(lines: Sequence[str]) -> bool:
    return "x-edge-location" in w3c.fields(lines)


def _columns(lines: Sequence[str], zone: str) -> Columns:
    return w3c.columns(lines, "\t", ("cs(Host)",), ("x-host-header",))


log_format = LogFormat(
    title="CloudFront",
    recognises=_recognises,
    columns=_columns,
    directives=w3c.FIELDS,
    ignored=("#",),
    merges=True,
    limits=(
        N_("CloudFront delivers logs as well as it can: AWS does not promise that every request is in them."),
    ),
)
