"""Consequences: what triggered clauses prescribe, as entries on which people decide."""
