"""The transcript of a ceremony: public, replayed, with one digest."""

import json

import pytest
from trustee_factories import finished

from shared.crypto import jsontext
from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.framing import framed_hash
from shared.crypto.receipts import six_words
from shared.crypto.trustees import board
from shared.crypto.trustees.board import CeremonyUnfinished


def test_the_transcript_is_public_replays_and_has_one_digest():
    outcome, secrets = finished()

    assert board.replay(outcome.transcript) == outcome
    assert board.replay(outcome.transcript.decode()) == outcome
    assert outcome.digest == framed_hash("ostraka/v1/ceremony", outcome.transcript)
    assert len(six_words(outcome.digest).zh) == 6
    assert not any(str(secret) in outcome.transcript.decode() for secret in secrets.values())


def test_a_transcript_with_any_changed_digit_is_refused():
    text = finished()[0].transcript.decode()
    places = [place for place, letter in enumerate(text) if letter.isdigit()][::151]
    assert len(places) > 50

    for place in places:
        digit = "1" if text[place] != "1" else "2"
        changed = text[:place] + digit + text[place + 1 :]
        try:
            outcome = board.replay(changed)
        except (MalformedBytes, VerificationFailed):
            continue
        # inside a letter only its addressee sees a change; the words show it to all
        assert outcome.digest != finished()[0].digest
        assert outcome.trustees_text == finished()[0].trustees_text


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda t: t.replace('"version":1', '"version":2'), id="another version"),
        pytest.param(lambda t: " " + t, id="a space"),
        pytest.param(lambda t: t[:-1] + ',"x":1}', id="an unknown field"),
        pytest.param(lambda t: "[]", id="no object"),
        pytest.param(lambda t: "{}", id="nothing in it"),
    ],
)
def test_what_is_no_transcript_is_malformed(change):
    with pytest.raises(MalformedBytes):
        board.replay(change(finished()[0].transcript.decode()))


def test_a_transcript_with_a_message_missing_is_unfinished():
    whole = json.loads(finished()[0].transcript)
    whole["messages"]["output"][1] = None

    with pytest.raises(CeremonyUnfinished):
        board.replay(jsontext.canonical(whole))
