"""Messages of several trustees in steps: a step opens when everybody did the one before.

One thing to know: what a trustee has sent in a step stands; the same again changes nothing,
anything else is refused. Ceremony and rehearsal are both played by these rules.

A round of messages is a JSON object {step: [message or null, one a trustee]}.

May import: shared.crypto, shared.errors.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shared.crypto import jsontext
from shared.crypto.errors import MalformedBytes
from shared.errors import Conflict

MAX_MESSAGE_BYTES = 1_000_000

Messages = dict[str, list[Any]]


class StepNotOpen(Conflict):
    """Other trustees have not finished the step before."""

    code = "step_not_open"


class MessageStands(Conflict):
    """This trustee has already sent another message in this step."""

    code = "message_stands"


def no_messages(steps: Sequence[str], size: int) -> Messages:
    """Return the beginning: nobody has sent anything."""
    return {step: [None] * size for step in steps}


def is_new(
    messages: Messages, steps: Sequence[str], number: int, step: str, message: object
) -> bool:
    """Return whether trustee ``number`` (from 1) may send ``message``; False if it is there.

    Raises:
        MalformedBytes: no such step or trustee, or a message that is too long.
        StepNotOpen: the step before is not complete.
        MessageStands: another message of this trustee stands.
    """
    if step not in steps or not 1 <= number <= len(messages[step]):
        raise MalformedBytes("There is no such step or trustee.", "turn")
    if len(jsontext.canonical(message)) > MAX_MESSAGE_BYTES:
        raise MalformedBytes("The message is too long.", "message-size")
    place = steps.index(step)
    if place and None in messages[steps[place - 1]]:
        raise StepNotOpen("Wait until every trustee has finished the step before.")
    standing = messages[step][number - 1]
    if standing is not None and standing != message:
        raise MessageStands("Your message of this step stands and cannot be replaced.")
    return standing is None


def pending(messages: Messages, steps: Sequence[str]) -> list[tuple[int, str]]:
    """Return who owes what now: (trustee number, step); nothing when all is done."""
    for step in steps:
        owing = [i for i, sent in enumerate(messages[step], start=1) if sent is None]
        if owing:
            return [(number, step) for number in owing]
    return []


def normal(value: object) -> Any:
    """Return a copy of a JSON value with sorted keys: stores and transports reorder them.

    Raises:
        MalformedBytes: not a value that canonical JSON can hold.
    """
    return jsontext.decode(jsontext.canonical(value))
