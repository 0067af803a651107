"""Codecs of protocols and formats, pure: what several leaves share. Imports only model."""
