"""Images of containers, from Dockerfiles and compose files."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterator, Mapping

import yaml

from snapshots.detection.manifests.dependency import Dependency
from snapshots.detection.manifests.manifest import Manifest

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Characters of an image's name that are looked at, and of what is put into it.
_LONGEST = 300

# Mappings that may be merged into one; people have two or three.
_MERGED = 20

_HEREDOC = re.compile(r"""(?<!<)<<-?["']?([A-Za-z_]\w*)""")
_FROM_IMAGE = re.compile(r"(?:^|\s)--from=(\S+)")
_VARIABLE = re.compile(r"\$(?:(\w+)|\{(\w+)(?::?-([^{}]*))?\})")
_IMAGE = re.compile(r"((?:[\w.-]+(?::\d+)?/)?[\w./-]+)(?::([^@]+))?(?:@.*)?")


def dockerfile(manifest: Manifest) -> Iterator[Dependency]:
    """The images that stages begin with or copy from; not the stages themselves."""
    arguments: dict[str, str] = {}
    stages = {"scratch"}
    for line, instruction, rest in _instructions(manifest.text):
        words = [word for word in rest.split() if not word.startswith("--")]
        if instruction == "ARG":
            name, _, value = rest.strip().partition("=")
            arguments.setdefault(name, value.strip("\"'")[:_LONGEST])
        elif instruction == "FROM" and words:
            yield from _image(manifest, _filled(words[0], arguments), line, stages)
            stages |= {words[2].lower()} if len(words) > 2 else set()
        elif instruction == "COPY" and (source := _FROM_IMAGE.search(rest)):
            yield from _image(manifest, _filled(source[1], arguments), line, stages)


def compose(manifest: Manifest) -> Iterator[Dependency]:
    """The images of services; one that a service inherits (``<<: *base``) too.

    Nothing is made of the document but its nodes: neither objects nor copies for its aliases.

    Raises:
        InvalidManifest: it is no YAML.
    """
    try:
        document = yaml.compose(manifest.strict_text(), Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise manifest.invalid(error.problem or "it is no YAML", line) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise manifest.invalid(f"it is no YAML: {str(error)[:80]}") from error
    services = _value(document, "services")
    for _, service in services.value if isinstance(services, yaml.MappingNode) else ():
        image = _value(service, "image")
        if isinstance(image, yaml.ScalarNode):
            line = image.start_mark.line + 1
            yield from _image(manifest, _filled(image.value, {}), line)


def _value(mapping: yaml.Node | None, key: str) -> yaml.Node | None:
    """What a mapping has for a key, itself or from what is merged into it."""
    pending, seen = deque([mapping]), set[int]()
    while pending and len(seen) < _MERGED:
        node = pending.popleft()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            pending.extend(node.value[:_MERGED])
        elif isinstance(node, yaml.MappingNode):
            values: dict[str, yaml.Node] = {
                name.value: value for name, value in node.value if isinstance(name, yaml.ScalarNode)
            }
            if key in values:
                return values[key]
            pending.append(values.get("<<"))
    return None


def _image(
    manifest: Manifest, written: str, line: int, stages: Collection[str] = ()
) -> Iterator[Dependency]:
    """The dependency on an image, unless it is a stage, a stage's number, or not to be known."""
    found = _IMAGE.fullmatch(written)
    if found and not written.isdigit() and written.lower() not in stages:
        yield manifest.states("docker", found[1], found[2], line=line)


def _filled(text: str, arguments: Mapping[str, str]) -> str:
    """A text whose variables are replaced by what is known of them: values, or else defaults."""

    def value(variable: re.Match[str]) -> str:
        return arguments.get(variable[1] or variable[2]) or variable[3] or variable[0]

    return _VARIABLE.sub(value, text[:_LONGEST])


def _instructions(text: str) -> Iterator[tuple[int, str, str]]:
    """Line, name and rest of each instruction of a Dockerfile, however many lines it has."""
    begun, pieces, heredoc = 1, list[str](), ""
    for line, written in enumerate(text.split("\n"), 1):
        stripped = written.strip()
        if heredoc:
            heredoc = "" if stripped == heredoc else heredoc
            continue
        if stripped.startswith("#"):
            continue
        begun = begun if pieces else line
        pieces.append(stripped.removesuffix("\\"))
        if stripped.endswith("\\"):
            continue
        instruction, _, rest = " ".join(pieces).partition(" ")
        pieces = []
        yield begun, instruction.upper(), rest.strip()
        if script := _HEREDOC.search(rest):
            heredoc = script[1]
