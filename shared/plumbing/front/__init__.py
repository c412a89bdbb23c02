"""The front: takes requests from the hall's network, hands each to a service once it is whole.

A service's thread works on one request at a time, so whoever sends a byte a second would keep one
for as long as they like. Here a connection costs no thread: every wait for a client has an end,
and what arrives is handed on in one piece. It is also where TLS ends, where the box's cookies end,
and where the sender's address ends: the services see this machine alone.

``python -m shared.plumbing.front FILE`` opens the doors that FILE tells, see ``doors``.
"""
