"""How each server writes a request into its log: from the servers' documentation.

nginx: the format `main` of its packages (combined, and X-Forwarded-For). Apache: `combined` with `%b` ("-" if
there are none). IIS: W3C with the bytes of head and body, a space as "+". S3: server access log. Caddy: JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, timedelta, timezone

from tests.impact.incident.requests import Request

HEAD_BYTES = 251
"""IIS counts the head of its answers as well."""

ZONE = timezone(timedelta(hours=2))


def escaped(text: str) -> str:
    """nginx and Apache never write a quotation mark, a backslash or a control character as it is."""
    out = "".join(
        c if c.isprintable() and c not in '"\\' else "".join(f"\\x{b:02X}" for b in c.encode()) for c in text
    )
    return out or "-"


def common(request: Request, sent: str) -> str:
    at = request.at.astimezone(ZONE).strftime("%d/%b/%Y:%H:%M:%S %z")
    line = f'{request.client} - - [{at}] "{request.method} {request.target} HTTP/1.1" {request.status} {sent}'
    return f'{line} "{escaped(request.referer)}" "{escaped(request.agent)}"'


def nginx(request: Request) -> str:
    return f'{common(request, str(request.sent))} "{escaped(request.forwarded)}"'


def apache(request: Request) -> str:
    return common(request, str(request.sent or "-"))


IIS_FIELDS = (
    "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer)"
    " sc-status sc-substatus sc-win32-status sc-bytes time-taken"
)
IIS_OTHER_FIELDS = (
    "date time c-ip cs-method cs-uri-stem cs-uri-query sc-status sc-win32-status sc-bytes cs-bytes"
    " s-ip s-port cs-username cs(User-Agent) cs(Referer) time-taken"
)
IIS_WITHOUT_BYTES = IIS_FIELDS.replace(" sc-bytes", "")


def iis_head(fields: str, request: Request) -> str:
    at = request.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    product = "#Software: Microsoft Internet Information Services 10.0"
    return f"{product}\n#Version: 1.0\n#Date: {at}\n#Fields: {fields}"


def iis(request: Request, fields: str = IIS_FIELDS) -> str:
    at = request.at.astimezone(UTC)
    values = {
        "date": at.strftime("%Y-%m-%d"),
        "time": at.strftime("%H:%M:%S"),
        "s-ip": "10.0.0.4",
        "cs-method": request.method,
        "cs-uri-stem": request.path,
        "cs-uri-query": request.query,
        "s-port": "443",
        "c-ip": request.client,
        "cs(User-Agent)": request.agent,
        "cs(Referer)": request.referer,
        "sc-status": str(request.status),
        "sc-substatus": "0",
        "sc-win32-status": "64" if request.broken else "0",
        "sc-bytes": str(request.sent + HEAD_BYTES),
        "cs-bytes": "312",
        "time-taken": "15",
    }
    return " ".join(iis_word(values.get(field, "")) for field in fields.split())


def iis_word(text: str) -> str:
    return "".join("+" if c == " " else c if c.isprintable() else "?" for c in text) or "-"


def s3(request: Request) -> str:
    at = request.at.astimezone(UTC).strftime("%d/%b/%Y:%H:%M:%S +0000")
    operation = request.operation or f"REST.{request.method}.OBJECT"
    error = {403: "AccessDenied", 404: "NoSuchKey", 401: "AccessDenied"}.get(request.status, "-")
    return (
        f"79a5 mails-bucket [{at}] {request.client} - 3E57427F3EXAMPLE {operation} {request.path}"
        f' "{request.method} /{request.target} HTTP/1.1" {request.status} {error}'
        f" {request.sent or '-'} {request.size or '-'} 41 28"
        f' "{escaped(request.referer)}" "{escaped(request.agent)}" - s9lz= - ECDHE-RSA-AES128-GCM-SHA256 -'
        " mails-bucket.s3.us-west-1.amazonaws.com TLSv1.2 - -"
    )


def caddy(request: Request) -> str:
    headers = {"User-Agent": [request.agent]}
    if request.forwarded:
        headers["X-Forwarded-For"] = [request.forwarded]
    if request.referer:
        headers["Referer"] = [request.referer]
    asked = {
        "remote_ip": request.client,
        "remote_port": "51234",
        "client_ip": request.client,
        "proto": "HTTP/2.0",
        "method": request.method,
        "host": "mail.example.org",
        "uri": request.target,
        "headers": headers,
    }
    line = {
        "level": "info",
        "ts": request.at.timestamp(),
        "logger": "http.log.access.log0",
        "msg": "handled request",
        "request": asked,
        "bytes_read": 0,
        "user_id": "",
        "duration": 0.0021,
        "size": request.sent,
        "status": request.status,
        "resp_headers": {"Server": ["Caddy"]},
    }
    return json.dumps(line)


BLOB_CALLS = {"GET": "GetBlob", "HEAD": "GetBlobProperties"}
HOST = "https://acct.blob.core.windows.net"


def azure_resource(request: Request) -> str:
    return json.dumps(
        {
            "time": request.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f0Z"),
            "category": "StorageRead",
            "operationName": request.operation or BLOB_CALLS[request.method],
            "statusCode": request.status,
            "statusText": "AnonymousSuccess" if request.status < 300 else "AnonymousClientOtherError",
            "callerIpAddress": _with_port(request.client),
            "uri": f"{HOST}{request.target}",
            "properties": {
                "accountName": "acct",
                "userAgentHeader": request.agent,
                "responseBodySize": request.sent,
            },
        }
    )


def azure_classic(request: Request) -> str:
    at = request.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f0Z")
    state = "AnonymousSuccess" if request.status < 300 else "AnonymousClientOtherError"
    url = f"{HOST}{request.target}".replace("&", "&amp;")
    return (
        f"1.0;{at};{request.operation or BLOB_CALLS[request.method]};{state};{request.status};6;5;anonymous;;"
        f'acct;blob;"{url}";"/acct{request.path}";id;0;{_with_port(request.client)};2015-02-21;265;0;199;'
        f'{request.sent};0;;;;;;"{request.agent}";"";;'
    )


def _with_port(client: str) -> str:
    return f"[{client}]:2817" if ":" in client else f"{client}:2817"


AZURE = ("azure_resource", "azure_classic")
LINES: dict[str, Callable[[Request], str]] = {
    "azure_resource": azure_resource,
    "azure_classic": azure_classic,
    "nginx": nginx,
    "apache": apache,
    "iis": iis,
    "s3": s3,
    "caddy": caddy,
}
