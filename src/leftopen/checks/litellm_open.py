"""LiteLLM, a proxy for language models: usable without a key.

Requests the list of models. No question is sent to a model. Names are read in memory to count; none is
stored.

Open: a list of models with the date that LiteLLM gives to each, always *metadata*: whoever can read it can
use the models at the owner's expense. Closed: 401 (a key is required), 403 or a login page. The front page
answers in both cases; it proves nothing.

False positives: a public demonstration.
"""

from __future__ import annotations

from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.wire.http.http_check import Ask, http_check, served_by
from leftopen.wire.http.json_shows import Shape, json_list

MODEL: Shape = {"id": str, "object": "model", "created": 1677610602, "owned_by": "openai"}
"""The constant `DEFAULT_MODEL_CREATED_AT_TIME` of BerriAI/litellm."""

check = http_check(
    title="LiteLLM models readable without authentication",
    remedy=(
        "Set `general_settings: {master_key: SECRET}` in config.yaml (or `LITELLM_MASTER_KEY` in its "
        "environment) and give each program a key of its own. Start it with `litellm --host 127.0.0.1`. If "
        "other machines need it, put a web server with TLS in front of it. Close port 4000 in the firewall. "
        "Check the bills of the providers behind it, and change their keys."
    ),
    severity=Severity.HIGH,
    references=("https://docs.litellm.ai/docs/proxy/virtual_keys", "https://docs.litellm.ai/docs/proxy/prod"),
    sized_by="models from its own list",
    applies=served_by("LiteLLM"),
    ask=Ask(path="/v1/models", limit=32 * 1024, level=ReadLevel.LISTING),
    shows=json_list("model", at="data", each=MODEL, also={"object": "list"}, least=1),
)
