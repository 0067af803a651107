"""Locates addresses and their owners with tables on this machine; nothing here uses the network."""

from leftopen.places.places import Places

__all__ = ["Places"]
