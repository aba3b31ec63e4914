"""A remote by name or address: fetched from, and pushed to only where it is what we think."""

import shutil
from pathlib import Path

import pytest

from gitcoord.git.errors import GitFailed, InvalidRemote, RemoteMoved
from gitcoord.git.remote import Remote
from gitcoord.git.repository import Repository
from tests.gitcoord.git.repositories import branch, files_of, git, repository


@pytest.fixture
def made(tmp_path: Path) -> Repository:
    return repository(tmp_path, {"f": "1"})


@pytest.fixture
def other(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "other")
    return tmp_path / "other"


@pytest.fixture
def remote(made: Repository, other: Path) -> Remote:
    return Remote(made, str(other))


def tips(folder: Path) -> dict[str, str]:
    lines = git(folder, "for-each-ref", "--format=%(refname:short) %(objectname)").splitlines()
    return dict(line.split() for line in lines)


def test_branches_are_made_moved_and_deleted_together(remote: Remote, other: Path) -> None:
    made = remote.repository
    first = made.tip("main")
    remote.push({"main": (first, None), "x": (first, None)})
    assert tips(other) == {"main": first, "x": first}
    second = branch(made, "main", {"f": "2"})
    remote.push({"main": (second, first), "x": (None, first)})
    assert tips(other) == {"main": second}


@pytest.mark.parametrize("scheme", ["", "file://"])
def test_an_address_needs_no_name(made: Repository, other: Path, scheme: str) -> None:
    """G-10: of an address, `<remote>/<base>` is no reference."""
    remote = Remote(made, f"{scheme}{other}")
    remote.push({"main": (made.tip("main"), None)})
    assert remote.fetch("main") == made.tip("main")


def test_what_somebody_else_pushed_is_fetched(remote: Remote, tmp_path: Path) -> None:
    made = remote.repository
    remote.push({"main": (made.tip("main"), None)})
    git(tmp_path, "clone", "-q", remote.address, "theirs")
    (tmp_path / "theirs/new").write_text("x")
    git(tmp_path / "theirs", "add", "new")
    git(tmp_path / "theirs", "commit", "-q", "-m", "x")
    git(tmp_path / "theirs", "push", "-q")

    fetched = remote.fetch("main")

    assert fetched == git(tmp_path / "theirs", "rev-parse", "HEAD")
    assert files_of(made, str(fetched))["new"] == "x"
    assert git(made.path, "rev-parse", "refs/singularity/remote/main") == fetched
    assert not (made.private / "FETCH_HEAD").exists()
    assert made.branches() == {"main": made.tip("main")}


def test_a_commit_that_is_here_without_its_parents_is_fetched(
    remote: Remote, other: Path, tmp_path: Path
) -> None:
    """As while another process fetches it: git writes a commit before its parents are there."""
    made = remote.repository
    remote.push({"main": (made.tip("main"), None)})
    git(other, "config", "receive.unpackLimit", "1000")
    git(tmp_path, "clone", "-q", remote.address, "theirs")
    for message in ("parent", "child"):
        git(tmp_path / "theirs", "commit", "-q", "--allow-empty", "-m", message)
    git(tmp_path / "theirs", "push", "-q")
    child = tips(other)["main"]
    loose = Path("objects", child[:2], child[2:])
    (made.git_dir / loose.parent).mkdir(exist_ok=True)
    shutil.copy(other / loose, made.git_dir / loose)
    assert not made.contains(child, made.tip("main"))

    assert remote.fetch("main") == child

    assert made.contains(child, made.tip("main"))


def test_a_branch_the_remote_has_not_is_none(remote: Remote) -> None:
    assert remote.fetch("nowhere") is None
    assert remote.branches(["a", "b"]) == {}


def test_a_branch_that_somebody_moved_is_not_pushed_over(remote: Remote, other: Path) -> None:
    made = remote.repository
    first = made.tip("main")
    theirs = branch(made, "theirs", {"f": "theirs"})
    remote.push({"main": (theirs, None)})
    ours = branch(made, "main", {"f": "ours"})
    with pytest.raises(RemoteMoved, match="'main'") as caught:
        remote.push({"x": (ours, None), "main": (ours, first)})
    assert caught.value.branches == ["main"]
    assert tips(other) == {"main": theirs}
    with pytest.raises(RemoteMoved):
        remote.push({"main": (ours, None)})
    with pytest.raises(RemoteMoved):
        remote.push({"main": (None, first)})


