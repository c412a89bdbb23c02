"""What can be done with a committee's agenda: each function is one use case and one transaction.

Whoever changes anything locks the meeting's row first, as everywhere at the desk.
"""
