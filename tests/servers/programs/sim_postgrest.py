"""PostgREST 12 as its reference of the OpenAPI description and its errors (PGRST302) describe it."""

from __future__ import annotations

from tests.servers.sim_pages import simulated
from tests.servers.sim_web import Said, as_json

TABLES = ("films", "directors", "made_up")
SERVER = {"server": "postgrest/12.0.2"}
ERROR = {"code": "PGRST302", "details": None, "hint": None, "message": "Anonymous access is disabled"}
GONE = {"code": "42P01", "details": None, "hint": None, "message": 'relation "public.made-up" does not exist'}


def api(*tables: str) -> Said:
    answer = {
        "swagger": "2.0",
        "info": {"description": "", "title": "PostgREST API", "version": "12.0.2"},
        "host": "0.0.0.0:3000",
        "basePath": "/",
        "schemes": ["http"],
        "paths": {path: {"get": {"tags": ["made-up"]}} for path in ("/", *(f"/{table}" for table in tables))},
        "definitions": {table: {"type": "object", "properties": {}} for table in tables},
        "externalDocs": {
            "description": "PostgREST Documentation",
            "url": "https://postgrest.org/en/v12/references/api.html",
        },
    }
    return as_json(answer, SERVER | {"content-type": "application/openapi+json; charset=utf-8"})


server = simulated(
    "postgrest_open",
    product="PostgREST",
    pages={"/": api(*TABLES)},
    denied=as_json(ERROR, SERVER | {"www-authenticate": "Bearer"}, status=401, phrase="Unauthorized"),
    public=(),
    missing=as_json(GONE, SERVER, status=404, phrase="Not Found"),
    records=len(TABLES),
)
