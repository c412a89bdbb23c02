"""What is said does not hang on the order of what came in, nor on another base than the test's."""

from factories.appraisal import a_person
from rules_factories import a_ballot, a_case, ruled

from shared.rules.packs import load_pack
from shared.rules.person_year import Post, YearFacts, inputs_of


def test_people_with_equal_votes_stand_in_one_order():
    def listed(*people):
        even = dict.fromkeys(("roll", "present", "issued", "returned"), 6)
        ballot = {"source": "poll", "ledger": {**even, "void": 0}}
        votes = dict.fromkeys(people, 3)
        case = a_case("list", "meeting", ballots=[{**ballot, "contests": {"choice": votes}}])
        return [one.name for one in ruled("PF", "P01", case).measures]

    assert listed("o2", "o1") == listed("o1", "o2") == ["o1", "o2"]


def test_two_posts_of_one_day_stand_in_one_order():
    posts = [
        Post(unit="unit-1", post=post, role="deputy", since="2026-01-01") for post in ("乙", "甲")
    ]

    def ordered(held):
        return inputs_of(a_person(), [], None, [], YearFacts(posts=held)).posts

    assert ordered(posts) == ordered(posts[::-1])


def test_the_parts_of_a_merged_share_stand_over_the_base_of_the_whole():
    pack = load_pack("PA")
    parameters = pack.parameters.model_copy(update={"base": "returned"})
    papers = {"roll": 110, "present": 110, "issued": 110, "returned": 110, "void": 10}
    ballots = [a_ballot(source, 100, 25, **papers) for source in ("unit", "county")]
    read = pack.model_copy(update={"parameters": parameters})

    said = ruled(read, "B06", a_case(ballots=ballots)).explanation.zh

    assert "单位测评票25/110" in said
    assert "全县测评票25/110" in said
