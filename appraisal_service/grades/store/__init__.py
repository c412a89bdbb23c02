"""Derivations, proposals, decisions, objections and grades: rows and queries."""
