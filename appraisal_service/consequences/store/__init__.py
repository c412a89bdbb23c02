"""Entries, waiting decisions and steps: rows and queries."""
