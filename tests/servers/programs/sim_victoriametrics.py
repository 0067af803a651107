"""VictoriaMetrics as its page on the single-node version describes TSDB stats; `closed` with
`-httpAuth.username`; the front page as app/victoria-metrics/main.go writes it."""

from __future__ import annotations

from tests.servers.sim_pages import HTML, TEXT, simulated
from tests.servers.sim_web import Said, as_json

SERIES = 42
PATH = "/api/v1/status/tsdb?topN=1"
PAGE = b"<h2>Single-node VictoriaMetrics</h2></br>Version victoria-metrics-20240701-000000-tags-v1.102.0</br>"
BASIC = {"www-authenticate": 'Basic realm="VictoriaMetrics"'}


def stats(total: int) -> Said:
    data = {
        "totalSeries": total,
        "totalLabelValuePairs": 3 * total,
        "seriesCountByMetricName": [{"name": "made_up", "value": total}],
        "seriesCountByLabelName": [{"name": "__name__", "value": total}],
        "seriesCountByFocusLabelValue": [],
        "seriesCountByLabelValuePair": [{"name": "__name__=made_up", "value": total}],
        "labelValueCountByLabelName": [{"name": "__name__", "value": 1}],
    }
    return as_json({"status": "success", "isPartial": False, "data": data})


server = simulated(
    "victoriametrics_open",
    product="VictoriaMetrics",
    pages={"/": Said(headers=HTML, body=PAGE), PATH: stats(SERIES)},
    empty={PATH: stats(0)},
    denied=Said(status=401, phrase="Unauthorized", headers=BASIC),
    public=(),
    missing=Said(status=400, phrase="Bad Request", headers=TEXT, body=b"unsupported path requested"),
    records=SERIES,
)
