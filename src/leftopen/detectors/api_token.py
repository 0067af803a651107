"""Tokens of web services by their documented prefixes. Masked wherever text is stored.

    Stripe `sk_live_` `rk_live_`        SendGrid `SG.`          Google OAuth `ya29.` `GOCSPX-`
    npm `npm_`   PyPI `pypi-`           DigitalOcean `dop_v1_`  Hugging Face `hf_`
    OpenAI, Anthropic `sk-`             Shopify `shpat_`        Square `sq0atp-`
    Telegram bots, Discord webhooks     Databricks `dapi`       HashiCorp Vault `hvs.`
    GitLab `gldt-` `glrt-`

No token is ever verified by using it.
"""

from __future__ import annotations

import re

from leftopen.model.category import Category
from leftopen.model.detector import Detector, Wide
from leftopen.model.severity import Severity

TOKEN = (
    r"(?:(?:sk|rk)_live_[A-Za-z0-9]{16,120}|SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}"
    r"|ya29\.[A-Za-z0-9_-]{30,400}"
    r"|GOCSPX-[A-Za-z0-9_-]{28}|npm_[A-Za-z0-9]{36}|pypi-AgE[A-Za-z0-9_-]{50,400}|dop_v1_[a-f0-9]{64}"
    r"|hf_[A-Za-z0-9]{34}|sk-(?:ant-[a-z0-9]{3,8}-|proj-|svcacct-)[A-Za-z0-9_-]{40,200}|sk-[A-Za-z0-9]{48}"
    r"|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}|sq0(?:atp|csp)-[A-Za-z0-9_-]{22,43}"
    r"|[0-9]{8,10}:AA[A-Za-z0-9_-]{33}|discord(?:app)?\.com/api/webhooks/[0-9]{17,20}/[A-Za-z0-9_-]{60,70}"
    r"|dapi[a-f0-9]{32}|hvs\.[A-Za-z0-9_-]{24,200}|gl(?:dt|rt|ptt|soat)-[A-Za-z0-9_-]{20,64})"
)
TRACE = (
    r"[sr]k_live_|SG\.[A-Za-z0-9_-]{22}|ya29\.|GOCSPX-|npm_[A-Za-z0-9]{36}|pypi-AgE|dop_v1_"
    r"|hf_[A-Za-z0-9]{34}"
    r"|sk-(?:ant-|proj-|svcacct-|[A-Za-z0-9]{48})|shp(?:at|ca|pa|ss)_|sq0(?:atp|csp)-"
    r"|[0-9]{8}:AA[A-Za-z0-9_-]{33}"
    r"|discord(?:app)?\.com|dapi[a-f0-9]{32}|hvs\.|gl(?:dt|rt|ptt|soat)-"
)
PREFIX = re.compile(r"(?:discord.*/|[A-Za-z0-9]+[_.:-](?:live_|v1_|ant-|proj-|svcacct-)?|dapi)")
VARIED = 8


def accept(found: re.Match[str]) -> bool:
    """Not part of a longer word, and no placeholder."""
    before = found.string[max(0, found.start() - 1) : found.start()]
    return not (before.isascii() and before.isalnum()) and accept_stored(found)


def accept_stored(found: re.Match[str]) -> bool:
    return len(set(found.group()[-16:])) >= VARIED


def mask(value: str) -> str:
    """Its prefix."""
    head = PREFIX.match(value)
    return (head.group() if head else "") + "****"


PART = "Kx7mQ2vZ9pLr4TbN8cWd"

detector = Detector(
    label="token of a web service",
    category=Category.CREDENTIAL,
    pattern=TOKEN,
    accept=accept,
    wide=Wide(pattern=TOKEN, rough=TOKEN, accept=accept_stored),
    trace=TRACE,
    severity=Severity.HIGH,
    mask=mask,
    secret=True,
    hits=(
        "stripe: sk_" + "live_" + PART,
        "S" + "G." + PART + "ab." + PART * 2 + "abc",
        "//registry.example/:_authToken=npm" + "_" + PART + "AbCdEfGhIjKlMnOp",
        "sk-" + "ant-api03-" + PART * 3,
        "12345678:" + "AA" + PART + "AbCdEfGhIjKlM",
    ),
    misses=(
        "sk_" + "live_" + "x" * 20,
        "sk_" + "test_" + PART,
        "xnpm" + "_" + PART + "AbCdEfGhIjKlMnOp",
    ),
)
