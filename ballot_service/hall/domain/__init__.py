"""Rules of the hall; pure."""
