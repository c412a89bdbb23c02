"""What is done in this room: having the rules look at a round, and recording findings."""
