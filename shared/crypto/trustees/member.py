"""One trustee's side of the key ceremony (PROTOCOL P3): what the key file holds, step by step.

One thing to know: a step is a function from (state, public board) to (new state, message).
Save the state before the message leaves: asked again, the same state gives the same message,
so nothing is ever sent in two versions. No network is needed; a board can come on a stick.
A copy of the key file that was saved before a later message left is not lost: the polynomial
follows from the seed and all certificates, and what this trustee dealt and put out stands on the
board, signed, with a letter to itself. To other certificates no copy deals the same polynomial.

Before it acts a trustee checks everything on the board itself, and that nothing it saw
earlier has changed. Nobody's coefficients are shown before all commitments are; at the end
trustees compare six words of the transcript aloud, so one server cannot show two stories.

May import: shared.crypto, shared.errors.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256, sha512
from itertools import count
from secrets import token_bytes
from typing import Any, NamedTuple

from shared.crypto import jsontext
from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.framing import frame
from shared.crypto.group import Point, power_of_g, to_hex
from shared.crypto.jsontext import decode_exact, encode, fields, items
from shared.crypto.proofs import prove_key
from shared.crypto.scalars import Q, Random, parse, random_scalar
from shared.crypto.trustees.board import (
    STEPS,
    CeremonyUnfinished,
    JsonObject,
    certificates,
    coefficients,
    new_board,
    outcome,
    recheck,
)
from shared.crypto.trustees.pki import (
    Keys,
    derive_keys,
    new_seed,
    receive,
    send,
    sign,
)
from shared.crypto.trustees.threshold import (
    Context,
    TrusteeKey,
    certificate_text,
    certs_statement,
    coefficients_text,
    committed_value,
    evaluate,
)


class Advance(NamedTuple):
    """What a trustee's program does next: keep ``state``, then send ``message`` if there is one."""

    state: JsonObject
    step: str | None
    message: JsonObject | None


class DealerAtFault(VerificationFailed):
    """A trustee sent another one a secret that does not fit; the ceremony starts anew."""

    code = "dealer_at_fault"

    def __init__(self, number: int) -> None:
        super().__init__(
            f"Trustee {number} sent a secret that does not fit. Start a new ceremony.", "dealing"
        )
        self.number = number


class BoardChanged(VerificationFailed):
    """The board does not show what it showed before, or not what this trustee sent."""

    code = "ceremony_board_changed"


def begin(
    names: Sequence[str], threshold: int, number: int, random: Random = token_bytes
) -> JsonObject:
    """Return the state of trustee ``number`` with a fresh key; ``advance`` sends its certificate.

    Raises:
        MalformedBytes: no such board, or no such trustee on it.
    """
    board = new_board(names, threshold)
    if not 1 <= number <= len(names):
        raise MalformedBytes("There is no trustee with this number.", "ceremony-place")
    keys = derive_keys(new_seed(random))
    context = Context(len(names), threshold, number)
    cert = sign(keys.sk, certificate_text(context, keys.verification, keys.encryption), random)
    return {
        "type": "ostraka/trustee",
        "version": 1,
        "number": number,
        "names": board["names"],
        "threshold": threshold,
        "seed": keys.seed,
        "polynomial": None,
        "messages": {"cert": {"cert": cert.to_json(), "name": names[number - 1]}},
        "seen": {},
        "secret": None,
        "transcript": None,
    }


def advance(state: JsonObject, board: object, random: Random = token_bytes) -> Advance:
    """Return what this trustee does in view of the public ``board``.

    A message of an earlier call that the board does not show is sent again; with nothing to
    do ``message`` is None. When the last message of all is there, the new state is finished:
    ``transcript`` holds the digest whose six words are compared.

    Raises:
        BoardChanged: the board contradicts what this trustee saw or sent.
        DealerAtFault: somebody's secret does not fit; names the trustee.
        MalformedBytes, VerificationFailed: something on the board is false.
    """
    checked = recheck(board)
    _check_own(state, checked)
    place = state["number"] - 1
    for step in STEPS:
        shown = checked["messages"][step][place]
        if shown is not None and step not in state["messages"]:
            state = _RECOVER[step](state, checked, shown)
        own = state["messages"].get(step)
        if own is None:
            message, changes = _ACT[step](state, checked, random)
            messages = {**state["messages"], step: message}
            return Advance({**state, **changes, "messages": messages}, step, message)
        if shown is None:
            return Advance(state, step, own)
        if None in checked["messages"][step]:
            return Advance(state, None, None)
        state = _remember(state, step, checked)
    return Advance({**state, "transcript": outcome(checked).digest.hex()}, None, None)


