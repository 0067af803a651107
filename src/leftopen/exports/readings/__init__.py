"""One file per format in which other programs take a reading of access logs; each binds `writer`, a
`ReadingWriter`."""
