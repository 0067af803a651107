"""Signed files beside the proof of closure: the audit log, or what retention took out of it, the custody log,
and the impact report as JSON or as a page.

    {"signed": {"format": …, …}, "signature": {…}}

Canonical JSON (RFC 8785) in UTF-8. A page ends with one comment that holds such a document, whose `page` is
the SHA-256 of everything before the comment, so that neither the page nor the data can be changed alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from leftopen.cases import hash_chain
from leftopen.cases.proof import ProofAnswer, ProofStatus
from leftopen.cases.proof_keys import Private, fingerprint, read_public
from leftopen.cases.signatures import signature, signature_fits
from leftopen.errors import BadProof
from leftopen.model.facts import Json

AUDIT, CUSTODY, REPORT = "leftopen-audit/1", "leftopen-custody/1", "leftopen-impact-report/1"
KNOWN = (AUDIT, CUSTODY, REPORT)
MOST_BYTES = 256 * 1024 * 1024
OPENS, CLOSES = b"<!-- leftopen-signed ", b" -->\n"
INSIDE = {"<": "\\u003c", ">": "\\u003e", "-": "\\u002d"}
"""How these stand in the comment of a page, so that nothing ends it early; JSON reads them as they were."""


def sign(body: Mapping[str, Json], key: Private) -> bytes:
    """The file. ValueError for a body that JSON can't hold."""
    return hash_chain.canonical({"signed": dict(body), "signature": signature(body, key)}) + b"\n"


def sign_page(page: bytes, body: Mapping[str, Json], key: Private) -> bytes:
    """The page with its signature at the end."""
    raw = sign({**body, "page": hashlib.sha256(page).hexdigest()}, key).decode().rstrip("\n")
    inside = "".join(INSIDE.get(character, character) for character in raw)
    return page + OPENS + inside.encode() + CLOSES


def check(raw: bytes, public: bytes | None = None) -> ProofAnswer:
    """Verifies the file; `public` is the signer's key from elsewhere, in PEM or 32 raw bytes. Raises BadProof
    when `raw` is no such file, or `public` no Ed25519 key; nothing else."""
    trusted = None if public is None else read_public(public)
    document, page = _document(raw)
    body, found = document.get("signed"), document.get("signature")
    if not isinstance(body, dict) or not isinstance(found, dict) or body.get("format") not in KNOWN:
        raise BadProof("this is no signed file of a kind that this version knows")
    because = _broken(body, found, document, page, raw)
    if because:
        return ProofAnswer(standing=ProofStatus.BROKEN, because=because)
    inside = bytes.fromhex(str(found["public"]))
    if trusted is None:
        because = "not changed since it was signed; by whom is not verified without the public key"
        return ProofAnswer(standing=ProofStatus.INTACT, because=because)
    if trusted.public_bytes_raw() != inside:
        because = f"signed by another key: {fingerprint(inside)}"
        return ProofAnswer(standing=ProofStatus.BROKEN, because=because)
    return ProofAnswer(standing=ProofStatus.VALID, because=f"signed by {fingerprint(inside)}, and intact")


def _broken(
    body: dict[str, Json], found: dict[str, Json], document: dict[str, Json], page: bytes | None, raw: bytes
) -> str:
    """Why it is broken, or ''."""
    try:
        if page is None and hash_chain.canonical(document) != raw.removesuffix(b"\n"):
            return "it was rewritten: its bytes are not the ones that are written here"
        if document.keys() != {"signed", "signature"} or not signature_fits(body, found):
            return "it was changed after it was signed"
    except (ValueError, OverflowError) as error:
        return f"its signature can't be read: {error}"
    if (page is None) != ("page" not in body):
        return "it was signed as another kind of file"
    if page is not None and hashlib.sha256(page).hexdigest() != body["page"]:
        return "the page was changed after it was signed"
    return ""


def _document(raw: bytes) -> tuple[dict[str, Json], bytes | None]:
    """The signed document, and the page before it where it ends a page. Raises BadProof."""
    if len(raw) > MOST_BYTES:
        raise BadProof(f"a signed file is smaller than {MOST_BYTES} bytes")
    page = None
    if raw.endswith(CLOSES) and OPENS in raw:
        page, _, rest = raw.rpartition(OPENS)
        raw = rest.removesuffix(CLOSES)
    try:
        document = json.loads(raw.decode("utf-8", "strict"))
    except (ValueError, RecursionError) as error:
        raise BadProof("this is no signed file: it is neither JSON nor a signed page") from error
    if not isinstance(document, dict):
        raise BadProof("this is no signed file: it is not a JSON object")
    return document, page
