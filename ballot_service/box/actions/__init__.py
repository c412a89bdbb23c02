"""What the box does: obey the desk's documents (orders), take ballots (casting), show itself."""
