"""Names compared: when two spellings are one name, and what of a name cannot be printed.

Names are kept as they are written; only to compare them are they brought to one spelling.

May import: stdlib, this folder's glyphs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from shared.tables.glyphs import shows


def _table(letters: Mapping[str, str]) -> dict[int, str]:
    """Return the letters on the left, each with the one it becomes, for ``str.translate``."""
    return {
        ord(one): other
        for ones, others in letters.items()
        for one, other in zip(ones, others, strict=True)
    }


_LATIN = {
    "авекмнорстухіјѕһԁԛԝё": "abekmhopctyxijshdqwe",  # Cyrillic
    "αβεζηικμνορτυχϲ": "abezhikmnoptyxc",  # Greek
    "01": "ol",
    "〇○◯": "ooo",
}
_CHINESE = {
    "ニハロエカタトーミ": "二八口工力夕卜一三",  # Katakana
    "⺁⺇⺌⺒⺓⺗⺘⺜⺝⺠⺩⺫⺬⺮⺶⺼⻁": "厂几小巳幺心手日月民王目示竹羊月虎",  # radicals
    "⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜": "西见角贝车长门青韦页风飞",
    "⻝⻢⻣⻤⻥⻦⻩⻬⻮⻰⻳": "食马骨鬼鱼鸟黄齐齿龙龟",
}
_MARKS = {
    "•‧・∙⋅.": "······",  # between the parts of a name
    "‐‑‒–—−": "------",
    "’‘`ʼ": "''''",
}
_ALIKE = _table({**_LATIN, **_CHINESE, **_MARKS})
_NEAR = {
    "己巳曰士末人戌戍千于夭壬玉刀毋兔鸟淮治睛": "已已日土未入戊戊干干天王王刁母免乌准冶晴",
    "峯羣強黃呂吳呉靑淸眞愼溫徳髙戶産敎": "峰群强黄吕吴吴青清真慎温德高户产教",
}
"""Characters that are not the same and are easily taken for each other."""
_AS_FIRST = _table(_NEAR)
_NO_SHAPE = frozenset({"Cf", "Zs", "Zl", "Zp", "Cc"})


def normalised(name: str) -> str:
    """Return ``name`` in the one spelling in which names are compared.

    NFKC and small letters; without spaces and characters of no width; letters of other scripts,
    radicals and marks that look the same are the same. Two Chinese characters stay two.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(c for c in folded if not _shapeless(c)).translate(_ALIKE)


def near(name: str) -> str:
    """Return the same for names that a tired reader takes for one: 张已 and 张巳.

    For warnings alone: such names may well be two people's.
    """
    return normalised(name).translate(_AS_FIRST)


def lacks(text: str) -> list[str]:
    """Return the characters of ``text`` that slips and reports cannot show, each once.

    Raises:
        FontUnreadable: the suite is not completely installed.
    """
    return [c for c in dict.fromkeys(text) if not _shapeless(c) and not shows(c)]


def _shapeless(character: str) -> bool:
    """Return whether ``character`` is a space, has no width, or only chooses a variant."""
    if character.isascii():
        return character <= " "
    if "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef":
        return True
    return unicodedata.category(character) in _NO_SHAPE
