"""Hadoop YARN: the resource manager usable without authentication.

Requests the counters of the cluster. No application, node or user is requested, and nothing is submitted.

Open: the counters. *Metadata* when applications were submitted, *empty* when there was none. Without Kerberos
any visitor can submit programs, which run on its machines. Closed: 401 (Kerberos), 403 or a login page.
Unknown: any other response.

False positives: none known.
"""

from __future__ import annotations

from leftopen.model.severity import Severity
from leftopen.wire.http.http_check import Ask, front_page_says, http_check
from leftopen.wire.http.json_shows import Shape, json_count

COUNTERS: Shape = {
    "clusterMetrics.appsCompleted": int,
    "clusterMetrics.containersAllocated": int,
    "clusterMetrics.totalMB": int,
    "clusterMetrics.activeNodes": int,
}

check = http_check(
    title="Hadoop YARN readable without authentication",
    remedy=(
        "Set `hadoop.security.authentication` to `kerberos`, `hadoop.http.authentication.type` to "
        "`kerberos` and `hadoop.http.authentication.simple.anonymous.allowed` to `false` in core-site.xml, "
        "and `yarn.acl.enable` to `true` in yarn-site.xml. Restart the cluster. Close ports 8088, 8032 and "
        "8042 in the firewall. Check the applications and the crontabs of its machines for any that you did "
        "not submit."
    ),
    severity=Severity.CRITICAL,
    references=(
        "https://hadoop.apache.org/docs/stable/hadoop-yarn/hadoop-yarn-site/ResourceManagerRest.html",
        "https://hadoop.apache.org/docs/stable/hadoop-project-dist/hadoop-common/HttpAuthentication.html",
    ),
    sized_by="applications that were submitted since it started, from its own counter",
    applies=front_page_says(302, "location", "/cluster"),
    ask=Ask(path="/ws/v1/cluster/metrics"),
    shows=json_count("application", at="clusterMetrics.appsSubmitted", also=COUNTERS),
)
