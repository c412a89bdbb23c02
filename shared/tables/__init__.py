"""Tables that people bring as files (XLSX, XLS, ODS, CSV), read so that nothing is lost unsaid.

``reading`` is the door: it reads a file in a process of its own (``child``, with ``workbooks``,
``plain`` and ``cells``), because what is in the file is not known yet. ``headers`` finds the named
columns, ``names`` compares names, ``writing`` makes files that spreadsheets open. Nothing here
knows what a table means.

May import: stdlib, python-calamine, XlsxWriter, the font's package, shared.errors.
"""
