"""Named accounts of one service: who works here, with which roles.

Every service has its own tables, its own people and its own secrets. People come in by a
one-time link, choose a passphrase and then hold a session; machines hold an API token.
"""
