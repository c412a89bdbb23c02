"""Positive controls of the result: its shape, and the counts that nobody can have made."""

import pytest
from control_factories import counting, refusal_of, with_parts
from crypto_factories import a_question, an_election

from shared.crypto.errors import ArchiveRejected
from shared.crypto.verify import check_possible


@pytest.mark.parametrize(
    "rows", ["[[3,0,0]]", "[[3,0,0],[3,0]]", "[[3,0,0],[3,0,0,0]]", "[[3,0,0],[3,0,0],[]]", "[]"]
)
def test_check_6_fails_on_a_result_of_another_shape(rows):
    text = f'{{"result":{rows}}}'

    assert refusal_of(with_parts(result=text)) == (6, "json-length", "result")


def test_counts_are_possible_only_for_all_questions():
    for rows in ([[3, 0, 0]], [[3, 0, 0], [3, 0, 0], [3, 0, 0]]):
        with pytest.raises(ValueError, match="zip"):
            check_possible(counting().election, rows, 3)


def test_check_28_fails_on_counts_that_nobody_can_have_made():
    election = an_election(a_question(), a_question(blank=True, minimum=2, maximum=3))
    check_possible(election, [[1, 2, 0], [1, 2, 2, 0]], 3)

    for rows in (
        [[1, 1, 0], [1, 2, 2, 0]],  # somebody chose nothing
        [[4, 0, 0], [1, 2, 2, 0]],  # more than there were
        [[1, 2, 0], [1, 2, 1, 0]],  # two who were not blank chose three between them
        [[1, 2, 0], [1, 3, 3, 3]],
        [[1, 2, 0], [4, 0, 0, 0]],
    ):
        with pytest.raises(ArchiveRejected) as refusal:
            check_possible(election, rows, 3)
        found = refusal.value
        assert (found.check, found.slug, found.where) == (28, "result-range", "result")
