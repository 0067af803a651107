"""API description: a machine-readable list of what a server can be asked (OpenAPI, Swagger, GraphQL, WSDL,
WADL, gRPC in JSON).

Open: the document itself, by the keys that its specification requires. It holds no records, so that the kind
is metadata, and its purpose is undetermined: many are meant to be read. Where the description declares no
security scheme and its read paths speak of people, mail, accounts or money, the reason says so.

Intent: *published* when the description has marks of a publisher (terms of service, a contact, a licence, an
external documentation, public servers).

False positives: other JSON with `paths` lacks the version key. What the paths return is judged by the other
shapes, where the crawl follows a read-only path.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from leftopen.model.channel import Reply
from leftopen.model.facts import Json
from leftopen.model.severity import Severity
from leftopen.model.shape import Intent, Shape, ShapeMatch
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer
from leftopen.present.humanize import format_count
from leftopen.wire.http.pages.page_parser import read_answer
from leftopen.wire.http.pages.page_words import words_of

LONGEST, MOST = 128 * 1024, 2000
PRIVATE = words_of(
    "user users customer customers client clients account accounts member members patient patients employee "
    "employees person persons people contact contacts mail mails email emails message messages chat chats "
    "inbox "
    "payment payments invoice invoices order orders salary salaries token tokens secret secrets credential "
    "credentials session sessions admin config backup backups file files document documents log logs"
)
_VERSION = re.compile(
    r"\s*\{\s*\"(?:openapi|swagger)\"\s*:\s*\"[23]\.|^(?:openapi|swagger):\s{0,4}['\"]?[23]\.", re.M
)
_PATH = re.compile(r"^\s{1,8}['\"]?(/[^\s'\":]{0,200})['\"]?\s{0,4}:", re.MULTILINE)
_JSON_PATH = re.compile(r"\"(/[^\"\s]{0,200})\"\s{0,20}:\s{0,20}\{")
_SECURITY = re.compile(r"securitySchemes|securityDefinitions|\"security\"|^security:", re.MULTILINE)
_PUBLISHER = re.compile(r"\b(termsOfService|contact|license|externalDocs)\b\"?\s{0,4}:")
_XML = re.compile(r"<(?:\w{1,20}:)?(?:definitions|application)\b", re.IGNORECASE)
_OPERATION = re.compile(
    r"<(?:\w{1,20}:)?(?:operation|method)\b[^<>]{0,300}\bname=[\"']([\w.-]{1,100})", re.IGNORECASE
)
_SDL = re.compile(r"^(?:type (?:Query|Mutation)\b[^{\n]{0,100}|schema )\s?\{", re.MULTILINE)
_SDL_FIELD = re.compile(r"^\s{1,8}(\w{1,80})\s?(?:\([^)\n]{0,500}\))?\s?:\s?[\[\w]", re.MULTILINE)
_PROTO = re.compile(r"\brpc\s+(\w{1,80})\s?\(")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Described:
    """`paths` are what can be read or called; `secured` None where the form has no place to say so."""

    what: str
    paths: tuple[str, ...]
    secured: bool | None = None
    marks: int = 0


def judge(answer: Answer) -> ShapeMatch | None:
    """A description by the keys of its specification."""
    if answer.reply.status != 200:
        return None
    found = _from_json(answer.data) if isinstance(answer.data, dict) else None
    if found is None and answer.page is None:
        found = _from_text(answer.text[:LONGEST], answer.reply.cut)
    if found is None or not found.paths:
        return None
    intent, why = _intent(found)
    return ShapeMatch(
        kind=ExposureKind.METADATA,
        said=f"{found.what} with {format_count(len(found.paths), 'path or call', 'paths or calls')}",
        intent=intent,
        why=why,
        by_controls=True,
    )


def _intent(found: _Described) -> tuple[Intent, str]:
    if found.marks >= 2:
        return Intent.PUBLISHED, "the description names its publisher, licence or documentation"
    private = sum(
        bool(words_of(*re.split(r"[/._-]|(?<=[a-z])(?=[A-Z])", path)) & PRIVATE) for path in found.paths
    )
    if private and found.secured is False:
        return (
            Intent.UNDETERMINED,
            f"no security scheme is declared, and {format_count(private, 'path speaks', 'paths speak')} "
            f"of people, "
            "mail, accounts or money",
        )
    return Intent.UNDETERMINED, "a description only; what its paths return is not known"


def _from_json(data: dict[str, Json]) -> _Described | None:
    version = data.get("openapi", data.get("swagger", data.get("asyncapi")))
    paths = data.get("paths", data.get("channels"))
    if isinstance(version, str) and version[:2] in ("2.", "3.") and isinstance(paths, dict):
        return _Described(
            what="an API description",
            paths=_reading(paths),
            secured=_secured(data, paths),
            marks=_marks(data),
        )
    if schema := _graphql(data):
        return _Described(what="a GraphQL schema", paths=schema)
    if calls := _grpc(data):
        return _Described(what="a description of gRPC services", paths=calls)
    resources = data.get("resources")
    if str(data.get("kind", "")).endswith("#restDescription") and isinstance(resources, dict):
        return _Described(what="an API description", paths=tuple(resources)[:1000], marks=_marks(data))
    return None


def _reading(paths: dict[str, Json]) -> tuple[str, ...]:
    return tuple(path for path, held in list(paths.items())[:2000] if isinstance(held, dict))


def _secured(data: dict[str, Json], paths: dict[str, Json]) -> bool:
    """Is any scheme declared, for all of it or for one operation?"""
    components = data.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, dict) else None
    if data.get("security") or data.get("securityDefinitions") or schemes:
        return True
    operations = [
        one for held in list(paths.values())[:500] if isinstance(held, dict) for one in held.values()
    ]
    return any(isinstance(one, dict) and one.get("security") for one in operations)


def _marks(data: dict[str, Json]) -> int:
    info = data.get("info")
    description = info if isinstance(info, dict) else {}
    servers = data.get("servers")
    first = servers[0] if isinstance(servers, list) and servers else None
    url = first.get("url") if isinstance(first, dict) else ""
    public = isinstance(url, str) and re.match(
        r"https://(?!localhost|\d{1,3}\.\d)[\w-]{1,63}\.[\w.-]{2,200}", url
    )
    documented = data.get("externalDocs", data.get("documentationLink"))
    return sum(
        map(
            bool,
            (
                description.get("termsOfService"),
                description.get("contact"),
                description.get("license"),
                documented,
                public,
            ),
        )
    )


def _graphql(data: dict[str, Json]) -> tuple[str, ...]:
    held = data.get("data", data)
    schema = held.get("__schema") if isinstance(held, dict) else None
    types = schema.get("types") if isinstance(schema, dict) else None
    if not isinstance(types, list):
        return ()
    names = [one.get("name") for one in types[:2000] if isinstance(one, dict)]
    return tuple(name for name in names if isinstance(name, str) and not name.startswith("__"))


def _grpc(data: dict[str, Json]) -> tuple[str, ...]:
    """The methods of a file descriptor set, or of one file, in JSON."""
    files = data.get("file", [data])
    names: list[str] = []
    for one in files[:50] if isinstance(files, list) else []:
        services = one.get("service", one.get("services")) if isinstance(one, dict) else None
        for service in services[:100] if isinstance(services, list) else []:
            methods = service.get("method", service.get("methods")) if isinstance(service, dict) else None
            for method in methods[:200] if isinstance(methods, list) else []:
                called = method.get("name") if isinstance(method, dict) else None
                typed = isinstance(method, dict) and any(key.lower().endswith("type") for key in method)
                if isinstance(called, str) and typed:
                    names.append(called)
    return tuple(names)


def _from_text(text: str, cut: bool) -> _Described | None:
    head = text[:4096]
    if ("openapi" in head or "swagger" in head) and _VERSION.search(head):
        pattern = _JSON_PATH if text.lstrip()[:1] == "{" else _PATH
        paths = tuple(dict.fromkeys(pattern.findall(text)))[:MOST]
        secured = True if _SECURITY.search(text) else None if cut else False
        marks = len(set(_PUBLISHER.findall(text)))
        return _Described(what="an API description", paths=paths, secured=secured, marks=marks)
    if (
        "<" in head
        and ("schemas.xmlsoap.org/wsdl" in head or "wadl.dev.java.net" in head)
        and _XML.search(head)
    ):
        return _Described(what="a description of a web service", paths=tuple(set(_OPERATION.findall(text))))
    if "type Query" in text and _SDL.search(text):
        return _Described(what="a GraphQL schema", paths=tuple(set(_SDL_FIELD.findall(text))))
    if head.lstrip().startswith(("syntax", "//")) and "service " in text:
        return _Described(what="a description of gRPC services", paths=tuple(set(_PROTO.findall(text))))
    return None


def _example(body: str, kind: str = "application/json", path: str = "/openapi.json") -> Answer:
    return read_answer(path, Reply(status=200, headers=(("Content-Type", kind),), body=body.encode()))


shape = Shape(
    title="API description readable without authentication",
    remedy=(
        "Check every path that the description lists: what returns data needs a login. Serve the "
        "description to "
        "signed-in users only where the API isn't public, and leave it out of production builds."
    ),
    severity=Severity.LOW,
    references=(
        "https://spec.openapis.org/oas/latest.html",
        "https://cwe.mitre.org/data/definitions/200.html",
    ),
    sized_by="not sized: a description holds no records",
    judge=judge,
    hits=(
        _example('{"openapi":"3.0.1","info":{"title":"x"},"paths":{"/users":{"get":{}}}}'),
        _example('{"data":{"__schema":{"types":[{"name":"Query"},{"name":"User"}]}}}'),
        _example("openapi: 3.0.0\npaths:\n  /orders:\n    get: {}\n", "text/yaml"),
        _example(
            '<?xml version="1.0"?><definitions xmlns="http://schemas.xmlsoap.org/wsdl/">'
            '<operation name="GetUser"/></definitions>',
            "text/xml",
        ),
    ),
    misses=(
        _example('{"paths":{"/users":{"get":{}}},"version":"3.0"}'),
        _example('{"openapi":"3.0.1","info":{"title":"x"},"paths":{}}'),
        _example('{"service":[{"name":"wash","method":"by hand"}]}'),
    ),
)
