"""Manifests of Elixir, which are programs: taken apart, never run."""

from __future__ import annotations

from collections.abc import Iterator

from alignment.ecto_sources.nesting import Group, Nodes, is_group, is_token, nest
from alignment.ecto_sources.statements import call_of, split, statements
from alignment.ecto_sources.tokens import Malformed, tokenize
from snapshots.detection.manifests.dependency import Dependency
from snapshots.detection.manifests.manifest import Manifest, names_development


def mix_exs(manifest: Manifest) -> Iterator[Dependency]:
    """The tuples in functions whose name ends with ``deps``, and in lists after ``deps:``."""
    try:
        nodes = nest(tokenize(manifest.text))
    except Malformed as error:
        raise manifest.invalid(error.why, error.line) from error
    for body in _bodies(nodes):
        for stated in _tuples(body):
            yield _dependency(manifest, stated)


def _bodies(nodes: Nodes) -> Iterator[Nodes]:
    """Code that lists dependencies."""
    for statement in statements(nodes):
        call = call_of(statement)
        if call and call.name in ("def", "defp") and call.arguments:
            name = call.arguments[0][0]
            if is_token(name, "name") and name.text.endswith("deps"):
                yield call.body or ()
                continue
        for place, node in enumerate(statement):
            if isinstance(node, Group):
                listed = place > 0 and is_token(statement[place - 1], "key", "deps")
                yield from [node.nodes] if listed else _bodies(node.nodes)


def _tuples(nodes: Nodes) -> Iterator[Group]:
    """Tuples that begin with an atom, the outermost ones."""
    for node in nodes:
        if is_group(node, "{") and node.nodes and is_token(node.nodes[0], "atom"):
            yield node
        elif isinstance(node, Group):
            yield from _tuples(node.nodes)


def _dependency(manifest: Manifest, stated: Group) -> Dependency:
    name, *rest = split(stated.nodes)
    version = next((one[0].text for one in rest if is_token(one[0], "text")), None)
    options = _options(rest)
    environments = list(_atoms(options.get("only", ())))
    return manifest.states(
        "hex",
        next(_atoms(options.get("hex", ())), next(_atoms(name))),
        version,
        line=stated.line,
        development=bool(environments) and all(map(names_development, environments)),
    )


def _options(arguments: list[Nodes]) -> dict[str, Nodes]:
    """The keywords of a tuple, which may stand in a list of their own."""
    options: dict[str, Nodes] = {}
    for argument in arguments:
        first = argument[0]
        if is_group(first, "["):
            options |= _options(list(split(first.nodes)))
        elif is_token(first, "key"):
            options[first.text] = argument[1:]
    return options


def _atoms(nodes: Nodes) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Group):
            yield from _atoms(node.nodes)
        elif is_token(node, "atom"):
            yield node.text
        elif is_token(node, "words"):
            yield from node.text.split()
