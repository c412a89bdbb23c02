"""The roll: who should come, and who is there. Desk side; the box never hears of it."""
