"""What Nmap's scripts found, as fields of the answer. Source: the scripts' own documentation and output.

`tree` holds the elements of a script's output: objects, or lists where they have no keys.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from leftopen.formats import certificate
from leftopen.formats.json_line import table, text, texts
from leftopen.model.facts import Json

Facts = dict[str, Any]
Reads = Callable[[str, Json], Facts]
"""Output and tree of a script, to fields of `Imported`."""
PEM = re.compile(r"-----BEGIN CERTIFICATE-----([\sA-Za-z0-9+/=]{1,100000})-----END CERTIFICATE-----")
CVE = re.compile(r"(?<![\w-])CVE-\d{4}-\d{4,7}(?!\w)(?:[ \t]{1,8}(\d{1,2}\.\d)(?![\d.]))?")
VERSION = re.compile(r"(?:TLS|SSL)v[\d.]{1,4}")
PATH = re.compile(r"^\s{0,8}(/\S{0,200}): (.{1,200})$", re.MULTILINE)
STATUS = re.compile(r"HTTP/[\d.]{1,3} (\d{3})\b")
# The first of these of which fingerprint-strings has a response: without a request, and to one of the web.
ASKED = ("NULL", "GenericLines", "GetRequest")
SHORT_NAMES = {
    "commonName": "CN", "countryName": "C", "stateOrProvinceName": "ST", "localityName": "L",
    "organizationName": "O", "organizationalUnitName": "OU",
}  # fmt: skip
LONGEST = 4096


def facts_of(
    outputs: Mapping[str, Json], trees: Mapping[str, Json], scripts: Mapping[str, Reads]
) -> Iterator[Facts]:
    """What each script found."""
    for name in outputs:
        output, tree = text(outputs, name), trees.get(name)
        reads = scripts.get(name) or next((SUFFIXES[end] for end in SUFFIXES if name.endswith(end)), None)
        if reads is not None and (found := reads(output, tree)):
            yield found
        if vulns := _tested(tree):
            yield {"blocks": {"vulns": vulns}}


def _tested(tree: Json) -> dict[str, Json]:
    """By Nmap's library for vulnerabilities: `state`, and CVE numbers among `ids`."""
    found: dict[str, Json] = {}
    for key, one in tree.items() if isinstance(tree, dict) else ():
        state = text(table(one), "state")
        if state.startswith(("VULNERABLE", "LIKELY")):
            ids = (key, *(stated.removeprefix("CVE:") for stated in texts(table(one), "ids")))
            found |= {
                name: {"verified": state.startswith("VULNERABLE"), "summary": text(table(one), "title")}
                for name in ids
                if CVE.fullmatch(name)
            }
    return found


def _vulners(output: str, _: Json) -> Facts:
    """Guessed by version: each CVE with its score."""
    found: dict[str, Json] = {}
    for one in CVE.finditer(output):
        score = {"cvss": float(one[1])} if one[1] else {}
        found.setdefault(one[0].split()[0], {"verified": False, **score})
    return {"blocks": {"vulns": found}} if found else {}


def _certificate(output: str, tree: Json) -> Facts:
    stated = table(tree)
    found = PEM.search(text(stated, "pem") or output)
    try:
        der = base64.b64decode("".join(found[1].split())) if found else b""
    except binascii.Error:
        der = b""
    cert = certificate.block(der) if der else _certificate_of(stated)
    if not cert:
        return {}
    common = text(table(stated, "subject"), "commonName").lower().removeprefix("*.")
    names = certificate.names(der) if der else (common,) if "." in common else ()
    return {
        "blocks": {"ssl": {"cert": cert}}, "hostnames": names, "identity": certificate.identity(der),
        "decoded": True, "tls": True,
    }  # fmt: skip


def _certificate_of(stated: dict[str, Json]) -> dict[str, Json]:
    """Of its elements, where the certificate itself is left out."""
    if not stated:
        return {}
    valid, key = table(stated, "validity"), table(stated, "pubkey")
    prints: dict[str, Json] = {name: text(stated, name) for name in ("sha1", "sha256") if text(stated, name)}
    bits = text(key, "bits")
    return {
        "subject": _short(table(stated, "subject")),
        "issuer": _short(table(stated, "issuer")),
        "issued": _stamp(text(valid, "notBefore")),
        "expires": _stamp(text(valid, "notAfter")),
        "sig_alg": text(stated, "sig_algo") or None,
        "pubkey": {"type": text(key, "type") or None, "bits": int(bits) if _is_number(bits) else None},
        "fingerprint": prints,
    }


def _short(who: dict[str, Json]) -> dict[str, Json]:
    return {SHORT_NAMES.get(name, name): text(who, name) for name in who if text(who, name)}


def _stamp(value: str) -> str | None:
    """`2026-01-01T00:00:00` as `20260101000000Z`."""
    bare = re.sub(r"\D", "", value[:19])
    return f"{bare}Z" if len(bare) == 14 and bare.isascii() else None


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 6


def _handshakes(_: str, tree: Json) -> Facts:
    versions = [name for name in table(tree) if VERSION.fullmatch(name)]
    return {"blocks": {"ssl": {"versions": list[Json](versions)}}, "tls": True} if versions else {}


def _alpn(_: str, tree: Json) -> Facts:
    found = [one for one in tree if isinstance(one, str)] if isinstance(tree, list) else []
    return {"blocks": {"ssl": {"alpn": list[Json](found)}}, "tls": True} if found else {}


