"""Rules of the roll: reading it, invitations, what may be signed for whom. Pure."""
