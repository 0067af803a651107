"""Codecs of files, lines and identifiers that several modules share, pure. Imports only `model`."""
