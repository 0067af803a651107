"""Codecs of files, lines and identifiers, pure: what several leaves share. Imports only `model`."""
