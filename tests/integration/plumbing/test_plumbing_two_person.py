"""Two people, not the same one twice, and exactly one of two at once completes."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from tiny_service.db import ACCOUNTS, ApprovalRow, Base

from shared.plumbing.access import Actor
from shared.plumbing.db import make_engine, make_sessions, reading, unit_of_work
from shared.plumbing.two_person import (
    Answer,
    PersonNeeded,
    SamePerson,
    answer,
    approvals,
    approve,
    has_approved,
    take_back,
)

WANG = Actor("a1", "王莉", frozenset({"organizer"}))
LI = Actor("a2", "李强", frozenset({"organizer"}))
CHEN = Actor("a3", "陈红", frozenset({"organizer"}))


def noon() -> datetime:
    return datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def sessions(database_url):
    engine = make_engine(database_url)
    Base.metadata.create_all(engine)
    yield make_sessions(engine)
    engine.dispose()


def approve_once(sessions, actor, act="open", subject="round-1"):
    with unit_of_work(sessions) as uow:
        return approve(uow.session, ApprovalRow, act, subject, actor, noon)


def test_two_people_complete_an_act(sessions):
    first = approve_once(sessions, WANG)
    second = approve_once(sessions, LI)

    assert (first.count, first.complete) == (1, False)
    assert second.complete
    assert sorted(second.names) == ["李强", "王莉"]


def test_a_newer_answer_drops_ones_own_that_waits_and_nothing_that_was_done(sessions):
    def say(actor, question, given):
        with unit_of_work(sessions) as uow:
            said = answer(uow.session, ApprovalRow, "rule", Answer(question, given), actor, noon)
        return said.count, said.replaced

    other_question, other_person = say(WANG, "q-10", "no"), say(CHEN, "q-1", "no")
    first, newer = say(WANG, "q-1", "yes"), say(WANG, "q-1", "maybe")
    alone, done = say(LI, "q-1", "yes"), say(LI, "q-1", "maybe")
    later = say(WANG, "q-1", "never")

    assert (other_question, other_person) == ((1, False), (1, False))
    assert (first, newer) == ((1, False), (1, True))
    assert (alone, done) == ((1, False), (2, True))
    assert later == (1, False), "what two stood behind is no answer that waits"
    with reading(sessions) as session:
        kept = {
            (question, given): approvals(
                session, ApprovalRow, "rule", Answer(question, given).subject
            ).names
            for question, given in (("q-10", "no"), ("q-1", "no"), ("q-1", "yes"), ("q-1", "maybe"))
        }
    assert kept == {
        ("q-10", "no"): (WANG.name,),
        ("q-1", "no"): (CHEN.name,),
        ("q-1", "yes"): (),
        ("q-1", "maybe"): kept["q-1", "maybe"],
    }
    assert len(kept["q-1", "maybe"]) == 2


def test_the_same_person_twice_is_refused_and_counts_once(sessions):
    approve_once(sessions, WANG)

    with pytest.raises(SamePerson, match="second person"):
        approve_once(sessions, WANG)

    with unit_of_work(sessions) as uow:
        assert approvals(uow.session, ApprovalRow, "open", "round-1").count == 1


def test_what_is_taken_back_counts_for_nobody_and_other_acts_keep_theirs(sessions):
    approve_once(sessions, WANG)
    approve_once(sessions, WANG, subject="round-2")

    with unit_of_work(sessions) as uow:
        own, other = (
            has_approved(uow.session, ApprovalRow, "open", "round-1", one) for one in (WANG, LI)
        )
        take_back(uow.session, ApprovalRow, "open", "round-1")

    assert (own, other) == (True, False)
    assert approve_once(sessions, LI).names == ("李强",)
    assert approve_once(sessions, LI, subject="round-2").complete


def test_an_approval_holds_for_its_act_and_subject_only(sessions):
    approve_once(sessions, WANG)

    other_act = approve_once(sessions, LI, act="close")
    other_subject = approve_once(sessions, LI, subject="round-2")

    assert not other_act.complete
    assert not other_subject.complete


def test_who_has_no_account_any_more_is_not_one_of_the_two(sessions):
    account(sessions, WANG)
    approve_once(sessions, WANG)
    approve_once(sessions, WANG, subject="round-2")
    approve_once(sessions, LI, subject="round-2")
    with reading(sessions) as session:
        before = approvals(session, ApprovalRow, "open", "round-1")
    close(sessions, WANG)

    with reading(sessions) as session:
        shown, done = (approvals(session, ApprovalRow, "open", f"round-{n}") for n in (1, 2))
    alone = approve_once(sessions, LI)
    together = approve_once(sessions, CHEN)
    done_before = approve_once(sessions, CHEN, subject="round-2")

    assert (before.names, before.accounts) == (("王莉",), ("a1",))
    assert (shown.names, shown.accounts) == ((), ())
    assert sorted(done.accounts) == ["a1", "a2"]
    assert (alone.names, alone.complete) == (("李强",), False)
    assert together.complete
    assert done_before.count == 3


def account(sessions, actor: Actor) -> None:
    """Give somebody an account."""
    values = {"id": actor.account_id, "name": actor.name, "name_key": actor.name, "roles": []}
    with unit_of_work(sessions) as uow:
        uow.session.add(ACCOUNTS.account(**values, passphrase_hash="-", created_at=noon()))


def close(sessions, actor: Actor) -> None:
    """Close somebody's account."""
    with unit_of_work(sessions) as uow:
        uow.session.get_one(ACCOUNTS.account, actor.account_id).closed_at = noon()


def test_a_machine_is_not_a_person(sessions):
    with pytest.raises(PersonNeeded):
        approve_once(sessions, Actor("t1", "robot", frozenset({"organizer"}), "token"))


def test_of_two_people_at_once_exactly_one_completes_the_act(sessions):
    for number in range(10):
        both = threading.Barrier(2)
        outcomes: list[bool] = []

        def press(actor: Actor, both=both, outcomes=outcomes, subject=f"round-{number}") -> None:
            both.wait()
            outcomes.append(approve_once(sessions, actor, subject=subject).complete)

        threads = [threading.Thread(target=press, args=(actor,)) for actor in (WANG, LI)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(outcomes) == [False, True]
