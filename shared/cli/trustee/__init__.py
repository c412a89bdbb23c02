"""A trustee's program: key ceremony, rehearsal, decryption, from the trustee's own machine.

``keyholder`` decides everything from a key file and public documents, without a network;
``program`` fetches and posts them; ``evidence`` is what is checked before a share is made;
``command`` is the command line.

May import: stdlib, shared.crypto, shared.documents, shared.plumbing.http.
"""

from shared.cli.trustee.command import register
from shared.cli.trustee.program import TrusteeProgram

__all__ = ["TrusteeProgram", "register"]
