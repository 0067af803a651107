"""Codecs of protocols that several modules share, pure. Imports only `model` and `formats`."""
