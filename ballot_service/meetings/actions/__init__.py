"""What can be done with meetings: each function is one use case and one transaction.

Whoever changes anything of a meeting locks its row first (``store.meetings.lock``), so that of
two people who start the same thing at once one gets it done and the other a clear refusal.
"""
