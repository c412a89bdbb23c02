import pytest

from shared.rules.ledger import Ledger, LedgerBroken


def a_ledger(**changes):
    figures = {"roll": 120, "present": 106, "issued": 106, "returned": 104, "void": 4}
    return Ledger(**{**figures, **changes})


def test_the_ledger_of_the_catalogue_holds():
    ledger = a_ledger(unreturned=2)

    ledger.check()

    assert (ledger.valid, ledger.annulled_by) == (100, None)


@pytest.mark.parametrize(
    ("changes", "identity"),
    [
        ({"present": 121, "issued": 121}, "present <= roll"),
        ({"issued": 107}, "issued <= present"),
        ({"void": 105}, "void + valid = returned"),
        ({"unreturned": 3}, "issued = returned + unreturned"),
        ({"void": -1}, "every number >= 0"),
    ],
)
def test_a_broken_identity_is_named(changes, identity):
    with pytest.raises(LedgerBroken) as refused:
        a_ledger(**changes).check()

    assert refused.value.identity == identity


def test_more_returned_than_issued_annuls_the_ballot_instead_of_refusing_it():
    ledger = a_ledger(issued=103, unreturned=0)

    ledger.check()

    assert ledger.annulled_by == "returned_over_issued"


def test_votes_that_do_not_add_up_to_the_valid_papers_are_refused():
    a_ledger().check_contest({"agree": 60, "abstain": 40})

    with pytest.raises(LedgerBroken, match="sum of options = valid"):
        a_ledger().check_contest({"agree": 60, "abstain": 41})