def secret_share(state: JsonObject) -> int:
    """Return the secret x of a trustee whose ceremony is over.

    Raises:
        CeremonyUnfinished: it is not.
    """
    if state["transcript"] is None:
        raise CeremonyUnfinished("The ceremony is not over; some trustee still has to act.")
    return parse(state["secret"])


def _commit(state: JsonObject, board: JsonObject, _: Random) -> tuple[JsonObject, dict[str, Any]]:
    """Draw the polynomial, sign its coefficients, show only their hash."""
    keys, random = derive_keys(state["seed"]), _drawing(state, board)
    polynomial = [random_scalar(random) for _ in range(state["threshold"])]
    points = [power_of_g(coefficient) for coefficient in polynomial]
    signed = sign(keys.sk, coefficients_text(points), random)
    kept = {"scalars": [str(scalar) for scalar in polynomial], "coefexps": signed.to_json()}
    commitment = sha256(signed.to_text().encode()).hexdigest()
    return {"commitment": commitment}, {"polynomial": kept}


def _drawing(state: JsonObject, board: JsonObject) -> Random:
    """Return what polynomial and commitment are drawn from: our seed and all certificates.

    Another copy of the key file draws the same before the same certificates; before others, which
    a service could show to an older copy, another polynomial. Whoever has the seed could open our
    letter to ourselves, so this gives nobody more.
    """
    certs, numbers = bytes.fromhex(_digest(board, "cert")), count()

    def draw(size: int) -> bytes:
        framed = frame("ostraka/v1/polynomial", state["seed"], certs, next(numbers))
        return sha512(framed).digest()[:size]

    return draw


def _deal(
    state: JsonObject, board: JsonObject, random: Random
) -> tuple[JsonObject, dict[str, Any]]:
    """Show the coefficients; send every trustee its value, and ourselves the polynomial."""
    keys, certs = derive_keys(state["seed"]), certificates(board)
    scalars = [parse(text) for text in state["polynomial"]["scalars"]]
    points = [power_of_g(scalar) for scalar in scalars]
    statement = sign(keys.sk, certs_statement(certs, points), random)
    own = encode({"polynomial": [str(scalar) for scalar in scalars]})
    values = [str(evaluate(scalars, number)) for number in range(1, len(certs) + 1)]
    return {
        "coefexps": state["polynomial"]["coefexps"],
        "polynomial": send(keys.sk, keys.encryption, own, random),
        "secrets": [
            send(keys.sk, cert.encryption, encode({"secret": value}), random)
            for cert, value in zip(certs, values, strict=True)
        ],
        "signature": statement.signature.to_json(),
    }, {}


def _output(
    state: JsonObject, board: JsonObject, random: Random
) -> tuple[JsonObject, dict[str, Any]]:
    """Open every letter, check every secret, add them up, prove and sign the key."""
    keys, certs = derive_keys(state["seed"]), certificates(board)
    points = coefficients(board, certs)
    _check_own_polynomial(state, board, keys, points[state["number"] - 1])
    total = 0
    for number, (cert, message) in enumerate(
        zip(certs, board["messages"]["polynomial"], strict=True), start=1
    ):
        letter = message["secrets"][state["number"] - 1]
        total += _open_secret(state, keys, (number, cert.verification, letter), points[number - 1])
    secret = total % Q
    public = power_of_g(secret)
    signature = sign(keys.sk, to_hex(public), random).signature
    own = encode({"decryption_key": str(secret)})
    return {
        "private_key": send(keys.sk, keys.encryption, own, random),
        "public_key": TrusteeKey(prove_key(secret, random), public, signature).to_json(),
    }, {"secret": str(secret), "polynomial": None}


