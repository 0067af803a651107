"""Limits shared by the console and the API: fair shares, request slots, the engine pool."""
