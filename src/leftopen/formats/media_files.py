"""Tells pictures, sound and video by their first bytes: there is no text in them to search."""

from __future__ import annotations

_STARTS = {
    b"\x89PNG\r\n\x1a\n": "image",
    b"\xff\xd8\xff": "image",
    b"GIF87a": "image",
    b"GIF89a": "image",
    b"II*\x00": "image",
    b"MM\x00*": "image",
    b"OggS": "sound",
    b"fLaC": "sound",
    b"ID3": "sound",
    b"\x1aE\xdf\xa3": "video",
    b"\x00\x00\x01\xba": "video",
}
_ANY = tuple(_STARTS)
_RIFF = {b"WEBP": "image", b"WAVE": "sound", b"AVI ": "video"}
_BRANDS = (b"heic", b"heix", b"mif1", b"avif")


def media_kind(first: bytes) -> str:
    """`image`, `sound`, `video`, or '' for anything else."""
    if first.startswith(b"RIFF"):
        return _RIFF.get(first[8:12], "")
    if first[4:8] == b"ftyp":
        return "image" if first[8:12] in _BRANDS else "video"
    if first.startswith(b"BM") and first[6:10] == b"\0\0\0\0":
        return "image"
    if not first.startswith(_ANY):
        return ""
    return next((kind for start, kind in _STARTS.items() if first.startswith(start)), "")
