"""A round on paper in the count room: announced, checked, ruled on, certified as what it is."""

from __future__ import annotations

from typing import Any

import pytest
from factories import documents, papers
from factories.count_rooms import VOTES, Stages
from factories.pages import a_build
from factories.papers import a_line, a_result, announced
from factories.rounds import ClosedRound
from factories.tally import a_person, refusal, work

from shared.causes import explain
from shared.documents.base import sign
from shared.documents.manifests import MeetingManifest
from shared.documents.orders import LedgerLine, RoundLedger
from shared.documents.paper import PaperResult, PaperRound, PaperWithdrawn
from shared.documents.results import CertifiedResult
from tally_service.certificates.report.contents import contents_of
from tally_service.certificates.report.workbook import report_xlsx
from tally_service.counts.store import RoundRow


class OnPaper:
    """One meeting whose round is on paper, and the count room that hears of it."""

    def __init__(self, stages: Stages, letters: str = "A", **changes: Any) -> None:
        self.counting = stages.counting
        pack = self.counting.pack.digest
        self.meeting: MeetingManifest = documents.a_meeting_manifest(letters, pack=pack, **changes)
        self.round: PaperRound = announced(self.meeting, letters)

    @property
    def path(self) -> str:
        """The round's address."""
        return f"/rounds/{self.meeting.meeting}/r1"

    def announce(self, **changes: Any) -> Any:
        """Let the desk announce the round; the response."""
        return self.counting.deliver(self.round.model_copy(update=changes))

    def result(self, *lines: Any, **changes: Any) -> PaperResult:
        """Return the desk's numbers."""
        return a_result(self.round, self.meeting, *lines, **changes)

    def count(self, *lines: Any, **changes: Any) -> Any:
        """Let the desk announce the round and send its numbers; the response."""
        assert self.announce().status_code == 200
        return self.counting.deliver(self.result(*lines, **changes))

    def shown(self, part: str = "", certifier: int = 0) -> Any:
        """Return what the API shows a certifier."""
        headers = self.counting.certifiers[certifier].headers
        return self.counting.client.get(f"/api/v1{self.path}{part}", headers=headers).json

    def certify(self) -> CertifiedResult:
        """Let two certifiers sign; the certified result."""
        answered = None
        for number in (0, 1):
            person = self.counting.certifiers[number]
            body = {"name": person.actor.name, "draft": self.shown()["draft"]}
            path = f"/api/v1{self.path}/signatures"
            answered = self.counting.client.post(path, json=body, headers=person.headers)
            assert answered.status_code == 200, answered.json
        work(self.counting.tally)
        address = f"/api/v1/certified-results/{answered.json['digest']}"
        return CertifiedResult.parse(self.counting.client.get(address).json["document"])


def lists(closed: ClosedRound) -> dict[str, Any]:
    """Return the signed frozen lists that the boxes of this meeting show."""
    return sign(documents.DESK, closed.frozen())


@pytest.fixture
def stages(tmp_path) -> Stages:
    return Stages(tmp_path, a_build(tmp_path / "web"))


@pytest.fixture
def on_paper(stages) -> OnPaper:
    return OnPaper(stages)


def test_from_announcement_to_certificate_without_a_key_share(on_paper):
    on_paper.announce()
    waits = on_paper.shown("/progress")
    on_paper.counting.deliver(on_paper.result())
    counted = on_paper.shown("/progress")
    result = on_paper.certify()

    assert (waits["state"], waits["next_step"]["code"]) == ("waiting", "await_papers")
    assert waits["paper"]["reason"] == "停电"
    assert (counted["state"], counted["next_step"]["code"]) == ("counted", "certify")
    assert (counted["boxes"], counted["paper"]["classes"][0]["holds"]) == ([], True)
    assert (result.medium, result.paper.reason) == ("paper", "停电")
    assert result.paper.result == on_paper.result().digest
    assert (result.leftovers, result.boxes[0].tellers) == ([], ["孙监票", "钱监票"])
    assert result.contests[0].counts["excellent"] == 3
    assert result.boxes[0].ledger.valid == 5
    assert {ruling["rule"] for ruling in result.rulings} >= {"B10"}
    assert on_paper.shown("/progress")["next_step"]["code"] == "done"


def test_the_desk_hears_how_its_round_on_paper_stands(on_paper):
    on_paper.count()
    on_paper.certify()

    assert on_paper.counting.desk.told == [("r1", "counted", None), ("r1", "certified", None)]


