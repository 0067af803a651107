"""Organisations, their contacts, who is on call, and the channels that reach them."""
