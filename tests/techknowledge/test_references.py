"""Templates that build on others."""

from typing import Any

import pytest

from techknowledge.models import TechnologyTemplate
from techknowledge.references import DEEPEST, MOST, Resolved, refers, resolve

pytestmark = pytest.mark.django_db


def stored(identifier: str, row_metadata: Any = None, **document: Any) -> TechnologyTemplate:
    TechnologyTemplate.objects.upsert(identifier, document, metadata=row_metadata)
    return TechnologyTemplate.objects.get(identifier=identifier)


def problems(resolved: Resolved) -> list[str]:
    return [str(one) for one in resolved.problems]


def test_a_template_that_builds_on_none_is_as_it_is() -> None:
    document = {"id": "a", "template_content": "text", "workflows_of": 1}
    resolved = resolve(stored("a", **document))
    assert resolved == Resolved(document, ("a",), ())
    assert not refers(document)


def test_the_child_wins_and_tags_are_united() -> None:
    """L-6, 3.11"""
    stored("base", id="base", name="Base", tags=["x"], metadata={"tags": ["a", "b"], "author": "A"},
           steps=[1, 2], style={"indent": 2, "tabs": False}, template_content="Above.")  # fmt: skip
    child = stored("child", extends="base.json", name="Child", steps=[3], style={"indent": 4},
                   metadata={"tags": ["b", "c"]}, template_content="Below.")  # fmt: skip
    resolved = resolve(child)
    assert resolved.document == {
        "name": "Child",
        "tags": ["x"],
        "metadata": {"tags": ["a", "b", "c"], "author": "A"},
        "steps": [3],
        "style": {"indent": 4, "tabs": False},
        "template_content": "Above.\n\nBelow.",
    }
    assert resolved.sources == ("base", "child")
    assert resolved.problems == ()


def test_of_several_parents_the_last_wins() -> None:
    stored("a", x=1, y=1)
    stored("b", x=2, extends="c")
    stored("c", z=3)
    resolved = resolve(stored("child", extends=["a", "b"]))
    assert resolved.document == {"x": 2, "y": 1, "z": 3}
    assert resolved.sources == ("a", "c", "b", "child")


def test_content_goes_under_the_key_of_the_child() -> None:
    stored("base", template_content="Above.")
    stored("part", instruction="Between.")
    resolved = resolve(stored("child", extends="base", compose=["part"], instruction="Below."))
    assert resolved.document == {"instruction": "Above.\n\nBetween.\n\nBelow."}
    assert resolved.sources == ("base", "part", "child")
    assert resolve(stored("bare", compose=["base"])).document == {"template_content": "Above."}


def test_texts_that_came_with_the_import_are_composed() -> None:
    bits = {"bits/a.md": "First."}
    template = stored("t", {"bits": bits}, compose=["bits/a.md", "bits/b.md"], template_content="T")
    resolved = resolve(template)
    assert resolved.document == {"template_content": "First.\n\nT"}
    assert resolved.sources == ("bits/a.md", "t")
    assert problems(resolved) == ["t → bits/b.md: is no template that is stored"]


def test_workflows_are_replaced_by_their_documents() -> None:
    stored("workflows/sparc/1-spec", id="spec", extends="workflows/base")
    stored("workflows/base", tags=["w"])
    names = ["workflows/sparc/1-spec.json", "workflows/sparc/security.json"]
    resolved = resolve(stored("crud", workflows=names))
    assert resolved.document == {"workflows": [{"id": "spec", "tags": ["w"]}]}
    assert problems(resolved) == [
        "crud → workflows/sparc/security.json: is no template that is stored"
    ]
    by_key = resolve(stored("other", workflows={"first": "spec", "second": "no"}))
    assert by_key.document == {"workflows": {"first": {"id": "spec", "tags": ["w"]}}}


@pytest.mark.parametrize(
    "name", ["lang/base", "lang/base.json", "./base", "../lang/base.json", "base", " Lang/Base "]
)
def test_names_are_of_the_root_or_beside_the_template(name: str) -> None:
    stored("lang/base", found=True)
    resolved = resolve(stored("lang/child", extends=name))
    assert resolved.document == {"found": True}


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "/etc/passwd", "a/../../x", "a\\b", "file:///etc/passwd",
     "https://example.org/a.json"],
)  # fmt: skip
def test_names_that_lead_out_are_told_with_the_chain(name: str) -> None:
    """L-7"""
    stored("lang/middle", extends=name)
    resolved = resolve(stored("top", extends="lang/middle"))
    assert problems(resolved) == [f"top → lang/middle → {name}: leads out of the templates"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [(5, "5"), (["a"], "['a']"), ("", ""), ({"x": 1}, "{'x': 1}"), (None, "None")],
)
def test_odd_names_are_told(name: Any, shown: str) -> None:
    template = TechnologyTemplate(identifier="t", template={"workflows": [name]})
    resolved = resolve(template)
    assert resolved.document == {"workflows": []}
    assert [one.chain for one in resolved.problems] == [("t", shown)]


@pytest.mark.parametrize("key", ["extends", "compose", "workflows"])
def test_circles_are_told_with_the_chain(key: str) -> None:
    stored("a", **{key: ["b"]}, name="A")
    stored("b", **{key: ["c"]})
    stored("c", **{key: ["a", "c"]})
    resolved = resolve(TechnologyTemplate.objects.get(identifier="a"))
    assert problems(resolved) == [
        "a → b → c → a: leads back to a template that it comes from",
        "a → b → c → c: leads back to a template that it comes from",
    ]
    assert resolved.document["name"] == "A"


def test_two_that_build_on_one_are_no_circle() -> None:
    stored("base", x=1)
    stored("left", extends="base")
    stored("right", extends="base")
    resolved = resolve(stored("top", extends=["left", "right"]))
    assert resolved == Resolved({"x": 1}, ("base", "left", "right", "top"), ())


def test_a_chain_without_end_ends() -> None:
    for n in range(DEEPEST + 5):
        stored(f"t{n}", extends=f"t{n + 1}", **{f"k{n}": n})
    resolved = resolve(TechnologyTemplate.objects.get(identifier="t0"))
    assert len(resolved.sources) == DEEPEST
    (told,) = problems(resolved)
    assert told.endswith(f"t{DEEPEST}: is the end of a chain of more than {DEEPEST} templates")


def test_names_that_double_with_each_step_end() -> None:
    stored("t0", template_content="x")
    for n in range(1, 20):
        stored(f"t{n}", extends=[f"t{n - 1}"] * 2)
    resolved = resolve(TechnologyTemplate.objects.get(identifier="t19"))
    assert len(resolved.document["template_content"]) < 4 * MOST
    (told,) = problems(resolved)
    assert told.endswith(f": leads to more than {MOST} names; no further")


def test_a_list_without_end_ends() -> None:
    resolved = resolve(stored("a", workflows=[f"no{n}" for n in range(50_000)]))
    assert len(resolved.problems) == MOST + 1


@pytest.mark.parametrize("template", [[], "text", None, {"a": "\0"}])
def test_a_document_that_is_none_is_told(template: Any) -> None:
    resolved = resolve(TechnologyTemplate(identifier="a", template=template))
    assert resolved.document == {}
    assert len(resolved.problems) == 1
