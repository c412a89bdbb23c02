"""Elections: one text, one fingerprint, bounds that make sense."""

from dataclasses import replace
from io import BytesIO

import pytest
from crypto_factories import FACTS, a_question, an_election, committed
from hypothesis import given
from hypothesis import strategies as st

from shared.crypto.archive import read_archive
from shared.crypto.elections import Election, Question, check_shape
from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.jsontext import encode

texts = st.text(max_size=6)
questions = st.builds(
    lambda text, answers, a, b, blank: Question(
        text, tuple(answers), min(a, b, len(answers)), min(max(a, b), len(answers)), blank
    ),
    texts,
    st.lists(texts, min_size=1, max_size=4),
    st.integers(0, 4),
    st.integers(0, 4),
    st.booleans(),
)


@given(
    st.lists(questions, min_size=1, max_size=3),
    texts,
    texts,
    st.none() | texts,
    st.none() | texts,
    st.none() | st.tuples(texts, texts),
)
def test_an_election_is_read_as_it_is_written(asked, name, description, admin, authority, lang):
    election = an_election(
        *asked,
        name=name,
        description=description,
        administrator=admin,
        credential_authority=authority,
        language=lang,
    )

    assert Election.from_text(election.text) == election
    assert Election.from_text(election.text).fingerprint == election.fingerprint


def test_the_fingerprint_is_that_of_the_tool():
    archive = read_archive(BytesIO(committed("g01-single")))

    assert (
        f'"election_hash":"{Election.from_text(archive.election_text).fingerprint}"'
        in (archive.ballots[0])
    )


def test_a_blank_flag_that_is_written_false_keeps_its_text():
    text = encode({**an_election().to_json(), "questions": [{**a_question().to_json()}]})
    text = text.replace('"min"', '"blank":false,"min"')

    election = Election.from_text(text)

    assert (election.text, election.questions[0].blank) == (text, False)
    with pytest.raises(VerificationFailed, match="needless"):
        check_shape(election)


def changed(**fields):
    return encode({**an_election().to_json(), **fields})


def asking(**fields):
    return changed(questions=[{**a_question().to_json(), **fields}])


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        (changed(version=2), "election-version"),
        (changed(version=True), "json-type"),
        (changed(version="1"), "json-type"),
        (changed(group="BELENIOS-2048"), "election-version"),
        (changed(uuid="short"), "uuid"),
        (changed(uuid="a" * 65), "uuid"),
        (changed(public_key=FACTS["points"]["neutral"]), "public-key"),
        (changed(public_key=FACTS["points"]["must_reject"][9]["hex"]), "public-key"),
        (changed(public_key="00"), "point-encoding"),
        (changed(questions=[]), "question-bounds"),
        (changed(administrator=None), "json-type"),
        (changed(language=["zh"]), "json-length"),
        (changed(surprise=1), "json-extra-field"),
        (asking(min=2, max=1), "question-bounds"),
        (asking(max=4), "question-bounds"),
        (asking(answers=[], min=0, max=0), "question-bounds"),
        (asking(min=-1), "json-number"),
        (asking(min=True), "json-type"),
        (
            changed(questions=[{"answers": ["a"], "blank": 1, "min": 0, "max": 1, "question": ""}]),
            "json-type",
        ),
        (asking(answers=["a", 1, "c"]), "json-type"),
        (an_election().text.replace(",", ", ", 1), "json-canonical"),
    ],
)
def test_an_election_that_is_not_one_is_refused(text, slug):
    with pytest.raises((MalformedBytes, VerificationFailed)) as refusal:
        Election.from_text(text)

    assert refusal.value.slug == slug


def test_a_question_of_our_shape_passes():
    check_shape(an_election(a_question(), a_question(minimum=0, maximum=3)))


@pytest.mark.parametrize(
    "election",
    [
        an_election(description="ostraka/v1 " + "0" * 63),
        an_election(description="ostraka/v1 " + "0" * 64 + "\n"),
        an_election(description="Ostraka/v1 " + "0" * 64),
        an_election(a_question(blank=True)),
        an_election(a_question(minimum=1, maximum=2)),
        an_election(a_question(minimum=0, maximum=0)),
        an_election(a_question(), a_question(minimum=2, maximum=2)),
        an_election(administrator="somebody"),
        an_election(credential_authority="somebody"),
        an_election(language=("zh", "ltr")),
    ],
)
def test_an_election_of_another_shape_is_refused(election):
    with pytest.raises(VerificationFailed) as refusal:
        check_shape(election)

    assert refusal.value.slug == "election-shape"


def test_a_changed_election_has_another_fingerprint():
    election = an_election()

    assert replace(election, name="other", text="").fingerprint != election.fingerprint
