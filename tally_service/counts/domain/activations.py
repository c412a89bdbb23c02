"""The credentials of a blind meeting, checked before anything is decrypted (PROTOCOL P7).

A box cannot put a credential of its own on its list: each one is on a slip or carries the
signature of the issuer's key that the meeting manifest names for the box.

May import: stdlib, shared.crypto, shared.documents, this room's domain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shared.documents.activations import IssuerKeys, check_activations, open_issuer_keys
from shared.documents.manifests import MeetingManifest
from shared.documents.orders import FrozenList
from tally_service.counts.domain.refusals import CountFailed, failing

ACTIVATIONS_REJECTED = "activations_rejected"


def check_activated(
    meeting: MeetingManifest,
    frozen: FrozenList,
    listed: Sequence[str],
    published: tuple[object, object],
) -> None:
    """Return if exactly as many credentials as the desk says were activated, all signed.

    Args:
        meeting: the meeting's manifest.
        frozen: what the desk says of the box's list.
        listed: the public credentials on it, in order.
        published: the meeting's signed issuer keys and the box's activations, as they came. Whose
            signature is on the keys does not matter: the manifest names each by its digest.

    Raises:
        CountFailed: cause ``activations_rejected``.
    """
    signed_keys, activations = published
    activated: frozenset[str] = frozenset()
    if meeting.blind:
        with failing(ACTIVATIONS_REJECTED):
            document = signed_keys.get("document") if isinstance(signed_keys, Mapping) else None
            keys = open_issuer_keys(IssuerKeys.parse(document), meeting)
            activated = check_activations(keys[frozen.uuid], activations, frozen.uuid, listed)
    if len(activated) != frozen.activated:
        raise CountFailed(ACTIVATIONS_REJECTED)
