"""Alerts: watched networks, their triggers and notifiers, and the events that fired."""
