"""Reads YAML with no surprises: text, whole numbers, true, false, null, lists and maps.

YAML would read 1/3 as text but 0.3 as a float, 2026-01-05 as a date and no as false. Here
only whole numbers, true, false and null are anything but text, a key may come once, and there
are no anchors.

May import: stdlib, yaml.
"""

import re
from typing import Any

import yaml

MAX_CHARACTERS = 500_000


class _PlainLoader(yaml.SafeLoader):
    """SafeLoader without implicit types, duplicate keys and aliases."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not read")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        mapping = super().construct_mapping(node, deep=deep)
        if len(mapping) != len(node.value):
            raise yaml.YAMLError("a key comes twice")
        return mapping


_PlainLoader.yaml_implicit_resolvers = {}
_PlainLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"\Anull\Z"), ["n"])
_PlainLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"\A(true|false)\Z"), None)
_PlainLoader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"\A(0|[1-9][0-9]{0,8})\Z"), list("0123456789")
)


def read_yaml(text: str) -> object:
    """Return the value that ``text`` writes.

    Raises:
        yaml.YAMLError: not one YAML document of at most 500,000 characters, a duplicate key,
            an alias, or nesting without end.
    """
    if len(text) > MAX_CHARACTERS:
        raise yaml.YAMLError("too long")
    try:
        return yaml.load(text, Loader=_PlainLoader)  # noqa: S506  (a SafeLoader)
    except (RecursionError, ValueError, TypeError):
        raise yaml.YAMLError("not plain YAML") from None
