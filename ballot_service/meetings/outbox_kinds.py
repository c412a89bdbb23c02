"""What the desk's outbox may ask for. A row's subject is always a meeting's id.

May import: nothing.
"""

DELIVER = "deliver"
"""Send a meeting's undelivered documents, in order."""
