"""Stages the incident on loopback: made-up mails, real servers, no real data."""
