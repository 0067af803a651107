"""How the client library of buckets is told to behave: through the gate, with these credentials and no
others, patient with a busy service."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from leftopen.model.bucket import BucketPlace, StoreKind

RETRY_S = 180.0
LONGEST = 20.0
"""Seconds of the longest wait."""
ANSWER = "60s"
CLOUDS = ("AWS_", "AZURE_", "GOOGLE_", "GCP_", "GCLOUD_", "CLOUDSDK_", "IDENTITY_", "MSI_")
OTHERS = ("SERVICE_ACCOUNT", "HOME")
"""Google's file of credentials, and where its own program keeps one."""
_HIDING = threading.Lock()


@contextmanager
def without_environment() -> Iterator[None]:
    """Hides from the library what the environment says of clouds and proxies: it has no constructor that does
    not look there, and what it finds would be credentials, a file of them, or a way round the gate."""
    with _HIDING:
        hidden = {name: os.environ.pop(name) for name in list(os.environ) if _of_cloud(name)}
        try:
            yield
        finally:
            os.environ.update(hidden)


def _of_cloud(name: str) -> bool:
    upper = name.upper()
    return upper.startswith(CLOUDS) or upper in OTHERS or upper.endswith("_PROXY")


def client_options(
    place: BucketPlace, gate: str, words: Mapping[str, str], wait: float, retries: int
) -> dict[str, Any]:
    """What is the same for all three services. `gate`: its URL with the password; `words`: the credentials,
    none to read as anybody; `wait` of the first repetition in seconds."""
    shared: dict[str, Any] = {
        "client_options": {
            "allow_http": not place.encrypted,
            "proxy_url": gate,
            "timeout": ANSWER,
            "connect_timeout": "10s",
        },
        "retry_config": {
            "max_retries": retries,
            "retry_timeout": timedelta(seconds=RETRY_S),
            "backoff": {
                "init_backoff": timedelta(seconds=wait),
                "max_backoff": timedelta(seconds=LONGEST),
                "base": 2,
            },
        },
    }
    if words:
        return shared | {"credential_provider": _provider(place.kind, words)}
    return shared | {"skip_signature": True}


def _provider(kind: StoreKind, words: Mapping[str, str]) -> Callable[[], dict[str, Any]]:
    """The library asks it before each request."""
    found: dict[str, Any] = {"expires_at": None}
    if kind is StoreKind.S3:
        found |= {name: words[name] for name in ("access_key_id", "secret_access_key")}
        found["token"] = words.get("session_token")
    elif "account_key" in words:
        found["access_key"] = words["account_key"]
    else:
        found |= {name: words[name] for name in ("sas_token", "token") if name in words}
    return lambda: found
