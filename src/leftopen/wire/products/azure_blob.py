"""Azure Blob Storage's lists and errors, as Azure and Azurite give them (Microsoft's REST reference: List
Containers, List Blobs, error codes, "Working with the root container"). Names stay in memory.

`$root` and `$web` are the service's own names of two containers; no other name is guessed.
"""

from __future__ import annotations

import re

from leftopen.formats import partial_xml
from leftopen.formats.banner import text
from leftopen.formats.mail_date import mail_date
from leftopen.formats.mail_files import File
from leftopen.formats.url_quote import encoded
from leftopen.model.channel import Reply

PRODUCTS = ("Azure Blob Storage", "Azurite")
STANDING = ("$root", "$web")
FRONT = "/"
EMULATED = "/devstoreaccount1"
"""Azurite's one documented account, in the path."""

LINKS = 200
LARGEST = 65536
_CONTAINER = re.compile(r"[a-z0-9](?:-?[a-z0-9]){2,62}")
_LINK = re.compile(r"\b(?:href|src)\s?=\s?[\"']/([a-z0-9-]{3,63})/[^\"'/\s]", re.IGNORECASE)
_ACCOUNT = re.compile(rb"<EnumerationResults [^<>]{0,600}\bServiceEndpoint=\"")
_CONTAINERS_OWN = re.compile(rb"<EnumerationResults [^<>]{0,600}\bContainerName=\"")
_CODE = re.compile(r"[A-Za-z]{3,60}")
_DENIED = frozenset(
    {
        "AuthorizationFailure",
        "AuthorizationPermissionMismatch",
        "PublicAccessNotPermitted",
        "AccountIsDisabled",
    }
)
_UNSIGNED = frozenset({"NoAuthenticationInformation", "AuthenticationFailed", "InvalidAuthenticationInfo"})
_GONE = frozenset({"ResourceNotFound", "ContainerNotFound"})


def account(product: str) -> str:
    """The part of a path before the container."""
    return EMULATED if product == "Azurite" else ""


def containers_path(before: str, most: int) -> str:
    return f"{before}/?comp=list&maxresults={most}"


def list_path(before: str, container: str, most: int) -> str:
    return f"{before}/{container}?restype=container&comp=list&maxresults={most}"


def blob_path(before: str, container: str, name: str) -> str:
    return f"{before}/{container}/" + "/".join(encoded(step) for step in name.split("/"))


def container_names(reply: Reply) -> tuple[str, ...] | None:
    """The containers of an account's list, or None when it is none."""
    tree = _tree(reply, "Container", _ACCOUNT, b"<Containers")
    if tree is None:
        return None
    names = (record.get("Name", "") for record in tree.records)
    return tuple(name for name in names if _CONTAINER.fullmatch(name) or name in STANDING)


def linked(front: Reply) -> tuple[str, ...]:
    """The first steps of the paths to which a page links: containers, where it is served from them."""
    if front.status != 200:
        return ()
    page = text(front.body[:LARGEST])[0]
    found = [match[1] for _, match in zip(range(LINKS), _LINK.finditer(page), strict=False)]
    return tuple(dict.fromkeys(name for name in found if _CONTAINER.fullmatch(name)))


def blobs(reply: Reply) -> tuple[File, ...] | None:
    """The blobs of one list, names as paths, or None when it is no list."""
    tree = _blobs(reply)
    if tree is None:
        return None
    return tuple(
        File(
            path=name,
            size=_size(record.get("Content-Length", "")),
            modified=mail_date(record.get("Last-Modified", "")),
        )
        for record in tree.records
        if (name := record.get("Name", ""))
    )


def is_incomplete(reply: Reply) -> bool:
    """Is the list incomplete?"""
    tree = _blobs(reply)
    return tree is not None and (tree.cut or reply.cut or bool(tree.top.get("NextMarker")))


def error(reply: Reply) -> str:
    """The code of an Azure error, or ''."""
    code = reply.header("x-ms-error-code")
    if not code and reply.header("x-ms-request-id"):
        tree = partial_xml.read(reply.body, "Nothing", ("Code",))
        code = tree.top.get("Code", "") if tree.root == "Error" else ""
    return code if reply.status >= 400 and _CODE.fullmatch(code) else ""


def is_denied(reply: Reply) -> bool:
    return error(reply) in _DENIED


def is_unsigned(reply: Reply) -> bool:
    """Does it refuse because the request is unsigned?"""
    return error(reply) in _UNSIGNED


def is_absent(reply: Reply) -> bool:
    """The container does not exist or is private: Azure gives the same response for both."""
    return error(reply) in _GONE


def _blobs(reply: Reply) -> partial_xml.Tree | None:
    return _tree(reply, "Blob", _CONTAINERS_OWN, b"<Blobs")


def _tree(reply: Reply, record: str, root: re.Pattern[bytes], inside: bytes) -> partial_xml.Tree | None:
    """A list with its own outermost element, from a service that numbers its responses."""
    head = reply.body[:4096]
    if reply.status != 200 or not reply.header("x-ms-request-id") or not root.search(head):
        return None
    fields = ("Name", "Content-Length", "Last-Modified", "NextMarker")
    tree = partial_xml.read(reply.body, record, fields)
    return tree if tree.root == "EnumerationResults" and inside in head else None


def _size(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
