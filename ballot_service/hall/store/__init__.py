"""The hall in the desk's database: rows and queries. Nothing here commits."""
