"""A standing committee's agenda: added items, recorded facts, recusals, open votes by name."""