def _strings(output: str, tree: Json) -> Facts:
    """A response of a service that Nmap does not know."""
    stated = table(tree)
    data = next((text(stated, name) for name in (*ASKED, *stated) if text(stated, name)), "")
    return {"data": data} if data else {}


def _banner(output: str, _: Json) -> Facts:
    return {"data": output}


def _page(name: str) -> Reads:
    def fact(output: str, tree: Json) -> Facts:
        stated = text(table(tree), name) or output.strip().partition("\n")[0]
        return {"blocks": {"http": {name: stated[:LONGEST]}}} if stated else {}

    return fact


def _title(output: str, tree: Json) -> Facts:
    stated = output.strip().partition("\n")[0]
    none = stated.startswith(
        ("Did not follow redirect", "Site doesn't have a title", "Requested resource was")
    )
    http = {"title": "" if none else stated, "location": text(table(tree), "redirect_url")}
    return {"blocks": {"http": {name: item for name, item in http.items() if item}}}


def _headers(output: str, _: Json) -> Facts:
    """The head of a response, without the script's remark behind it."""
    lines = [line.strip() for line in output.strip().split("\n")]
    head = [line for line in lines if line and not line.startswith("(Request type")]
    status = STATUS.match(head[0]) if head else None
    http: dict[str, Json] = {"status": int(status[1])} if status else {}
    return {"data": "\r\n".join((*head, "", "")), "blocks": {"http": http} if http else {}}


def _component(output: str, _: Json) -> Facts:
    """`WordPress 6.1` is WordPress, of that version."""
    name, _, version = output.strip().partition("\n")[0][:200].partition(" ")
    item: dict[str, Json] = {"categories": []} | ({"versions": [version]} if version[:1].isdigit() else {})
    whole = name if "versions" in item else f"{name} {version}".strip()
    return {"blocks": {"http": {"components": {whole: item}}}} if whole else {}


def _favicon(output: str, _: Json) -> Facts:
    """A known icon names its program; of an unknown one the script gives only the MD5."""
    stated = output.strip()
    unknown, _, md5 = stated.partition("Unknown favicon MD5: ")
    if not unknown and md5:
        return {"blocks": {"http": {"favicon": {"md5": md5[:32].lower()}}}}
    return _component(stated.partition(" (")[0] or stated, None) if stated else {}


def _paths(output: str, _: Json) -> Facts:
    """Pages that the script found beside the first."""
    pages: list[Json] = [{"path": one[1], "title": one[2].strip()} for one in PATH.finditer(output)]
    return {"blocks": {"http": {"pages": pages}}} if pages else {}


def _git(output: str, tree: Json) -> Facts:
    found = [path for line in (*table(tree), *output.split()) if (path := _path_of(line))]
    pages: list[Json] = [{"path": path, "title": "Git repository"} for path in dict.fromkeys(found)]
    return {"blocks": {"http": {"pages": pages}}} if pages else {}


def _path_of(place: str) -> str:
    """`/.git/` of `192.0.2.1:80/.git/`."""
    start = place.find("/")
    return place[start:] if start > 0 and place.endswith(".git/") else ""


def _ntlm(_: str, tree: Json) -> Facts:
    stated: dict[str, Json] = {name.lower(): text(table(tree), name) for name in table(tree)}
    host = text(stated, "dns_computer_name").lower()
    return {"blocks": {"ntlm": stated}, "hostnames": (host,) if "." in host else ()} if stated else {}


def _smb_system(_: str, tree: Json) -> Facts:
    stated, host = table(tree), text(table(tree), "fqdn").lower()
    block: dict[str, Json] = {
        name: text(stated, key)
        for name, key in (
            ("os", "os"), ("software", "lanmanager"), ("server", "server"), ("workgroup", "workgroup"),
            ("domain", "domain"),
        )
        if text(stated, key)
    }  # fmt: skip
    return {
        "os": text(stated, "os"),
        "hostnames": (host,) if "." in host else (),
        "blocks": {"smb": block},
        "cpe": (text(stated, "cpe"),) if text(stated, "cpe") else (),
    }


def _smb_dialects(_: str, tree: Json) -> Facts:
    found = table(tree).get("dialects")
    stated = [one for one in found if isinstance(one, str)] if isinstance(found, list) else []
    return {"blocks": {"smb": {"dialects": list[Json](stated)}}} if stated else {}


def _smb_signing(output: str, tree: Json) -> Facts:
    stated = f"{output} {text(table(tree), 'message_signing')}".lower()
    if "signing" not in stated and "required" not in stated:
        return {}
    required = "required" in stated and "not required" not in stated
    return {"blocks": {"smb": {"signing_required": required}}}


SCRIPTS: Mapping[str, Reads] = {
    "banner": _banner,
    "fingerprint-strings": _strings,
    "http-enum": _paths,
    "http-favicon": _favicon,
    "http-generator": _component,
    "http-git": _git,
    "http-headers": _headers,
    "http-robots.txt": _page("robots"),
    "http-server-header": _page("server"),
    "http-title": _title,
    "smb-os-discovery": _smb_system,
    "smb-protocols": _smb_dialects,
    "smb-security-mode": _smb_signing,
    "smb2-security-mode": _smb_signing,
    "ssl-cert": _certificate,
    "ssl-enum-ciphers": _handshakes,
    "tls-alpn": _alpn,
    "vulners": _vulners,
}
SUFFIXES: Mapping[str, Reads] = {"-ntlm-info": _ntlm}
