"""vLLM, a server of language models: usable without an API key.

Requests the list of models. No question is sent to a model.

Open: a list whose models are owned by `vllm`, always *metadata*: whoever can read it can also use the models.
Closed: 401 (an API key is required), 403 or a login page. Unknown: any other response, and a list of another
server that speaks the same API: some show their models to everyone and protect only their use.

An API key protects only the paths under `/v1`, `/v2` and `/inference`; a closed server may still answer at
other paths, which are not requested. False positives: a public demonstration.
"""

from __future__ import annotations

from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.wire.http.http_check import Ask, front_page_says, http_check
from leftopen.wire.http.json_shows import Shape, json_list

MODEL: Shape = {"id": str, "object": "model", "owned_by": "vllm"}
"""A list without a model names no owner, so that it proves nothing."""

check = http_check(
    title="vLLM models readable without authentication",
    remedy=(
        "Start it with `vllm serve MODEL --host 127.0.0.1 --api-key SECRET`, or set `VLLM_API_KEY`. The key "
        "does not protect every path: put a web server in front that requires a password and forwards only "
        "`/v1/`. Close port 8000 in the firewall."
    ),
    severity=Severity.MEDIUM,
    references=(
        "https://docs.vllm.ai/en/latest/serving/online_serving/openai_compatible_server/",
        "https://docs.vllm.ai/en/latest/usage/security/",
    ),
    sized_by="models from its own list",
    applies=front_page_says(404, "content-type", "application/json"),
    ask=Ask(path="/v1/models", limit=16 * 1024, level=ReadLevel.LISTING),
    shows=json_list("model", at="data", each=MODEL, also={"object": "list"}, least=1),
)
