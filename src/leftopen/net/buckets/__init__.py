"""Requests to the service of a bucket, and the gate that they go through."""
