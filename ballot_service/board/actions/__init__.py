"""What the board does: publish a closed box, take closing signatures, take leftover scans."""
