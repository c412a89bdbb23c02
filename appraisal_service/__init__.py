"""From signed results and facts to annual grades that people decided.

Rooms, lowest first: ``people`` (who is appraised, under which pack) < ``results`` (certified
results, verified and kept) | ``facts`` (attendance and findings) < ``grades`` (derivation,
proposal, decision, objection) < ``feed`` (what other systems pull).
"""
