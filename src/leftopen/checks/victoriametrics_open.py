"""VictoriaMetrics, a database of measurements: readable without authentication.

Requests its statistics, with the name of one metric. No measurement is requested. The name is read in memory;
it is not stored.

Open: the statistics, in the form that only VictoriaMetrics has. *Metadata* when there are time series,
*empty* when there is none. Closed: 401, 403 or a login page. Unknown: any other response, also that of
Prometheus.

False positives: a public demonstration.
"""

from __future__ import annotations

from leftopen.model.severity import Severity
from leftopen.wire.http.http_check import Ask, denied_or_gone, http_check, served_by
from leftopen.wire.http.json_shows import Shape, json_count

STATUS: Shape = {
    "status": "success",
    "data.totalLabelValuePairs": int,
    "data.seriesCountByMetricName": list,
    "data.seriesCountByLabelName": list,
}

check = http_check(
    title="VictoriaMetrics readable without authentication",
    remedy=(
        "Start it with `-httpAuth.username=USER -httpAuth.password=file:///etc/victoriametrics/password "
        "-httpListenAddr=127.0.0.1:8428`, or put `vmauth` with TLS in front of it. Close port 8428 in the "
        "firewall. Anyone who can read it can usually also write and delete."
    ),
    severity=Severity.MEDIUM,
    references=(
        "https://docs.victoriametrics.com/victoriametrics/single-server-victoriametrics/#tsdb-stats",
        "https://docs.victoriametrics.com/victoriametrics/single-server-victoriametrics/#security",
    ),
    sized_by="time series from its own counter",
    applies=served_by("VictoriaMetrics"),
    ask=Ask(path="/api/v1/status/tsdb?topN=1"),
    shows=json_count("time series", plural="time series", at="data.totalSeries", also=STATUS),
    refused=denied_or_gone,
)