def test_numbers_of_a_round_that_was_not_announced_are_refused(on_paper):
    early = on_paper.counting.deliver(on_paper.result())

    assert refusal(early) == (409, "paper_not_announced")
    assert on_paper.counting.client.get(f"/api/v1{on_paper.path}").status_code == 401
    assert on_paper.count().status_code == 200


@pytest.mark.parametrize(
    ("line", "slug"),
    [
        ({"votes": (3, 1, 0, 0, 2)}, (400, "paper_numbers_broken")),
        ({"present": 30}, (400, "paper_numbers_broken")),
        ({"roll": 20}, (400, "paper_numbers_broken")),
        ({"votes": None}, (400, "floor_ignored")),
    ],
    ids=str,
)
def test_numbers_that_do_not_hold_are_refused_and_the_round_waits(on_paper, line, slug):
    refused = on_paper.count(a_line(on_paper.round, **line))

    assert refusal(refused) == slug
    assert on_paper.shown("/progress")["state"] == "waiting"
    assert on_paper.counting.deliver(on_paper.result()).status_code == 200


def test_an_announcement_without_the_frozen_numbers_of_people_is_refused(on_paper):
    assert refusal(on_paper.announce(frozen=None)) == (400, "malformed_document")


def test_numbers_stand_once_they_are_taken(on_paper):
    on_paper.count()
    same = on_paper.counting.deliver(on_paper.result())
    again = on_paper.announce()
    other = on_paper.counting.deliver(on_paper.result(a_line(on_paper.round, void=0, returned=5)))
    otherwise = on_paper.announce(reason="断网")

    assert (same.status_code, again.status_code) == (200, 200)
    assert refusal(other) == (409, "paper_round_stands")
    assert refusal(otherwise) == (409, "paper_round_stands")


def test_only_the_desk_speaks_for_papers(on_paper):
    for document in (on_paper.round, on_paper.result()):
        strange = on_paper.counting.deliver(document, documents.STRANGER)
        assert refusal(strange) == (400, "verification_failed")
    foreign = sign(documents.STRANGER, on_paper.meeting)

    assert refusal(on_paper.announce(manifest=foreign)) == (400, "verification_failed")


def test_a_round_is_in_boxes_or_on_paper_and_never_both(on_paper, stages):
    on_paper.announce()
    line = LedgerLine(
        uuid=on_paper.meeting.boxes[0].uuid, electorate="A", roll=9, present=7, printed=7, issued=7
    )
    ledger = RoundLedger(
        issued_by="ballot-desk",
        meeting=on_paper.meeting.meeting,
        round="r1",
        entered_by=["孙监票", "钱监票"],
        last_round=True,
        lines=[line],
    )
    closed = stages.counting.hold({"A": VOTES})
    stages.counting.fetch(closed)
    over = announced(closed.meeting, frozen=lists(closed))

    assert refusal(on_paper.counting.deliver(ledger)) == (409, "round_on_paper")
    assert refusal(stages.counting.deliver(over)) == (409, "round_in_boxes")


def test_a_box_of_a_round_on_paper_is_not_counted(stages):
    closed = stages.counting.hold({"A": VOTES})
    stages.counting.deliver(announced(closed.meeting, frozen=lists(closed)))

    stages.counting.fetch(closed)

    assert stages.counting.outcome(closed) == ("failed", "round_on_paper")
    assert stages.counting.progress(closed)["state"] == "failed"


def test_a_meeting_may_have_rounds_on_paper_and_rounds_in_boxes(stages):
    closed = stages.counting.hold({"A": VOTES})
    stages.counting.deliver(announced(closed.meeting, round="r2", number=2, frozen=lists(closed)))

    stages.counting.clear(closed)

    assert stages.counting.count(closed)["state"] == "decrypting"


def test_more_papers_than_were_handed_out_annul_and_nobody_signs(on_paper):
    on_paper.count(a_line(on_paper.round, votes=None, issued=5))
    shown = on_paper.shown("/progress")

    assert (shown["state"], shown["cause"]["slug"]) == ("annulled", "papers_over_issued")
    assert shown["paper"]["classes"][0]["holds"] is False
    assert on_paper.shown()["draft"] is None


def test_too_few_papers_are_certified_as_collected_and_never_counted(on_paper):
    on_paper.count(a_line(on_paper.round, votes=None, returned=4, void=0))
    shown = on_paper.shown("/progress")
    result = on_paper.certify()

    assert (shown["state"], shown["cause"]["slug"]) == ("sealed", "papers_below_floor")
    assert shown["next_step"]["code"] == "certify_sealed"
    assert (result.contests, result.boxes[0].state) == ([], "sealed")
    assert (result.boxes[0].ledger.returned, result.medium) == (4, "paper")


