"""Modular exponentiation with secrets: one function, and the one place that says how.

Where gmpy2 is installed (the extra ``fast``) it is GMP's ``powmod_sec``, whose time and memory
accesses do not depend on base or exponent. Otherwise it is Python's ``pow``, which is right but
not constant in time and about seven times slower; then base blinding alone stands between the
clock and the key, see ``rsabssa``.

May import: stdlib; gmpy2 if it is there.
"""

from __future__ import annotations

try:
    import gmpy2
except ImportError:  # without the extra
    gmpy2 = None


def power_in_python(base: int, exponent: int, modulus: int) -> int:
    """Return base^exponent mod modulus; its time depends on all three."""
    return pow(base, exponent, modulus)


def power_in_gmp(base: int, exponent: int, modulus: int) -> int:
    """Return base^exponent mod modulus in constant time, for exponent > 0 and an odd modulus."""
    return int(gmpy2.powmod_sec(base, exponent, modulus))


power = power_in_python if gmpy2 is None else power_in_gmp
"""The one in use, for exponent > 0 and an odd modulus."""
