"""A key's memory: one tally of a box is decrypted, and never a second one."""

import pytest

from shared.crypto.decryption import OtherTallyRefused, check_asked, remember
from shared.crypto.tally import tally_hash

T1, T2 = tally_hash("one"), tally_hash("two")


def test_a_key_answers_the_same_tally_again_and_another_never():
    memory = remember({}, "uuid", T1)

    assert remember(memory, "uuid", T1) == memory == {"uuid": T1}
    assert remember(memory, "other", T2) == {"uuid": T1, "other": T2}
    with pytest.raises(OtherTallyRefused):
        remember(memory, "uuid", T2)


def test_remembering_leaves_the_old_memory_as_it_was():
    memory = {}

    remember(memory, "uuid", T1)

    assert memory == {}


@pytest.mark.parametrize(
    ("memory", "asked"),
    [
        pytest.param({}, [], id="the list does not hold this tally"),
        pytest.param({}, [T2], id="another one was asked for"),
        pytest.param({}, [T1, T2], id="two were asked for"),
        pytest.param({"uuid": T2}, [T1], id="this key remembers another"),
    ],
)
def test_a_second_tally_of_a_box_is_refused_wherever_it_shows(memory, asked):
    with pytest.raises(OtherTallyRefused):
        check_asked(memory, "uuid", T1, asked)


@pytest.mark.parametrize("memory", [{}, {"uuid": T1}, {"other": T2}])
def test_one_tally_asked_for_again_is_answered(memory):
    check_asked(memory, "uuid", T1, [T1, T1])
