"""Facts of a TLS handshake, and how they join those of the protocol inside it. Pure."""

from __future__ import annotations

from dataclasses import replace

from leftopen.formats import certificate
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.tls import TlsFacts


def shown_facts(shown: TlsFacts | None, known: dict[str, Json]) -> ServiceFacts | None:
    """The certificate of a handshake (from the start, or by STARTTLS), if any."""
    if shown is None or not shown.der:
        return None
    block: dict[str, Json] = {**known, "cert": certificate.block(shown.der), "versions": [shown.version]}
    block["cipher"] = {"name": shown.cipher, "version": shown.version, "bits": shown.bits}
    return ServiceFacts(
        data=b"",
        identity=certificate.identity(shown.der),
        hostnames=certificate.names(shown.der),
        tags=("self-signed",) if certificate.self_signed(shown.der) else (),
        blocks={"ssl": block},
    )


def ssl_block(facts: ServiceFacts) -> dict[str, Json]:
    block = facts.blocks.get("ssl")
    return block if isinstance(block, dict) else {}


def merged_facts(inner: ServiceFacts, outer: ServiceFacts) -> ServiceFacts:
    return replace(
        inner,
        identity=outer.identity or inner.identity,
        hostnames=tuple(dict.fromkeys((*inner.hostnames, *outer.hostnames))),
        tags=tuple(dict.fromkeys((*inner.tags, *outer.tags))),
        blocks={**outer.blocks, **inner.blocks},
    )
