"""Belenios' own tool and we in one election: voters, trustees and talliers of either kind.

Runs where `OSTRAKA_TEST_BELENIOS` gives the tool.
"""

import json
from hashlib import sha256

import pytest
from crypto_factories import (
    Board,
    Counting,
    a_ballot,
    a_credential,
    an_election,
    archive_of,
    in_order,
    parts_of,
    verified,
)
from factories.archive_cases import CASES, counted
from factories.archives import Playing, made, without_context
from layout import events
from outside_tool import accepts, needs_the_tool, printed, put_archive, tool, verify
from trustee_factories import names_of, run_ceremony, take_a_step

from shared.crypto.ballots import check_ballot
from shared.crypto.decryption import check_share, combine
from shared.crypto.elections import Election
from shared.crypto.jsontext import decode, encode
from shared.crypto.proofs import verify_key
from shared.crypto.tally import parse_tally
from shared.crypto.trustees import board, member, owner_keys, parse_trustees
from shared.crypto.trustees.threshold import TrusteeKey

pytestmark = needs_the_tool

FINISHED = [case.name for case in CASES if case.owners]
THRESHOLD = ("setup", "generate-trustee-key-threshold", "--group=Ed25519")


def playing_in(name):
    """Return everybody in one of the cases."""
    return Playing(next(case for case in CASES if case.name == name))


def needs_gcm(within):
    """Skip what trustees of before 3.1 cannot do: their letters are AES-CCM."""
    version = tool("--version", within=within).stdout.split()[0]
    if tuple(map(int, version.split(".")[:2])) < (3, 1):
        pytest.skip("the letters of this release are AES-CCM, ours are AES-GCM")


@pytest.mark.parametrize("name", ["m06-weights", "m10-blank", "m12-up-to-k", "m14-profile"])
def test_ballots_of_the_tool_are_taken_and_counted_as_ours(name, tmp_path):
    playing = playing_in(name)
    put_archive(tmp_path, playing.election.uuid, playing.voted().bytes())

    ballots = [
        generate_ballot(tmp_path, playing.codes[voter], rows) for voter, rows in playing.case.votes
    ]

    for text, (voter, _) in zip(ballots, playing.case.votes, strict=True):
        taken = check_ballot(text, playing.election)
        assert taken.credential_hex == playing.credentials[voter].public_hex
    playing.ballots = in_order(ballots)
    writer, counts = playing.decrypted(playing.voted())
    profile = "ostraka" if playing.case.is_profile else "belenios-v1"
    assert verified(writer.bytes(), profile).result == counts == counted(playing.case)


def generate_ballot(folder, code, rows):
    """Return the ballot that the tool makes of a code and choices."""
    (folder / "code").write_text(code)
    (folder / "choice.json").write_text(json.dumps(rows))
    words = ("--dir", ".", "--privcred", "code", "--choice", "choice.json")
    return printed("election", "generate-ballot", *words, within=folder)


@pytest.mark.parametrize("name", FINISHED)
def test_the_tool_adds_up_to_our_tally_and_decrypts_to_our_result(name, tmp_path):
    one = made(name)
    put_archive(tmp_path, one.uuid, one.content)
    data = {what: text for event in events(one.content) for what, text in event.data.items()}

    lines = printed("election", "compute-encrypted-tally", "--dir", ".", within=tmp_path)
    result = printed("election", "compute-result", "--dir", ".", within=tmp_path)

    assert lines.split("\n") == [data["encrypted_tally"], data["sized_encrypted_tally"]]
    assert result == data["result"]


def put_undecrypted(folder, uuid, content):
    """Give the tool an archive up to its encrypted tally; return that tally's text."""
    whole = parts_of(content).events()
    place = [kind for kind, _ in whole].index("EncryptedTally")
    put_archive(folder, uuid, archive_of(whole[: place + 1]))
    return whole[place][1][0]


def decrypt(folder, owner, *words):
    """Return the share of ``owner`` that the tool makes."""
    named = ("--dir", ".", "--trustee-id", str(owner))
    share, owned = printed("election", *words, *named, within=folder).split("\n")
    assert json.loads(owned) == {"owner": owner, "payload": sha256(share.encode()).hexdigest()}
    return share


