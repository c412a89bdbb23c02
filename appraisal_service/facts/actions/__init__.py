"""What can be done with facts: bring them, correct them, rule on a ranking, look at them.

Whoever adds anything locks the jurisdiction's year first, so that two imports cannot both pass a
check that only one of them may pass.
"""
