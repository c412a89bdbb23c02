"""The hall while a meeting runs: turnout, remedies, test runs, repeats, paper rounds (desk)."""
