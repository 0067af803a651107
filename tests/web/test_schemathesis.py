"""Ten thousand made-up questions after the OpenAPI document, good and bad ones: none breaks the server."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.servers.need import client_program, missing_client, require
from tests.tier import tier
from tests.web.served import Served

pytestmark = [pytest.mark.real, pytest.mark.slow]
QUESTIONS = tier(500, 10_000)
# Of each operation; those without parameters have only one question each.
EACH = tier(15, 300)
LONGEST_S = 1200
# A stream never ends; what it is named for is asked in test_stream.
STREAM = "stream"


def test_no_question_breaks_the_server(server: Served, tmp_path: Path) -> None:
    require(missing_client("st"))
    # The key of every question; what the generator makes of it otherwise is only ever refused.
    (tmp_path / "schemathesis.toml").write_text(f'[parameters]\n"query.key" = "{server.key}"\n')
    ran = subprocess.run(
        [
            client_program("st"), "run", f"{server.url}/openapi.json?key={server.key}",
            "--checks", "not_a_server_error", "--phases",
            "fuzzing", "--max-examples", str(EACH), "--exclude-tag", STREAM, "--workers", "2",
            "--no-color", "--generation-database", "none", "--seed", "8322", "--continue-on-failure",
            "--request-timeout", "20", "--suppress-health-check", "all", "--no-shrink",
        ],
        cwd=tmp_path, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        timeout=LONGEST_S, env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-4000:]
    [made] = re.findall(r"(\d+) generated, \1 passed", ran.stdout)
    print(f"{made} questions, and no answer with a status of 500 or more")
    assert int(made) >= QUESTIONS
    assert server.json("/api-info")["plan"]
