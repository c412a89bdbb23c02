"""`ostraka up --lan`: the address, the certificate and the doors by which phones in the hall come.

One machine, no Internet: `addresses` finds where phones reach this machine, `authority` and
`certificates` see to TLS, `opening` puts the front (`shared.plumbing.front`) before the services.
"""
