"""A few lines of each log format, made up after its documentation: one read of `/m/a.eml` and one refusal."""

from __future__ import annotations

import json

WHEN = "2026-11-20T10:00:00Z"
CLF = "20/Nov/2026:10:00:00 +0000"
W3C = "date time s-ip cs-method cs-uri-stem cs-uri-query s-port c-ip cs(User-Agent) sc-status sc-win32-status"
EDGE = (
    "date\ttime\tx-edge-location\tsc-bytes\tc-ip\tcs-method\tcs(Host)\tcs-uri-stem\tsc-status\tcs-uri-query"
)


def _json(*records: object) -> str:
    return "".join(f"{json.dumps(one)}\n" for one in records)


def _azure(category: str, properties: object, **more: object) -> dict[str, object]:
    return {"time": WHEN, "category": category, "operationName": "X", "properties": properties, **more}


def _flows(category: str, properties: object) -> str:
    return json.dumps({"records": [{"time": WHEN, "category": category, **properties}]})  # type: ignore[dict-item]


TUPLE = "1795168860,203.0.113.9,10.5.16.4,28746,443,T,I,A,E,10,700,20,50000"
EXAMPLES = {
    "combined": "".join(
        f'203.0.113.9 - - [{CLF}] "GET /m/{name}.eml HTTP/1.1" {status} 1000 "-" "curl/8"\n'
        for name, status in (("a", 200), ("b", 404))
    ),
    "iis": f"#Software: Microsoft Internet Information Services 10.0\n#Fields: {W3C}\n"
    "2026-11-20 10:00:00 192.0.2.1 GET /m/a.eml - 443 203.0.113.9 curl/8 200 0\n",
    "caddy": _json({
        "ts": 1795168800.5, "status": 200, "size": 1000,
        "request": {"remote_ip": "203.0.113.9", "method": "GET", "uri": "/m/a.eml", "host": "x",
                    "headers": {}},
    }),
    "traefik": _json({
        "ClientHost": "203.0.113.9", "DownstreamStatus": 200, "DownstreamContentSize": 1000,
        "RequestMethod": "GET", "RequestPath": "/m/a.eml", "StartUTC": WHEN,
    }),
    "haproxy": "203.0.113.9:33317 [20/Nov/2026:10:00:00.655] in static/srv1 10/0/30/69/109 200 1300 - - ---- "
    '1/1/1/1/0 0/0 "GET /m/a.eml HTTP/1.1"\n',
    "elb": f'https {WHEN} lb 203.0.113.9:2817 192.0.2.1:80 0.1 0.1 0.1 200 200 0 1000 '
    '"GET https://x:443/m/a.eml HTTP/1.1" "curl/8" - -\n'.replace("00Z", "00.945958Z"),
    "cloudfront": f"#Version: 1.0\n#Fields: {EDGE}\n"
    "2026-11-20\t10:00:00\tFRA2\t1300\t203.0.113.9\tGET\td1.cloudfront.net\t/m/a.eml\t200\t-\n",
    "azure_front_door": _json(_azure("FrontDoorAccessLog", {
        "httpMethod": "GET", "requestUri": "https://x:443/m/a.eml", "responseBytes": "1000",
        "httpStatusCode": "200", "clientIp": "203.0.113.9", "socketIp": "203.0.113.9", "hostName": "x",
    })),
    "azure_application_gateway": _json(_azure("ApplicationGatewayAccessLog", {
        "httpMethod": "GET", "requestUri": "/m/a.eml", "sentBytes": 1000, "httpStatus": 200,
        "clientIP": "203.0.113.9", "host": "x",
    })),
    "s3": f"79a5 mail [{CLF}] 203.0.113.9 - 3E57427F3EXAMPLE REST.GET.OBJECT m/a.eml "
    '"GET /mail/m/a.eml HTTP/1.1" 200 - 1000 1000 7 - "-" "curl/8" - SigV4\n',
    "gcs": '"time_micros","c_ip","c_ip_type","c_ip_region","cs_method","cs_uri","sc_status","cs_bytes",'
    '"sc_bytes","time_taken_micros","cs_host","cs_referer","cs_user_agent","s_request_id","cs_operation",'
    '"cs_bucket","cs_object"\n"1795168800000000","203.0.113.9","1","","GET","/b/m/a.eml","200","0","1000","9",'
    '"storage.googleapis.com","","curl","id","GET_Object","b","m/a.eml"\n',
    "azure_classic": f'1.0;{WHEN.replace("Z", ".1234567Z")};GetBlob;AnonymousSuccess;200;6;5;'
    'anonymous;;acct;blob;"https://acct.blob.core.windows.net/m/a.eml";"/acct/m/a.eml";id;0;203.0.113.9:2817;2015-02-21;265;0;199;'
    "1000;0;;;;;;;;;;\n",
    "azure_resource": _json({
        "time": WHEN, "operationName": "GetBlob", "category": "StorageRead", "statusCode": 200,
        "statusText": "Success", "callerIpAddress": "203.0.113.9:2817",
        "uri": "https://acct.blob.core.windows.net/m/a.eml",
        "properties": {"accountName": "acct", "userAgentHeader": "curl", "responseBodySize": 1000},
    }),
    "cloudtrail": json.dumps({"Records": [{
        "eventTime": WHEN, "eventSource": "s3.amazonaws.com", "eventName": "GetObject",
        "awsRegion": "eu-west-3", "sourceIPAddress": "203.0.113.9", "eventCategory": "Data",
        "requestParameters": {"bucketName": "mail", "key": "m/a.eml"},
        "additionalEventData": {"bytesTransferredOut": 1000},
    }]}),
    "elasticsearch_audit": _json({
        "type": "audit", "timestamp": "2026-11-20T10:00:00,949+0000", "event.type": "transport",
        "event.action": "access_granted", "origin.address": "203.0.113.9:1",
        "action": "indices:data/read/search",
    }),
    "exchange_http_proxy": "#Software: Microsoft Exchange Server\n#Fields: DateTime,RequestId,UrlStem,"
    f"ClientIpAddress,HttpStatus,Method,ResponseBytes\n{WHEN},7e2a,/m/a.eml,203.0.113.9,200,GET,1000\n",
    "mail_log": "2026-11-20T10:00:00+00:00 mx dovecot: imap-login: Login: user=<jane>, method=PLAIN, "
    "rip=203.0.113.9, lip=192.0.2.1, mpid=7, session=<s1>\n2026-11-20T10:00:00+00:00 mx dovecot: "
    "imap(jane)<7><s1>: Disconnected: Logged out in=9 out=900 hdr_count=0 hdr_bytes=0 body_count=1 "
    "body_bytes=700\n",
    "microsoft_365": _json({
        "CreationTime": "2026-11-20T10:00:00", "Operation": "FileDownloaded", "UserId": "jane@x",
        "ClientIP": "203.0.113.9", "ObjectId": "https://x/m/a.eml",
    }),
    "nsg_flows": _flows("NetworkSecurityGroupFlowEvent", {
        "properties": {"flows": [{"rule": "r", "flows": [{"mac": "m", "flowTuples": [TUPLE]}]}]},
    }),
    "vnet_flows": _flows("FlowLogFlowEvent", {
        "flowRecords": {"flows": [{"aclID": "a", "flowGroups": [{"rule": "r", "flowTuples": [
            "1795168860000,203.0.113.9,10.0.0.6,23956,443,6,I,E,NX,9,800,40,60000"]}]}]},
    }),
}  # fmt: skip

CSV = (
    "RecordType,CreationDate,UserIds,Operations,AuditData,ResultIndex\r\n"
    + ",".join((
        "6", "2026-11-20", "jane@x", "FileDownloaded",
        '"' + EXAMPLES["microsoft_365"].strip().replace('"', '""') + '"', '"1"\r\n',
    ))
)  # fmt: skip
CLASSIC_ELB = EXAMPLES["elb"].removeprefix("https ").replace(" - -", "")
COMMON = EXAMPLES["combined"].replace(' "-" "curl/8"', "")
VHOST = "".join(f"mail.example:443 {line}" for line in EXAMPLES["combined"].splitlines(keepends=True))
RECORDS = json.dumps(json.loads(EXAMPLES["cloudtrail"])["Records"][0]) + "\n"
FORMS = {
    "combined, common": COMMON,
    "combined, virtual hosts": VHOST,
    "cloudtrail, lines": RECORDS,
    "elb, classic": CLASSIC_ELB,
    "microsoft_365, CSV": CSV,
}
"""Other forms of these formats, by their names and a word more."""