def test_a_push_that_was_interrupted_can_be_repeated(remote: Remote, other: Path) -> None:
    made = remote.repository
    first, second = made.tip("main"), branch(made, "main", {"f": "2"})
    remote.push({"main": (first, None), "x": (first, None)})
    moves = {"main": (second, first), "x": (None, first)}
    remote.push({"x": (None, first)})
    remote.push(moves)
    remote.push(moves)
    assert tips(other) == {"main": second}


def test_what_the_remote_refuses_is_a_failure_with_its_words(remote: Remote, other: Path) -> None:
    hook = other / "hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho closed on Sundays >&2; exit 1\n")
    hook.chmod(0o755)
    with pytest.raises(GitFailed, match="closed on Sundays"):
        remote.push({"main": (remote.repository.tip("main"), None)})


def test_a_remote_that_is_not_there_is_a_failure(made: Repository, tmp_path: Path) -> None:
    with pytest.raises(GitFailed, match=r"git ls-remote"):
        Remote(made, str(tmp_path / "nowhere")).fetch("main")


def test_a_name_is_looked_up(made: Repository) -> None:
    git(made.path, "remote", "add", "up.stream-1", "ssh://git@example.org/x")
    assert Remote(made, "up.stream-1").address == "ssh://git@example.org/x"


def test_a_name_for_a_folder_is_refused(made: Repository, other: Path) -> None:
    """Whoever can write the configuration could have us push into hooks of theirs."""
    git(made.path, "remote", "add", "origin", str(other))
    with pytest.raises(InvalidRemote, match="only lead to a server"):
        Remote(made, "origin").fetch("main")


@pytest.mark.parametrize(
    "name",
    ["", "origin", "-x", "--upload-pack=touch x", "ext::sh -c id", "a b", "x\ny", "../up", "ftp://x/y",
     "-oProxyCommand=id:x", "https://", "rad::z", "transport::address", "a::b"],
)  # fmt: skip
def test_what_is_no_remote_is_refused(made: Repository, name: str) -> None:
    with pytest.raises(InvalidRemote):
        _ = Remote(made, name).address


@pytest.mark.parametrize(
    "name",
    ["https://example.org/x.git", "HTTP://h/x", "ssh://git@h:22/x", "git@example.org:x/y.git", "git://h/x",
     "file:///x", "/x y"],
)  # fmt: skip
def test_an_address_is_taken_as_it_is(made: Repository, name: str) -> None:
    assert Remote(made, name).address == name


def test_ssh_asks_nothing_and_gets_what_the_operator_gave_it(
    made: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "ssh"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {tmp_path}/said; exit 255\n')
    program.chmod(0o755)
    monkeypatch.setenv("GIT_SSH_COMMAND", f"{program} -i key")
    with pytest.raises(GitFailed):
        Remote(made, "ssh://git@example.org/x").fetch("main")
    said = (tmp_path / "said").read_text().split("\n")
    assert said[:4] == ["-i", "key", "-o", "BatchMode=yes"]


def test_a_remote_that_does_not_answer_is_given_up(
    made: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "ssh"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setenv("GIT_SSH_COMMAND", str(program))
    with pytest.raises(GitFailed, match="time was up"):
        Remote(made, "git@example.org:x", limit=0.5).push({"main": (made.tip("main"), None)})


def test_logging_in_is_configured_by_the_account(
    made: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "ssh"
    program.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/said; exit 255\n')
    program.chmod(0o755)
    (tmp_path / ".gitconfig").write_text('[url "ssh://deploy@real/"]\n\tinsteadOf = work:\n')
    monkeypatch.setenv("GIT_SSH_COMMAND", str(program))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    with pytest.raises(GitFailed):
        Remote(made, "work:x").fetch("main")
    assert "deploy@real" in (tmp_path / "said").read_text()
