"""What holds for every test of the cryptographic core.

Property tests here are bounded by examples, not by a clock: machines are shared. And whatever is
refused, in any test, is refused in a sentence.
"""

import re
from collections.abc import Iterator

import pytest
from hypothesis import settings

from shared.errors import SuiteError

settings.register_profile("crypto", deadline=None)
settings.load_profile("crypto")

SENTENCES = re.compile(r"(?=.*[a-z])([A-Z][^A-Z]|JSON ).*[.]( \([^()]+\))?", re.DOTALL)
"""A capital letter, then small ones, a full stop; perhaps the place behind it."""


def what_is_no_sentence(messages: set[object]) -> list[object]:
    """Return what nobody could be shown."""
    return [text for text in messages if not SENTENCES.fullmatch(str(text))]


@pytest.fixture(scope="module", autouse=True)
def every_refusal_is_a_sentence() -> Iterator[None]:
    """Look at the message of every refusal that is raised while a file's tests run."""
    messages: set[object] = set()

    def note(refusal: SuiteError, *arguments: object) -> None:
        Exception.__init__(refusal, *arguments)
        messages.add(arguments[0] if arguments else None)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SuiteError, "__init__", note, raising=False)
        yield
    assert what_is_no_sentence(messages) == []