def test_a_share_of_the_tool_combines_with_ours_and_only_lacks_our_proof(tmp_path):
    playing, one = playing_in("m02-three-singles"), made("m02-three-singles")
    text = put_undecrypted(tmp_path, one.uuid, one.content)
    (tmp_path / "key").write_text(json.dumps(str(playing.secrets[2])))

    share = decrypt(tmp_path, 2, "decrypt", "--privkey", "key")

    parts = parts_of(one.content)
    ours = dict(parts.shares)
    assert json.loads(share)["decryption_factors"] == json.loads(ours[2])["decryption_factors"]
    parts.shares = list({**ours, 2: share}.items())
    assert verified(parts.bytes()).result == counted(one.case)
    assert counts_of(playing.election, parts.trustees, text, {**ours, 2: share}) == one.result


def counts_of(election, trustees, text, shares):
    """Return what version 1 shares of a tally combine to, each checked."""
    items, tally = parse_trustees(trustees), parse_tally(text, election)
    keys = owner_keys(items)
    checked = {
        owner: check_share(
            share,
            election.fingerprint,
            text,
            tally,
            keys[owner - 1],
            context_required=False,
        )
        for owner, share in shares.items()
    }
    return combine(items, checked, tally, 1000)


def test_the_tool_decrypts_with_the_key_file_of_our_ceremony(tmp_path):
    needs_gcm(tmp_path)
    posted, states = run_ceremony()
    counting = an_election_of(board.outcome(posted), states)
    parts = counting.parts(owners=(1, 2, 3))
    text = put_undecrypted(tmp_path, counting.election.uuid, parts.bytes())
    (tmp_path / "seed").write_text(states[1]["seed"])
    (tmp_path / "dkey").write_text(posted["messages"]["output"][1]["private_key"])

    share = decrypt(tmp_path, 2, "decrypt-threshold", "--key", "seed", "--decryption-key", "dkey")

    ours = dict(parts.shares)
    theirs = json.loads(without_context(ours[2]))
    assert json.loads(share)["decryption_factors"] == theirs["decryption_factors"]
    shares = {1: ours[1], 2: share}
    assert counts_of(counting.election, parts.trustees, text, shares) == [[3, 0, 0]]


def an_election_of(outcome, states):
    """Return an election in which three have voted, under the key of a ceremony."""
    secrets = tuple(member.secret_share(state) for state in states)
    election = an_election(public_key=outcome.key)
    credentials = [a_credential() for _ in range(3)]
    ballots = in_order([a_ballot(election, credential) for credential in credentials])
    return Counting(
        Board(outcome.trustees_text, outcome.key, secrets), election, credentials, ballots
    )


def test_a_trustee_s_key_of_the_tool_is_read(tmp_path):
    tool("setup", "generate-trustee-key", "--group=Ed25519", within=tmp_path)
    text = next(tmp_path.glob("*.pubkey")).read_text().removesuffix("\n")

    key = TrusteeKey.from_json(decode(text), signed=False)
    verify_key(key.public_key, key.pok)

    assert encode(key.to_json()) == text


@pytest.mark.parametrize("name", ["m02-three-singles", "m05-single-plus-threshold"])
def test_the_tool_makes_an_election_of_our_trustees_public_keys(name, tmp_path):
    one = made(name)
    data = events(one.content)[0].data
    election = json.loads(data["election"])
    template = {name: election[name] for name in ("description", "name", "questions")}
    (tmp_path / "template.json").write_text(json.dumps(template))
    (tmp_path / "trustees.json").write_text(data["trustees"])

    words = ("--group=Ed25519", "--template=template.json", f"--uuid={one.uuid}")
    printed("setup", "make-election", *words, within=tmp_path)

    written = (tmp_path / "election.json").read_text().removesuffix("\n")
    assert written == data["election"]
    assert Election.from_text(written).text == written


