"""CloudFront standard logs: W3C extended, with tabs.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/AccessLogs.html
"""

from __future__ import annotations

from leftopen.impact.logs.columns import w3c
from leftopen.impact.logs.log_format import LogFormat
from leftopen.translate import N_

log_format = LogFormat(
    title="CloudFront",
    recognises=lambda lines: "x-edge-location" in w3c.fields(lines),
    columns=lambda lines, zone: w3c.columns(lines, "\t", ("cs(Host)",), ("x-host-header",)),
    directives=w3c.FIELDS,
    ignored=("#",),
    merges=True,
    limits=(N_("CloudFront delivers logs on a best-effort basis. Requests may be missing."),),
)
