"""Ollama: language models usable without authentication.

Requests the list of models (at most 16 KiB). No model is loaded, and no question is sent to one.

Open: the list. *Metadata* when models are named, *empty* when there is none. Ollama has no authentication of
its own: whoever can read the list can also use, pull and delete models. Closed: 401, 403 or a login page of a
proxy in front, or 404 (the same server no longer serves the list). Unknown: any other response.

False positives: a public demonstration.
"""

from __future__ import annotations

from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.wire.http.http_check import Ask, denied_or_gone, http_check, served_by
from leftopen.wire.http.json_shows import json_list

check = http_check(
    title="Ollama models readable without authentication",
    remedy=(
        "Set `OLLAMA_HOST=127.0.0.1:11434` in its environment (systemd: `systemctl edit ollama`), then run "
        "`systemctl restart ollama`. If other machines need it, put a web server with TLS and a password in "
        "front of it. Close port 11434 in the firewall. Check for models that you did not pull."
    ),
    severity=Severity.MEDIUM,
    references=("https://docs.ollama.com/api/tags", "https://docs.ollama.com/faq"),
    sized_by="models from its own list, at most 16 KiB of it",
    applies=served_by("Ollama"),
    ask=Ask(path="/api/tags", limit=16 * 1024, level=ReadLevel.LISTING),
    shows=json_list("model", at="models", each={"name": str, "digest": str, "size": int}),
    refused=denied_or_gone,
)