def _open_secret(
    state: JsonObject, keys: Keys, sent: tuple[int, Point, str], points: Sequence[Point]
) -> int:
    """Return s_ij from the letter of trustee i, if g to it is what i committed to."""
    number, sender, letter = sent
    try:
        inner = fields(decode_exact(receive(keys, sender, letter)), ("secret",))
        secret = parse(inner["secret"])
    except (VerificationFailed, MalformedBytes) as error:
        raise DealerAtFault(number) from error
    if power_of_g(secret) != committed_value(points, state["number"]):
        raise DealerAtFault(number)
    return secret


def _check_own_polynomial(
    state: JsonObject, board: JsonObject, keys: Keys, points: Sequence[Point]
) -> None:
    """Return if the letter to ourselves and our coefficients are the ones we made."""
    letter = board["messages"]["polynomial"][state["number"] - 1]["polynomial"]
    inner = fields(decode_exact(receive(keys, keys.verification, letter)), ("polynomial",))
    scalars = [parse(text) for text in items(inner["polynomial"], len(points))]
    kept = [parse(text) for text in state["polynomial"]["scalars"]]
    if scalars != kept or [power_of_g(scalar) for scalar in scalars] != list(points):
        raise BoardChanged("Your own polynomial is not the one you made.", "own-polynomial")


def _check_own(state: JsonObject, board: JsonObject) -> None:
    """Return if the board is ours, shows our own messages, and what it showed before."""
    same_board = (board["names"], board["threshold"]) == (state["names"], state["threshold"])
    own = {
        step: message
        for step in STEPS
        if (message := board["messages"][step][state["number"] - 1]) is not None
    }
    sent = state["messages"]
    differs = any(sent[step] != own[step] if step in sent else step not in _RECOVER for step in own)
    if not same_board or differs:
        raise BoardChanged("The board is not the one you took part in.", "board-changed")
    for step, digest in state["seen"].items():
        if _digest(board, step) != digest:
            raise BoardChanged("The board no longer shows what it did.", "board-changed")


def _recover_commitment(state: JsonObject, board: JsonObject, shown: JsonObject) -> JsonObject:
    """Return the state that has drawn its polynomial again, if it is the one committed to."""
    message, changes = _commit(state, board, token_bytes)
    if message != shown:
        raise BoardChanged("Your own polynomial is not the one you made.", "own-polynomial")
    return {**state, **changes, "messages": {**state["messages"], "commitment": shown}}


def _recover_deal(state: JsonObject, board: JsonObject, shown: JsonObject) -> JsonObject:
    """Return the state that knows our own deal again, if it is of the polynomial it holds."""
    kept = state["polynomial"]
    if kept is None or shown["coefexps"] != kept["coefexps"]:
        raise BoardChanged("Your own polynomial is not the one you made.", "own-polynomial")
    points = [power_of_g(parse(text)) for text in kept["scalars"]]
    _check_own_polynomial(state, board, derive_keys(state["seed"]), points)
    return {**state, "messages": {**state["messages"], "polynomial": shown}}


def _recover_output(state: JsonObject, _: JsonObject, shown: JsonObject) -> JsonObject:
    """Return the state that knows our own output again, its secret from our letter to ourselves.

    That the key beside it is the one that follows from all polynomials, the board's check says.
    """
    keys = derive_keys(state["seed"])
    text = receive(keys, keys.verification, shown["private_key"])
    secret = parse(fields(decode_exact(text), ("decryption_key",))["decryption_key"])
    if to_hex(power_of_g(secret)) != shown["public_key"]["public_key"]:
        raise BoardChanged("Your own key is not the one you made.", "own-key")
    changed = {"secret": str(secret), "polynomial": None}
    return {**state, **changed, "messages": {**state["messages"], "output": shown}}


def _remember(state: JsonObject, step: str, board: JsonObject) -> JsonObject:
    """Return the state that knows what the completed ``step`` looked like."""
    return {**state, "seen": {**state["seen"], step: _digest(board, step)}}


def _digest(board: JsonObject, step: str) -> str:
    """Return the hex SHA-256 of all messages of a step."""
    return sha256(jsontext.canonical(board["messages"][step])).hexdigest()


_ACT = {"commitment": _commit, "polynomial": _deal, "output": _output}
_RECOVER = {
    "commitment": _recover_commitment,
    "polynomial": _recover_deal,
    "output": _recover_output,
}
