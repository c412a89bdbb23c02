"""The tally service: from a closed box to a certified result.

Rooms, the lower first: ``trustees`` (boards, ceremony, rehearsal), ``counts`` (fetch and verify a
closed box, add up, decrypt), ``rulings`` (meeting-scope rules on a count, and the
findings they wait for), ``certificates`` (two certifiers sign, the result is published, corrected
or annulled), ``count_room`` (the officials' pages: what a round waits for, its numbers, signing).
"""
