"""Shodan's REST and streaming API, one file per group of endpoints."""
