"""What can be done in the hall: each function is one use case and one transaction.

Whoever changes anything of a meeting locks its row first (``meetings.store.meetings.lock``).
"""
