"""`ostraka audit`: an outsider's check of a whole bundle. See `command.py`."""
