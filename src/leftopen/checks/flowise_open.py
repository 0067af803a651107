"""Flowise, an editor of programs with language models: usable without authentication.

Requests the list of stored credentials: their names and kinds, which come without their values. No value,
flow or chat is requested. Names are read in memory to count; none is stored.

Open: a list with a credential in it, always *metadata*. Any visitor can use the credentials and run programs
on the machine. Closed: 401, 403 or a login page. An empty list is unknown: it does not identify the product.

False positives: a public demonstration.
"""

from __future__ import annotations

from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.wire.http.http_check import Ask, http_check, served_by
from leftopen.wire.http.json_shows import Shape, json_list

CREDENTIAL: Shape = {"id": str, "name": str, "credentialName": str, "createdDate": str, "updatedDate": str}

check = http_check(
    title="Flowise readable without authentication",
    remedy=(
        "Update to version 3 and make the administrator's account at once, or set `FLOWISE_USERNAME` and "
        "`FLOWISE_PASSWORD` in the environment of an older one. Set `HOST=127.0.0.1`, then restart it "
        "behind a web server with TLS. Close port 3000 in the firewall. Any visitor could run programs: "
        "change every key among its credentials, and check the machine."
    ),
    severity=Severity.CRITICAL,
    references=(
        "https://docs.flowiseai.com/configuration/authorization/app-level",
        "https://github.com/FlowiseAI/Flowise/blob/main/packages/server/src/services/credentials/index.ts",
    ),
    sized_by="credentials from its own list; a lower bound when it was cut",
    applies=served_by("Flowise"),
    ask=Ask(path="/api/v1/credentials", limit=32 * 1024, level=ReadLevel.LISTING),
    shows=json_list("credential", each=CREDENTIAL, least=1),
)
