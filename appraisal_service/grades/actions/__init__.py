"""What is done with grades; each function is one use case and one transaction."""
