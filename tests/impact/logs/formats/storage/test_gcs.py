"""Google Cloud Storage usage logs."""

from __future__ import annotations

from pathlib import Path

from tests.impact.logs.scene import items_at, told

HEAD = (
    '"time_micros","c_ip","c_ip_type","c_ip_region","cs_method","cs_uri","sc_status","cs_bytes","sc_bytes",'
    '"time_taken_micros","cs_host","cs_referer","cs_user_agent","s_request_id","cs_operation","cs_bucket","cs_object"\n'
)
LINE = (
    '"179516880{0}000000","203.0.113.9","1","","GET","/b/{1}","{2}","0","{3}","9","storage.googleapis.com","","curl",'
    '"id","GET_Object","b","{1}"\n'
)


def test_csv(tmp_path: Path) -> None:
    log = HEAD + LINE.format(1, "m/a.eml", 200, 1000) + LINE.format(2, "m/c.eml", 404, 100)
    found = told(tmp_path, log, items_at("/m/a.eml", "/m/c.eml"))
    assert (found.unread, found.verdicts) == (0, {"/m/a.eml": "served", "/m/c.eml": "not_served"})
    assert found.addresses["/m/a.eml"] == ("203.0.113.9",)
