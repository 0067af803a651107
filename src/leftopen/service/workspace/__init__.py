"""The open data folder: settings, keys, clock, locks, disk, audit log and queue. Every use case needs it."""
