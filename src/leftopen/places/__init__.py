"""Where addresses are and whose, out of tables on this machine; nothing here asks anybody."""

from leftopen.places.places import Places

__all__ = ["Places"]
