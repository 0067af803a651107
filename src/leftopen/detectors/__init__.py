"""One file per kind of data: what is in it? Each binds `detector`."""
