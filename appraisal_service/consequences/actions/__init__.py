"""What people do with consequences: open, decide, carry out, look."""
