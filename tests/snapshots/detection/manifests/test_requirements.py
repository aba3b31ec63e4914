"""Requirements files of pip."""

from __future__ import annotations

import pytest

from snapshots.detection.manifests import dependencies_in
from snapshots.errors import InvalidManifest
from tests.snapshots.detection.manifests.stating import (
    DEVELOPMENT,
    RUNTIME,
    names,
    refused,
    stated,
)


def test_reads_what_pip_reads() -> None:
    text = """
        # a comment
        --index-url https://example.org/simple
        Django==5.2 \\
            --hash=sha256:abc \\
            --hash=sha256:def
        requests[security] >= 2 ; python_version < "4"  # why

        -e .
        ./local.whl
        https://example.org/x.zip
        -e git+https://example.org/y.git#egg=Why_Not
        name @ https://example.org/name.whl
        wheel-1.0-py3-none-any.whl
        """

    found = stated("requirements.txt", text)

    assert [(one.name, one.version, one.line) for one in found] == [
        ("django", "==5.2", 3),
        ("requests", ">=2", 6),
        ("why-not", None, 11),
        ("name", None, 12),
    ]


def test_names_in_comments_are_no_dependencies() -> None:
    """D-6: falco is not in falcon."""
    assert names("requirements.txt", "falcon  # like falco\n") == {"falcon": RUNTIME}


@pytest.mark.parametrize(
    "path",
    [
        "requirements-dev.txt",
        "test_requirements.txt",
        "requirements/local.txt",
        "docs/requirements.txt",
        "tests/requirements/py3.txt",
    ],
)
def test_a_file_for_development_is_known_by_its_name(path: str) -> None:
    assert names(path, "sphinx") == {"sphinx": DEVELOPMENT}


@pytest.mark.parametrize(
    "path", ["requirements.txt", "requirements/production.txt", "device/requirements.txt"]
)
def test_others_are_for_runtime(path: str) -> None:
    assert names(path, "django") == {"django": RUNTIME}


def test_an_included_file_is_read_at_its_place() -> None:
    found = stated("app/requirements.txt", "-r ../extra.list\ndjango", extra_list="\nredis>=5\n")

    assert [(one.name, one.file, one.line) for one in found] == [
        ("django", "app/requirements.txt", 2),
        ("redis", "extra.list", 2),
    ]


def test_what_a_file_for_development_includes_is_for_development() -> None:
    assert names("dev-requirements.txt", "--requirement=x.list", x_list="a") == {"a": DEVELOPMENT}


def test_an_included_manifest_is_left_to_itself() -> None:
    """Or what runs the program would be for development as well."""
    text = "-r base.txt\n-r ../requirements.txt\npytest"

    found = names("requirements/dev.txt", text, requirements_base_txt="a", requirements_txt="b")

    assert found == {"pytest": DEVELOPMENT}


def test_files_that_include_each_other_are_read_once() -> None:
    text = "-r a.list\n-r a.list\nx"

    assert names("requirements.txt", text, a_list="-r b.list\na", b_list="-r a.list\nb") == {
        "x": RUNTIME,
        "a": RUNTIME,
        "b": RUNTIME,
    }


def test_files_that_include_others_without_end_are_given_up() -> None:
    """Found by test_hostile: each of them is in a folder of the one before."""
    content = b"-r below/more.list"

    with pytest.raises(InvalidManifest, match="more than 100 files are included"):
        dependencies_in("requirements.txt", content, lambda _: content)


@pytest.mark.parametrize("path", ["/etc/passwd", "../../etc/passwd", "a/../../../etc/passwd"])
def test_nothing_outside_of_the_tree_is_asked_for(path: str) -> None:
    asked = {"_etc_passwd": "root", "______etc_passwd": "root"}

    assert names("a/requirements.txt", f"-r {path}\nx", **asked) == {"x": RUNTIME}


def test_constraints_are_no_dependencies() -> None:
    assert names("requirements.txt", "-c c.list\nx", c_list="y==1") == {"x": RUNTIME}


def test_a_version_that_no_standard_knows_leaves_the_name() -> None:
    assert names("requirements.txt", "django==1.4-custom.build_x") == {"django": RUNTIME}


@pytest.mark.parametrize("line", ["You need Python 3", "{{ package }}", "==5", "ü"])
def test_prose_is_told_with_its_line(line: str) -> None:
    error = refused("requirements.txt", f"django\n{line}\n")

    assert error.line == 2
    assert repr(line) in str(error)
