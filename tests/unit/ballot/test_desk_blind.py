"""The rules of blind mode at the desk: times, invitations, one answer a person, reserve slips."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from factories.desk import a_parsed_draft
from hypothesis import given
from hypothesis import strategies as st

from ballot_service.meetings.domain import activation, gates
from ballot_service.meetings.domain.drafts import DraftRejected, check_agenda
from ballot_service.meetings.domain.gates import BoxList, People
from ballot_service.meetings.domain.numbers import HandedOut, NumbersImpossible, check_reserve
from ballot_service.meetings.domain.states import VOTED_ON, MeetingState, RoundState
from ballot_service.roll.domain import invitations, issuing

NOW = datetime(2026, 12, 20, 9, 0, 30, 250, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
MESSAGES = {"u1": "aa", "u2": "bb"}


# When activation ends


@pytest.mark.parametrize("seconds", [5, 60, 86_400])
def test_the_announced_end_is_a_whole_second_not_before_what_was_said(seconds):
    ends_at = activation.end_of_activation(NOW, seconds)

    assert ends_at.microsecond == 0
    assert timedelta(seconds=seconds) <= ends_at - NOW < timedelta(seconds=seconds + 1)


@pytest.mark.parametrize("seconds", [-1, 0, 4, 86_401])
def test_an_end_too_near_or_too_far_is_refused(seconds):
    with pytest.raises(activation.ActivationTimeImpossible):
        activation.end_of_activation(NOW, seconds)


def test_the_announced_end_is_never_moved_forward():
    with pytest.raises(activation.ActivationTimeImpossible, match="later end"):
        activation.end_of_activation(NOW, 60, announced=LATER)

    assert activation.end_of_activation(NOW, 7200, announced=LATER) > LATER


def test_an_end_that_has_passed_is_moved_only_while_the_box_has_heard_nothing():
    activation.check_extension(NOW, LATER, waiting=False)
    activation.check_extension(LATER, NOW, waiting=True)

    with pytest.raises(activation.ActivationTimeImpossible, match="has passed"):
        activation.check_extension(LATER, LATER, waiting=False)


@pytest.mark.parametrize(
    ("now", "ends_at", "waiting", "refusal"),
    [
        (NOW, None, False, activation.ActivationNotOver),
        (NOW, LATER, False, activation.ActivationNotOver),
        (LATER, LATER, True, activation.DeliveryWaiting),
    ],
)
def test_lists_are_not_asked_for_before_the_end_and_the_box_s_word(now, ends_at, waiting, refusal):
    with pytest.raises(refusal):
        activation.check_activation_over(now, ends_at, waiting=waiting)


def test_lists_are_asked_for_from_the_announced_second_on():
    activation.check_activation_over(LATER, LATER, waiting=False)


# Numbers


def people(**changes: int) -> list[People]:
    return [People(**{"electorate": "A", "roll": 20, "present": 14, "printed": 3, **changes})]


def test_no_box_has_more_activated_credentials_than_its_electorate_got_signatures():
    here = people(released=12)

    activation.check_activated([BoxList("u1", "A", "d", 15, 12)], here)
    with pytest.raises(activation.TooManyActivated):
        activation.check_activated(
            [BoxList("u2", "B", "d", 9, 9), BoxList("u1", "A", "d", 16, 13)], here
        )


def test_a_list_is_what_was_activated_and_what_is_on_slips():
    gates.check_lists([BoxList("u1", "A", "d", 15, 12)], {"u1": "A"}, {"A": 3})

    with pytest.raises(gates.ListsDiffer):
        gates.check_lists([BoxList("u1", "A", "d", 16, 12)], {"u1": "A"}, {"A": 3})


def test_reserve_slips_may_be_none_if_everybody_present_has_signatures():
    gates.check_freeze(people(released=14, printed=None), 5, blind=True)
    gates.check_freeze(people(released=11), 5, blind=True)

    with pytest.raises(gates.TooFewSlips):
        gates.check_freeze(people(released=10), 5, blind=True)
    with pytest.raises(gates.TooFewSlips):
        gates.check_freeze(people(released=13, printed=None), 5, blind=True)


def test_two_scrutineers_count_as_many_reserve_slips_gone_as_people_are_on_record():
    check_reserve(HandedOut(printed=3, issued=2), recorded=2)

    for wrong in (HandedOut(3, 1), HandedOut(3, 3), HandedOut(1, 2)):
        with pytest.raises(NumbersImpossible):
            check_reserve(wrong, recorded=2)


def test_a_blind_meeting_has_at_most_a_hundred_boxes():
    check_agenda(a_parsed_draft(letters="AB", spare_boxes=49, credential_mode="blind"))

    with pytest.raises(DraftRejected, match="100 boxes"):
        check_agenda(a_parsed_draft(letters="AB", spare_boxes=50, credential_mode="blind"))
    check_agenda(a_parsed_draft(letters="AB", spare_boxes=50))


# Invitations


def test_a_token_is_144_random_bits_and_only_its_digest_is_kept():
    made = [invitations.new_token(bytes_of(n)) for n in range(3)]

    assert len({token.text for token in made}) == 3
    assert {len(token.text) for token in made} == {24}
    assert all(invitations.token_digest(token.text) == token.digest for token in made)
    assert all(token.text not in token.digest for token in made)


def bytes_of(number: int):
    return lambda count: bytes([number]) * count


@pytest.mark.parametrize("text", ["", "x", "A" * 23, "A" * 25, "A" * 23 + "=", "A" * 23 + "\n"])
def test_what_is_no_token_is_an_unknown_invitation(text):
    with pytest.raises(invitations.InvitationUnknown):
        invitations.token_digest(text)


def test_a_name_that_a_spreadsheet_would_compute_is_written_as_text():
    evil = invitations.Invited("p1", '=HYPERLINK("x")', "+1,2", "A", "t")
    plain = invitations.Invited("p2", "𠮷野", "甲局", "A", "t")

    content = invitations.invitations_csv([(evil, "https://d/i/m#t"), (plain, "https://d/i/m#u")])

    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows == [
        ["name", "unit", "electorate", "link"],
        ['\'=HYPERLINK("x")', "'+1,2", "A", "https://d/i/m#t"],
        ["𠮷野", "甲局", "A", "https://d/i/m#u"],
    ]


# One answer a person


def issued(**changes: object) -> issuing.Issued:
    values = {"request": issuing.request_digest(MESSAGES), "signatures": {"u1": "s"}}
    return issuing.Issued(**{**values, **changes})


@pytest.mark.parametrize("phase", ["check_in", "activation"])
def test_the_same_messages_get_the_same_signatures_until_the_freeze(phase):
    request = issuing.request_digest(dict(reversed(MESSAGES.items())))

    assert issuing.answers_again(issued(), request, phase) == {"u1": "s"}


@pytest.mark.parametrize("phase", ["before", "voting", "over", "cancelled"])
def test_released_signatures_are_of_no_use_at_other_times(phase):
    with pytest.raises(issuing.CheckInOver):
        issuing.answers_again(issued(), issuing.request_digest(MESSAGES), phase)


@given(st.dictionaries(st.sampled_from(["u1", "u2", "u3"]), st.sampled_from(["aa", "bb", "cc"])))
def test_other_messages_of_the_same_person_get_nothing_at_any_time(other):
    if other == MESSAGES:
        return
    for phase in ("check_in", "activation", "voting"):
        with pytest.raises(issuing.AlreadyIssued):
            issuing.answers_again(issued(), issuing.request_digest(other), phase)


def test_a_first_signature_is_given_only_while_people_are_checked_in():
    issuing.check_may_issue("check_in")

    with pytest.raises(issuing.CheckInNotOpen):
        issuing.check_may_issue("before")
    for phase in ("activation", "voting", "over", "cancelled"):
        with pytest.raises(issuing.CheckInOver):
            issuing.check_may_issue(phase)


def test_every_state_of_a_meeting_is_a_phase_its_voters_know():
    assert set(issuing.PHASES) == set(MeetingState)


@pytest.mark.parametrize("boxes", [["u1"], ["u1", "u2", "u3"], ["u1", "u3"], []])
def test_messages_are_exactly_one_for_each_box(boxes):
    issuing.check_request(MESSAGES, ["u2", "u1"])

    with pytest.raises(issuing.WrongBoxes):
        issuing.check_request(MESSAGES, boxes)


@pytest.mark.parametrize("state", sorted(VOTED_ON))
def test_no_reserve_slip_is_handed_out_while_somebody_may_be_voting(state):
    issuing.check_between_rounds([RoundState.CLOSED, RoundState.FROZEN, RoundState.DRAFT])

    with pytest.raises(issuing.RoundUnderWay):
        issuing.check_between_rounds([RoundState.CLOSED, state])
