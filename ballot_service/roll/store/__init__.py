"""People, invitations and signatures in the desk's database. Nothing here commits."""
