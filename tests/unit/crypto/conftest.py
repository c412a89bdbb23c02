"""Property tests here are bounded by examples, not by a clock: machines are shared."""

from hypothesis import settings

settings.register_profile("crypto", deadline=None)
settings.load_profile("crypto")
