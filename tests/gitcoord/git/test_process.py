"""A git process: what it is told, what it is kept from, and how it ends."""

import os
import sys
import threading
import time
from pathlib import Path

import pytest

from gitcoord.git.errors import GitFailed, GitMissing, GitTooOld
from gitcoord.git.process import Identity, environment, git, require_git


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that stands for git, to be written by the test."""
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    return program


def be(program: Path, script: str) -> None:
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def test_arguments_are_no_shells(fake: Path) -> None:
    be(fake, 'printf "%s|" "$@"')
    said = git(["a b", "$(id)", ";", "ü\n"], variables={}).stdout.decode()
    assert said == "a b|$(id)|;|ü\n|"


def test_a_failure_has_the_command_the_status_the_words_and_the_remedy(fake: Path) -> None:
    be(fake, "echo no such thing >&2; exit 3")
    with pytest.raises(
        GitFailed, match=r"`git x` ended with 3: no such thing\. Do that\."
    ) as caught:
        git(["x"], variables={}, remedy="Do that.")
    assert (caught.value.command, caught.value.status) == (["git", "x"], 3)
    assert caught.value.stderr == b"no such thing\n"


def test_an_accepted_status_is_no_failure(fake: Path) -> None:
    be(fake, "exit 1")
    assert git(["x"], variables={}, accept=(0, 1)).status == 1


def test_output_is_bytes_and_input_reaches_it(fake: Path) -> None:
    be(fake, "cat")
    content = bytes(range(256)) * 4000
    assert git([], variables={}, stdin=content).stdout == content


def test_a_command_that_does_not_end_is_ended_with_all_it_started(
    fake: Path, tmp_path: Path
) -> None:
    be(fake, f"(sleep 2; touch {tmp_path}/late) & sleep 60")
    began = time.monotonic()
    with pytest.raises(GitFailed, match=r"was ended when its time was up: more than 0\.3 seconds"):
        git(["x"], variables={}, limit=0.3)
    assert time.monotonic() - began < 2
    time.sleep(2)
    assert not (tmp_path / "late").exists()


def test_a_child_that_holds_the_output_open_is_ended_too(fake: Path) -> None:
    be(fake, "sleep 60 &")
    with pytest.raises(GitFailed, match="time was up"):
        git(["x"], variables={}, limit=0.3)


def test_no_thread_stays_behind(fake: Path) -> None:
    be(fake, "exit 0")
    git([], variables={})
    time.sleep(0.1)
    assert [each for each in threading.enumerate() if isinstance(each, threading.Timer)] == []


def test_there_is_no_terminal_to_prompt_on(fake: Path) -> None:
    be(fake, f"exec {sys.executable} -c 'import os; os.open(\"/dev/tty\", os.O_RDWR)'")
    with pytest.raises(GitFailed, match="No such device or address"):
        git([], variables={})


def test_no_git_is_told_as_such(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitMissing):
        git([], variables={})


@pytest.mark.parametrize(
    ("said", "enough"), [("2.38.9", False), ("2.39.5 (Apple)", True), ("3.0", True)]
)
def test_an_old_git_is_told_at_once(fake: Path, said: str, enough: bool) -> None:
    be(fake, f'echo "git version {said}"')
    if enough:
        require_git()
        return
    with pytest.raises(GitTooOld, match=said):
        require_git()


def test_a_missing_folder_is_not_taken_for_a_missing_git(tmp_path: Path) -> None:
    with pytest.raises(GitFailed, match="nowhere"):
        git(["version"], variables={}, folder=tmp_path / "nowhere")


def test_nothing_of_our_surroundings_changes_git(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_CONFIG_PARAMETERS", "GIT_TRACE", "LC_MESSAGES"):
        monkeypatch.setenv(name, "ours")
    monkeypatch.setenv("HTTPS_PROXY", "kept")
    seen = environment({})
    assert "ours" not in seen.values()
    assert (seen["LC_ALL"], seen["HTTPS_PROXY"]) == ("C", "kept")
    assert (seen["GIT_TERMINAL_PROMPT"], seen["GIT_CONFIG_NOSYSTEM"]) == ("0", "1")


def test_a_variable_can_be_taken_away() -> None:
    assert "GIT_CONFIG_GLOBAL" not in environment({"GIT_CONFIG_GLOBAL": None})


@pytest.mark.parametrize(
    ("name", "written"),
    [("A <b>\nc", "A bc"), ("<>", "unknown"), ("", "unknown"), ("Ünï", "Ünï"), ("a\0b", "ab")],
)
def test_an_identity_is_one_that_git_takes(name: str, written: str) -> None:
    assert str(Identity(name, "a@b")) == f"{written} <a@b>"
