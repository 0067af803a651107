"""The signature over a body in canonical JSON, as proofs and other signed files carry it:

{"algorithm": "Ed25519", "key": fingerprint, "public": hex, "value": hex}
"""

from __future__ import annotations

from collections.abc import Mapping

from leftopen.cases import hash_chain
from leftopen.cases.proof_keys import Private, Public, fingerprint, public_bytes, signed_by
from leftopen.model.facts import Json


def signature(body: Mapping[str, Json], key: Private) -> dict[str, Json]:
    """ValueError for a body that JSON can't hold."""
    public = public_bytes(key)
    value = key.sign(hash_chain.canonical(body)).hex()
    return {"algorithm": "Ed25519", "key": fingerprint(public), "public": public.hex(), "value": value}


def signature_fits(body: Mapping[str, Json], found: Mapping[str, Json]) -> bool:
    """Is it the signature of that body, by the key that it names? ValueError for one that can't be read."""
    public, value = bytes.fromhex(str(found.get("public"))), bytes.fromhex(str(found.get("value")))
    whole = {"algorithm": "Ed25519", "key": fingerprint(public), "public": public.hex(), "value": value.hex()}
    if found != whole or len(public) != 32:
        return False
    return signed_by(Public.from_public_bytes(public), value, hash_chain.canonical(body))
