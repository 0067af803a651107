"""Every variable of clouds and proxies that the client library of buckets, or a program beside it, would
take."""

from __future__ import annotations

import re
from pathlib import Path

import obstore

STUBS = Path(obstore.__file__).parent / "_store"
PREFIXES = {"_aws": "AWS_", "_azure": "AZURE_", "_gcs": "GOOGLE_"}
MORE = (
    "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY",
    "no_proxy", "SERVICE_ACCOUNT", "GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_CLOUD_PROJECT", "GCP_PROJECT",
    "IDENTITY_HEADER", "IDENTITY_ENDPOINT", "MSI_ENDPOINT", "MSI_SECRET", "AWS_PROFILE", "AWS_CONFIG_FILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AZURE_STORAGE_CONNECTION_STRING",
)  # fmt: skip


def variables() -> list[str]:
    """By the names that the library's own types have, for each cloud and for its client."""
    client = _keys("_client")
    names = set(MORE)
    for file, prefix in PREFIXES.items():
        for key in _keys(file) + client:
            name = key.upper()
            names.add(name if name.startswith(prefix) else prefix + name)
    return sorted(names)


def _keys(file: str) -> list[str]:
    return re.findall(r"^    ([a-z_0-9]+): ", (STUBS / f"{file}.pyi").read_text(), re.MULTILINE)