@pytest.mark.parametrize(("how", "left"), [("cancelled", None), ("annulled", "annulled")])
def test_a_round_that_the_desk_withdraws_waits_for_nothing(on_paper, how, left):
    on_paper.announce()
    withdrawn = PaperWithdrawn(
        issued_by="ballot-desk",
        meeting=on_paper.meeting.meeting,
        round="r1",
        announced=on_paper.round.digest,
        how=how,
    )
    other = withdrawn.model_copy(update={"announced": "0" * 64})

    assert refusal(on_paper.counting.deliver(other)) == (409, "paper_round_stands")
    assert [on_paper.counting.deliver(withdrawn).status_code for _ in range(2)] == [200, 200]
    with on_paper.counting.tally.sessions() as session:
        row = session.get(RoundRow, (on_paper.meeting.meeting, "r1"))
    assert (row.state if row else None) == left


def test_a_counted_round_is_not_withdrawn_from_behind(on_paper):
    on_paper.count()
    late = PaperWithdrawn(
        issued_by="ballot-desk",
        meeting=on_paper.meeting.meeting,
        round="r1",
        announced=on_paper.round.digest,
        how="annulled",
    )

    assert refusal(on_paper.counting.deliver(late)) == (409, "paper_round_stands")


def test_other_documents_of_a_known_meeting_are_refused(on_paper, stages):
    on_paper.announce(round="r0")
    other = on_paper.meeting.model_copy(update={"title": "另一个会"})

    refused = stages.counting.deliver(announced(other))

    assert refusal(refused) == (409, "other_meeting_kept")
    assert stages.counting.deliver(announced(on_paper.meeting, round="r3")).status_code == 200


def test_the_pages_say_that_it_is_paper_and_ask_for_no_key(on_paper, stages):
    on_paper.announce()
    waiting = stages.certifier().open(on_paper.path).text
    on_paper.counting.deliver(on_paper.result())
    pages = {
        (part, language): stages.certifier().open(f"{on_paper.path}{part}", language)
        for part in ("", "/result", "/rulings")
        for language in ("zh", "en")
    }
    listed = stages.certifier().open("/").text
    trustee = a_person(stages.counting.tally, "另一人", "trustee")
    before = stages.browser(trustee).open(on_paper.path).text

    assert "等待两名监票人录入" in waiting
    assert {page.status_code for page in pages.values()} == {200}
    assert "纸质票，人工计票" in pages["", "zh"].text
    assert "任何人都不能凭本结果核验票数" in pages["/result", "zh"].text
    assert "nobody can verify the votes" in pages["/result", "en"].text
    assert 'data-medium="paper"' in pages["", "zh"].text
    for word in ("解密份额", "核验选票", "密钥持有人"):
        assert word not in pages["", "zh"].text
    assert "纸质" in listed
    assert "优秀" not in before


def test_the_report_states_the_medium_and_what_nobody_can_verify(on_paper, stages):
    on_paper.count(a_line(on_paper.round, votes=(3, 1, 0, 0, 0), wrong=1))
    result = on_paper.certify()
    fields = {**result.to_json()}

    contents = contents_of(
        fields, certifiers=result.certifiers, certified=True, digest=result.digest
    )

    assert contents.paper is not None
    assert contents.holds
    assert "printed" not in contents.boxes[0].numbers
    assert (contents.contests[0].wrong, contents.contests[0].bases["valid"]) == (1, 4)
    assert contents.contests[0].rows[0].fractions["valid"] == "3/4"
    assert report_xlsx(contents) == report_xlsx(contents)
    for lang in ("zh", "en"):
        answered = stages.certifier().open(f"{on_paper.path}/report.pdf?lang={lang}")
        assert answered.data.startswith(b"%PDF-")


def test_every_cause_of_a_round_on_paper_has_words():
    for slug in ("papers_over_issued", "papers_below_floor", "round_on_paper"):
        assert slug not in explain(slug).what_zh
        assert explain(slug).do_zh


def test_two_classes_are_summed_and_each_shown_alone(stages):
    both = OnPaper(stages, "AB")
    both.count()
    result = both.certify()

    assert result.contests[0].counts["excellent"] == 2 * papers.VOTES[0]
    assert sorted(result.contests[0].by_electorate) == ["A", "B"]
