"""Meetings: agenda and its gates, electorates, rounds, and the state machine. Desk side."""
