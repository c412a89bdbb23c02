"""A decision on a grade by somebody whose account was closed before the second person's."""

from __future__ import annotations

from fakes.appraisal import ANNA, CLARA, DORA, EMIL, START, YEAR, a_bureau, a_person_entry
from fakes.tally_results import a_result, against

from appraisal_service.db import ACCOUNTS
from shared.plumbing.db import unit_of_work


def test_who_left_is_not_one_of_the_two_and_differing_from_them_drops_nothing(tmp_path):
    bureau = a_bureau(f"sqlite:///{tmp_path / 'appraisal.db'}")
    pack = bureau.set_up("county", [a_person_entry("o1")])
    bureau.certify(a_result({"o1": against(1, 40)}, pack=pack))
    assert bureau.post(ANNA, f"{YEAR}/proposals").status_code == 200
    bureau.decide(CLARA, "o1", "basically_competent")
    with unit_of_work(bureau.office.sessions) as uow:
        called = CLARA.encode().hex()  # what the header says, which is the account's id here
        values = {"id": called, "name": CLARA, "name_key": CLARA, "roles": ["decider"]}
        closed = ACCOUNTS.account(**values, passphrase_hash="-", created_at=START, closed_at=START)
        uow.session.add(closed)

    first = bureau.decide(DORA, "o1", "competent").json
    second = bureau.decide(EMIL, "o1", "competent").json

    assert (first["state"], first["decisions"]) == ("proposed", 1)
    assert (second["state"], second["decisions"]) == ("decided", 2)
