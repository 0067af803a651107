"""Elasticsearch's audit log: one JSON object a line.

https://www.elastic.co/docs/reference/elasticsearch/elasticsearch-audit-events : an event says which user did
what on which indices, and never which documents came back.
"""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.impact.logs.columns.json_object import looks, text
from leftopen.impact.logs.log_format import Columns, LogFormat, any_line
from leftopen.impact.logs.sql_text import without_port
from leftopen.impact.logs.times import iso
from leftopen.translate import N_

DENIED = (
    "'access_denied', 'anonymous_access_denied', 'authentication_failed', 'realm_authentication_failed', "
    "'connection_denied', 'connection_granted', 'tampered_request', 'run_as_denied', 'run_as_granted'"
)
CHANGES = "^(put|delete|change|create|invalidate)_"
"""Changes of users, roles and keys."""
HARMLESS_ACTIONS = (
    "^(indices:data/write/(bulk|index|delete)|indices:admin/(create|auto_create|delete|mapping|mappings|"
    "settings|aliases|refresh|flush|forcemerge|open|close|exists|get|template|index_template|ilm)"
    "|cluster:(monitor/|admin/(settings|ingest|xpack/security|component_template|index_template)))"
)
HARMLESS_PATHS = (
    "^/_(cluster|cat|nodes|security|license|ilm|template|index_template|component_template|ingest|bulk)(/|$)"
)


def _columns(lines: Sequence[str], zone: str) -> Columns:
    """The layer `rest` names a path, before anybody decided about it; the layer `transport` an action."""
    return Columns(
        steps=(
            ("v_stamp", text("timestamp")),
            ("v_time", "replaceOne(v_stamp, ',', '.')"),
            ("v_event", text("event.action")),
            ("v_action", text("action")),
            ("v_origin", text("origin.address")),
            ("v_method", text("request.method")),
            ("v_path", text("url.path")),
            ("v_query", text("url.query")),
            (
                "v_kind",
                f"multiIf(v_event IN ({DENIED}) OR match(v_event, '{CHANGES}'), 'none', "
                f"v_action != '', if(match(v_action, '{HARMLESS_ACTIONS}'), 'none', 'list'), "
                f"v_path = '', 'list', match(v_path, '{HARMLESS_PATHS}') OR v_method = 'HEAD', 'none', '')",
            ),
            ("v_target", "if(v_query = '', v_path, v_path || '?' || v_query)"),
        ),
        understood="isValidJSON(line) AND v_event != ''",
        at=iso("v_time"),
        client=without_port("if(v_origin = '', 'unknown', v_origin)"),
        method="v_method",
        target="if(v_target = '', '/', v_target)",
        # Whether it was answered is said nowhere.
        status="if(v_kind = '', 0, 200)",
        bytes="-1",
        kind="v_kind",
        shows="toUInt8(v_event IN ('access_granted', 'authentication_success'))",
    )


log_format = LogFormat(
    title="Elasticsearch audit log",
    recognises=any_line(lambda line: looks(line, "timestamp", "event.type", "event.action")),
    columns=_columns,
    limits=(
        N_(
            "Elasticsearch's audit log names actions and indices, not the returned documents. By default "
            "it leaves out Elasticsearch's internal users."
        ),
    ),
)
