"""Manages the keys of this installation, in CONFIG/keys (0700), outside the data folder.

With a copy of the data folder alone, nobody can reverse the digests of personal values by trying them all,
nor sign proofs.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from leftopen.cases import proof_keys
from leftopen.errors import BadSetting


def digest_key(config: Path, data: Path) -> bytes:
    """The key of the data folder's digests, made at first use. 32 bytes. Raises BadSetting."""
    return _hex(folder(config) / f"digest-{folder_id(data)}.hex", 32)


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
