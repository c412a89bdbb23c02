"""A service small enough to read at a glance, for tests of the plumbing and of `ostraka up`.

It takes words over HTTP, writes each as an outbox row, and its worker counts how often each was
worked on. Started under any name: its settings are `<NAME>_DATABASE_URL` and `<NAME>_REDIS_URL`.
"""
