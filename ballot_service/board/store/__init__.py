"""What the board keeps: rows (rows), archive files (archives); and what it removes (scrub)."""
