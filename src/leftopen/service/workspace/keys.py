"""Manages the keys of this installation, in CONFIG/keys (0700), outside the data folder.

With a copy of the data folder alone, nobody can reverse the digests of personal values by trying them all,
nor sign proofs.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from leftopen.cases import proof_keys
from leftopen.errors import BadProof, BadSetting

CHECK = "digest-check"
"""In the data folder: which key it was filled with."""


def digest_key(config: Path, data: Path) -> bytes:
    """The key of the data folder's digests, made at first use. 32 bytes. Raises BadSetting."""
    key = _hex(digest_file(config, data), 32)
    # A folder that cannot be written needs none: nothing is added to it.
    with suppress(BadSetting):
        _once(data / CHECK, _check_value(key))
    return key


def digest_file(config: Path, data: Path) -> Path:
    return folder(config) / f"digest-{folder_id(data)}.hex"


def digest_keys(config: Path, data: Path) -> list[bytes]:
    """The key of the data folder's digests, then those that it replaced, for what was made with them."""
    old = sorted(folder(config).glob(f"digest-{folder_id(data)}.*.hex"))
    return [digest_key(config, data), *(_hex(file, 32) for file in old)]


def is_digest_key_of(config: Path, data: Path) -> bool:
    """Is the key the one that the data folder was filled with? Raises BadSetting."""
    key = digest_key(config, data)
    try:
        return hmac.compare_digest((data / CHECK).read_bytes(), _check_value(key))
    except OSError:
        return True


def _check_value(key: bytes) -> bytes:
    """Tells keys apart, and nothing about one: a key has 256 random bits."""
    return hmac.digest(key, b"leftopen digest key", "sha256").hex()[:16].encode()


def replace_digest_key(config: Path, data: Path) -> Path:
    """Puts a new key in its place; returns the file of the old one, which is kept. Raises BadSetting."""
    file = digest_file(config, data)
    old = file.with_name(f"{file.stem}.{_check_value(digest_key(config, data)).decode()}.hex")
    try:
        file.replace(old)
        (data / CHECK).unlink(missing_ok=True)
    except OSError as error:
        raise BadSetting(f"cannot replace {file}: {error.strerror}") from None
    digest_key(config, data)
    return old


def folder_id(data: Path) -> str:
    """The id that links a data folder to its keys wherever it lies; made at first use. Raises BadSetting."""
    return _hex(data / "id", 8).hex()


def link_key(config: Path, data: Path) -> bytes:
    """The key that signs the links in notices, made at first use. 32 bytes. Raises BadSetting."""
    return _hex(folder(config) / f"links-{folder_id(data)}.hex", 32)


def signing_key(config: Path) -> proof_keys.Private:
    """The Ed25519 key that signs proofs, made at first use, with its public half beside it."""
    there = folder(config)
    fresh = proof_keys.private_pem(proof_keys.private_from_seed(secrets.token_bytes(32)))
    file = there / "proof.pem"
    try:
        key = proof_keys.read_private(_once(file, fresh))
    except BadSetting as error:
        raise BadSetting(f"{file}: {error}") from None
    _once(there / "proof.pub", proof_keys.public_pem(key))
    return key


def is_public_half(config: Path) -> bool:
    """Does `proof.pub` belong to the signing key? It does not where that was lost or replaced. Raises
    BadSetting."""
    own = proof_keys.public_pem(signing_key(config))
    return _once(public_file(config), own) == own


@dataclass(frozen=True, slots=True, kw_only=True)
class RetiredKey:
    """A public key whose signatures of heads count up to the event `last` of each data folder, by its id."""

    public: proof_keys.Public
    last: Mapping[str, int]


def retired_keys(config: Path) -> list[RetiredKey]:
    """The signing keys that were replaced. Raises BadSetting."""
    found = []
    for file in sorted(folder(config).glob("proof-*.json")):
        try:
            stored = json.loads(file.read_bytes())
            public = proof_keys.read_public(file.with_suffix(".pub").read_bytes())
            found.append(RetiredKey(public=public, last={str(k): int(v) for k, v in stored["last"].items()}))
        except (OSError, ValueError, KeyError, AttributeError, BadProof) as error:
            raise BadSetting(f"cannot read the retired key {file}: {error}") from None
    return found


def replace_signing_key(config: Path, last: Mapping[str, int]) -> Path:
    """Puts a new key in its place. The public half of the old one is kept, and counts up to the events
    `last`; its private half is gone. Returns the old public file. Raises BadSetting."""
    there, old = folder(config), signing_key(config)
    mark = hashlib.sha256(proof_keys.public_bytes(old)).hexdigest()[:16]
    kept = there / f"proof-{mark}.pub"
    fresh = proof_keys.private_from_seed(secrets.token_bytes(32))
    try:
        # In this order, so that whatever a crash leaves, the newest head is known.
        _put(kept, proof_keys.public_pem(old))
        _put(kept.with_suffix(".json"), json.dumps({"last": dict(last)}).encode())
        _put(there / "proof.pem", proof_keys.private_pem(fresh))
        _put(there / "proof.pub", proof_keys.public_pem(fresh))
    except OSError as error:
        raise BadSetting(f"cannot replace the signing key in {there}: {error.strerror}") from None
    return kept


def _put(file: Path, content: bytes) -> None:
    """Replaces a file (0600), whole. Raises OSError."""
    draft = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)


def public_file(config: Path) -> Path:
    """The path of the public key, which is given to readers of proofs."""
    return folder(config) / "proof.pub"


def _hex(file: Path, size: int) -> bytes:
    """A file of this many random bytes, made at first use. A damaged file is an error: a short key protects
    nothing."""
    text = _once(file, secrets.token_hex(size).encode())
    try:
        value = bytes.fromhex(text.decode("ascii"))
    except ValueError:
        value = b""
    if len(value) != size:
        raise BadSetting(f"{file} is damaged: it must contain {2 * size} hexadecimal digits")
    return value


def folder(config: Path) -> Path:
    """The folder of the keys. Raises BadSetting."""
    there = config / "keys"
    try:
        # One after the other: `parents` would give the first the mode of the umask.
        config.mkdir(mode=0o700, parents=True, exist_ok=True)
        there.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise BadSetting(f"cannot create the key folder {there}: {error.strerror}") from None
    return there


def _once(file: Path, fresh: bytes) -> bytes:
    """The file's bytes; it is created with `fresh` if missing. Two concurrent processes agree on one
    value."""
    try:
        if not file.exists():
            _write(file, fresh)
        return file.read_bytes()
    except OSError as error:
        raise BadSetting(f"cannot use the key file {file}: {error.strerror}") from None


def _write(file: Path, fresh: bytes) -> None:
    draft = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(fresh)
            out.flush()
            os.fsync(out.fileno())
        # A link fails where the name exists by now: the first writer wins, whole.
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
