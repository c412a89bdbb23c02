"""Rules as data: packs of clauses, and the engine that evaluates them exactly.

Pure: values in, values out. ``pack_files`` alone reads anything, the package's own packs.
"""
