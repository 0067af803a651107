"""Scans: scope, targets, plan, queue, runner, recorder."""
