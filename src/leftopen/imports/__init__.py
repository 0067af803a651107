"""One file per format somebody else writes; each binds `reader`."""
