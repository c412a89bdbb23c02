"""A meeting without slips for all: people vote with their own phones, late-comers with a reserve.

Invitations, check-in on the phone, activation at the box, the freeze, reserve slips between
rounds; everything as `shared.cli.phone` does it for one person (PROTOCOL P7).

May import: stdlib, shared.cli, shared.crypto, shared.documents, shared.plumbing.http.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import sleep
from typing import Any

from shared.cli.demo.meeting import Hall, make_slips, wait_for
from shared.cli.demo_data import ElectoratePlan, MeetingPlan
from shared.cli.phone import Phone, activate, make_request, random_wait, read_link
from shared.crypto.receipts import SixWords, six_words
from shared.documents.activations import Activation
from shared.plumbing.http import Peer, PeerConflict, open_client

ACTIVATION_SECONDS = 5
"""In a real meeting ten minutes or more: the waits below hide little."""
LONGEST_WAIT_SECONDS = 1.0
PHONES_AT_ONCE = 8
TOO_EARLY = ("activation_not_over", "delivery_waiting")

Activations = dict[str, Activation]


def seat_with_phones(hall: Hall, plan: MeetingPlan, meeting: str) -> dict[str, list[str]]:
    """Do all from the invitations to the first round; return the codes of each electorate.

    First come the reserve slips of late-comers, then the phones, then the slips left over.
    """
    desk, path = hall.organizer.peer, f"/api/v1/meetings/{meeting}"
    reserve = make_slips(hall, plan, meeting)
    invited = desk.post_json(f"{path}/invitations", {})["invitations"]
    desk.post_json(f"{path}/check-in", {})
    words = _words_on_the_screen(desk, path)
    codes: dict[str, list[str]] = {}
    ready: list[Activations] = []
    for electorate in plan.electorates:
        here = [one for one in invited if one["electorate"] == electorate.key]
        phones = [_check_in(hall, one["link"], words) for one in here[: electorate.phones]]
        late, slips = electorate.issued - electorate.phones, reserve[electorate.key]
        codes[electorate.key] = slips[:late] + [code for code, _ in phones] + slips[late:]
        ready += [activations for _, activations in phones]
    desk.post_json(f"{path}/check-in/end", {"seconds": ACTIVATION_SECONDS})
    _activate_all(hall, ready)
    wait_for("the announced end of activation", partial(_frozen, desk, path))
    for electorate in plan.electorates:
        _hand_reserve_slips(hall, path, electorate, invited)
    return codes


def _words_on_the_screen(desk: Peer, path: str) -> SixWords:
    """Return the six words that the hall's screen shows."""
    return six_words(bytes.fromhex(desk.get_json(path)["manifest"]["digest"]))


def _check_in(hall: Hall, link: str, words: SixWords) -> tuple[str, Activations]:
    """Let one person's phone be checked in; return its code and what it will activate."""
    address, meeting, token = read_link(link)
    with open_client(address) as desk:
        phone = Phone(desk, bytes.fromhex(hall.desk_key), meeting, token)
        invitation = phone.open_invitation(words.__eq__)
        request = make_request(invitation)
        return request.code, phone.collect(invitation, request)


def _activate_all(hall: Hall, ready: Iterable[Activations]) -> None:
    """Let every phone activate its boxes, each box apart and after a random wait."""
    wait, again = random_wait(LONGEST_WAIT_SECONDS, sleep), partial(sleep, 0.1)
    with ThreadPoolExecutor(PHONES_AT_ONCE) as phones:
        connect = partial(open_client, hall.box_url)
        list(phones.map(lambda one: activate(connect, one, wait, again), ready))


def _frozen(desk: Peer, path: str) -> bool:
    """Freeze the lists; False as long as the announced end has not come."""
    try:
        desk.post_json(f"{path}/freeze", {})
    except PeerConflict as refusal:
        if refusal.slug not in TOO_EARLY:
            raise
        return False
    return True


def _hand_reserve_slips(
    hall: Hall, path: str, electorate: ElectoratePlan, invited: list[dict[str, Any]]
) -> None:
    """Record the reserve slips of those who came late, before the first round opens."""
    of_electorate = [one["person"] for one in invited if one["electorate"] == electorate.key]
    for person in of_electorate[electorate.phones : electorate.issued]:
        hall.registrar.peer.post_json(f"{path}/reserve-slips", {"person": person})
