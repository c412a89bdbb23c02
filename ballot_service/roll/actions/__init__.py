"""What can be done with people: the roll, check-in, invitations, blind issuance, reserve slips.

Whoever changes anything locks the meeting first, so two laptops at two doors cannot miscount.
The box hears only how many people they are.
"""
