"""One file per format of published address ranges; each binds `reader`. Bytes in, ranges out."""