class ToolTrustee:
    """Trustee 1 of a board, played by the tool; its messages as our board takes them."""

    def __init__(self, folder):
        self.folder = folder
        printed(*THRESHOLD, "--step=1", "--threshold-context=1/2/3", within=folder)
        self.key = next(folder.glob("*.key")).name
        self.cert = json.loads(next(folder.glob("*.cert")).read_text())

    def put(self, name, values):
        """Write a file of one JSON value a line."""
        (self.folder / name).write_text("".join(f"{encode(value)}\n" for value in values))

    def polynomial(self, certs):
        """Return its polynomial in view of all certificates."""
        self.put("certs.jsons", certs)
        return self._step(3, f"--key={self.key}")

    def output(self, dealt):
        """Return its key in view of everybody's polynomials; the tool hands them out, too."""
        order = ("polynomial", "secrets", "coefexps", "signature")
        self.put("polynomials.jsons", [{name: one[name] for name in order} for one in dealt])
        words = ("--certs=certs.jsons", "--polynomials=polynomials.jsons")
        printed(*THRESHOLD, "--step=4", *words, within=self.folder)
        given = self.folder / self.key.replace(".key", ".vinput")
        return self._step(5, f"--key={self.key}", given=given.read_text())

    def parameters(self, outputs):
        """Return what the tool, as the server, makes of everybody's keys."""
        words = ("--step=6", "--certs=certs.jsons", "--polynomials=polynomials.jsons")
        given = "".join(f"{encode(output)}\n" for output in outputs)
        return json.loads(printed(*THRESHOLD, *words, within=self.folder, given=given))

    def _step(self, number, *words, given=""):
        named = (f"--step={number}", "--certs=certs.jsons", *words)
        return json.loads(printed(*THRESHOLD, *named, within=self.folder, given=given))


def test_one_trustee_of_the_tool_and_two_of_ours_hold_a_ceremony(tmp_path):
    needs_gcm(tmp_path)
    theirs, names = ToolTrustee(tmp_path), names_of(3)
    posted = board.new_board(names, 2)
    ours = [member.begin(names, 2, number) for number in (2, 3)]

    def all_do(step, message):
        nonlocal posted
        posted = board.accept(posted, 1, step, message)
        for place, state in enumerate(ours):
            ours[place], posted = take_a_step(state, posted)

    all_do("cert", {"cert": theirs.cert, "name": names[0]})
    dealt = theirs.polynomial([message["cert"] for message in posted["messages"]["cert"]])
    commitment = sha256(encode(dealt["coefexps"]).encode()).hexdigest()
    all_do("commitment", {"commitment": commitment})
    all_do(
        "polynomial",
        {name: dealt[name] for name in ("coefexps", "polynomial", "secrets", "signature")},
    )
    all_do("output", theirs.output(posted["messages"]["polynomial"]))

    assert board.pending(posted) == []
    outcome = board.outcome(posted)
    ((_, parameters),) = json.loads(outcome.trustees_text)
    assert [key.pop("name") for key in parameters["verification_keys"]] == names
    assert theirs.parameters(posted["messages"]["output"]) == parameters
    finished = [member.advance(state, posted).state for state in ours]
    check_that_it_decrypts(tmp_path, outcome, posted, theirs, finished)


def check_that_it_decrypts(folder, outcome, posted, theirs, ours):
    """Let the tool's trustee and one of ours decrypt an election of this board."""
    counting = an_election_of(outcome, [ours[0], *ours])  # nobody of ours knows the first secret
    parts = counting.parts(owners=(2, 3))
    uuid = counting.election.uuid
    text = put_undecrypted(folder, uuid, parts.bytes())
    (folder / "dkey").write_text(posted["messages"]["output"][0]["private_key"])

    words = ("decrypt-threshold", "--key", theirs.key, "--decryption-key", "dkey")
    share = decrypt(folder, 1, *words)

    shares = {1: share, 3: dict(parts.shares)[3]}
    assert counts_of(counting.election, parts.trustees, text, shares) == [[3, 0, 0]]
    parts.shares = list(shares.items())
    assert verified(parts.bytes()).result == [[3, 0, 0]]
    assert accepts(verify(folder, uuid, parts.bytes()))
