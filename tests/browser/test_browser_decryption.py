"""A trustee's page refuses what `ostraka trustee decrypt` refuses: the program's own tests.

Each trustee here is the browser's code in Node with the key file that the command line made; the
tests are those of the program, every one of them, played once more.
"""

from __future__ import annotations

import json
import shutil
import sys
from base64 import b64encode
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from browser.browser_node import TESTS, needs_node, run_node
from fakes.trustees_tally import BOARD, TrusteesTally

sys.path.insert(0, str(TESTS.parent / "unit" / "cli"))

import test_cli_trustee_attacks as attacks
import test_cli_trustee_decryption as program
from cli_trustee_factories import CHEAP, NAMES, PASSPHRASE, ClosedBox, hold_ceremony, programs

from shared.cli.trustee.evidence import BelowFloor
from shared.cli.trustee.storage import KeyFile
from shared.crypto.decryption import OtherTallyRefused
from shared.crypto.errors import ArchiveRejected, MalformedBytes

pytestmark = needs_node

REFUSALS = {"below_floor": BelowFloor, "other_tally": OtherTallyRefused}


@dataclass
class BrowserTrustee:
    """One trustee whose page runs in Node, with a key file of the command line's."""

    tally: TrusteesTally
    number: int
    key_file: Path

    def decrypt(self, uuid: str) -> str:
        """Verify the box, remember it, give the share; return its tally's hash."""
        given = {
            "file": self.key_file.read_text(),
            "passphrase": PASSPHRASE,
            "board": BOARD,
            "number": self.number,
            "uuid": uuid,
            "task": json.dumps(self.tally.tasks[uuid]),
            "archive": b64encode(self.tally.archives[uuid]).decode(),
        }
        said = json.loads(run_node(TESTS / "decrypt_box.ts", given=json.dumps(given)))
        if "slug" in said:
            raise self._refusal(said["slug"], said["what"])
        self.key_file.write_text(said["file"])
        self.tally.shares.setdefault(uuid, {})[self.number] = said["share"]
        return str(self._kept()["memory"][uuid])

    def status(self) -> dict[str, Any]:
        return {"decrypted": sorted(self._kept()["memory"])}

    def _kept(self) -> dict[str, Any]:
        return KeyFile(self.key_file, PASSPHRASE, CHEAP).read()

    def _refusal(self, slug: str, what: str) -> Exception:
        """Return the refusal as Python has it."""
        if slug in REFUSALS:
            return REFUSALS[slug](what)
        if slug == "malformed_document" or slug.startswith(("json-", "malformed")):
            return MalformedBytes(what, slug)
        return ArchiveRejected(0, slug, what)


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    """Return (tally, folder with key files) after one ceremony of the command line."""
    tally, folder = TrusteesTally(NAMES, 2), tmp_path_factory.mktemp("keys")
    hold_ceremony(tally, programs(tally, folder))
    return tally, folder


@pytest.fixture
def world(held, tmp_path):
    """Return (tally, people) after the ceremony; the people are in front of their pages."""
    tally, folder = held
    shutil.copytree(folder, tmp_path / "keys")
    fresh = replace(tally, rehearsals={}, tasks={}, archives={}, shares={})
    fresh.state, fresh.document = tally.state, tally.document
    people = [BrowserTrustee(fresh, n, tmp_path / "keys" / f"{n}.key") for n in (1, 2, 3)]
    return fresh, people


test_two_of_three_decrypt = program.test_two_of_three_decrypt_a_closed_box
test_a_false_task = program.test_a_task_that_does_not_hold_gets_no_share
test_a_ballot_left_out = program.test_an_archive_without_one_of_the_ballots_gets_no_share
test_a_difference_attack = (
    program.test_a_difference_attack_by_the_service_and_both_scrutineers_gets_no_second_share
)
test_a_false_proof = program.test_a_ballot_with_a_false_proof_gets_no_share
test_a_damaged_archive = program.test_a_damaged_archive_gets_no_share
test_a_second_archive = (
    attacks.test_a_second_archive_of_a_box_gets_no_share_though_everybody_signed_it
)
test_a_false_record = (
    attacks.test_a_closing_record_that_does_not_match_gets_no_share_though_both_signed_it
)
test_a_changed_archive = attacks.test_an_archive_that_changed_after_the_signatures_gets_no_share
test_moved_signatures = attacks.test_signatures_moved_to_another_record_get_no_share
test_one_scrutineer_twice = attacks.test_one_scrutineer_twice_closes_nothing
test_an_open_box = attacks.test_a_box_that_is_still_open_gets_no_share
test_order_of_arrival = attacks.test_an_archive_in_the_order_of_arrival_gets_no_share
test_two_ballots_of_one = attacks.test_two_ballots_of_one_credential_get_no_share
test_an_unlisted_ballot = attacks.test_a_ballot_of_nobody_on_the_list_gets_no_share


NOT_OF_A_PAGE = {
    "test_the_same_box_gives_the_same_share_again": "a page keeps a share until it is left",
    "test_a_kept_share_that_is_not_ours_is_made_anew": "a page keeps no share beside the file",
    "test_the_key_remembers_before_the_share_leaves": "decrypt_box.ts tries that itself",
    "test_ballots_are_verified_wherever_the_given_map_sends_them": "a page has one worker",
    "test_the_hall_s_words_are_those_of_the_closing_record": "test_pages_trustee.py compares them",
    "test_the_second_archive_alone_would_have_been_decrypted": "a control of the test before it",
    "test_a_spare_copy_that_never_decrypted_learns_of_the_first_from_the_signed_list": "its "
    "copies run on the command line; what it shows is the list that test_a_false_task changes",
    "test_a_spare_copy_gives_the_same_factors_for_the_same_tally": "copies, as above",
    "test_only_a_copy_without_memory_and_a_list_that_lies_together_get_a_second_share": "as above",
    "test_a_rehearsal_of_a_blinded_real_ciphertext_gets_no_share": "trustees.test.ts: alpha",
    "test_whatever_the_service_shows_the_share_is_of_the_number_that_everybody_drew": "the same",
    "test_an_opening_chosen_after_the_others_is_refused": "trustees.test.ts: commitment",
}


def test_the_page_is_tried_with_everything_that_the_program_refuses():
    theirs = {
        name for module in (program, attacks) for name in vars(module) if name.startswith("test_")
    }
    played = {value.__name__ for name, value in globals().items() if name.startswith("test_")}

    assert theirs - played == set(NOT_OF_A_PAGE)


def test_the_command_line_goes_on_where_a_page_decrypted_and_refuses_another_tally(world, tmp_path):
    tally, people = world
    box = ClosedBox(tally.document)
    box.open_at(tally)
    people[0].decrypt(box.uuid)
    mine = programs(tally, tmp_path / "keys")[0]

    assert mine.decrypt(box.uuid) == box.hash()
    box.ballots = box.ballots[1:]
    box.open_at(tally)
    with pytest.raises(OtherTallyRefused):
        mine.decrypt(box.uuid)
