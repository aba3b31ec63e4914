"""Git coordination in the admin: who works where, what waits, what became of it."""

import pytest
from django.db.models import Model
from django.test import Client

from alignment.admin.rules import Rules, paths
from gitcoord.mapping import commits, sessions
from gitcoord.models import GitAgentSession, MergeHistory
from tests.alignment.admin.crossing import HERE, archived, crossed, page
from tests.rows import agent_session, commit, insert, merge, pending_merge, session, uuid

ADA = {"agent_id": "ada", "branch": "ada/fix", "correlation_id": "request-1"}


@pytest.mark.parametrize(
    ("rules", "model", "legacy"),
    [(sessions.RULES, GitAgentSession, session(1)), (commits.RULES, MergeHistory, commit(1))],
)
def test_there_is_a_rule_for_every_column(
    rules: Rules, model: type[Model], legacy: dict[str, object]
) -> None:
    assert list(rules) == [field.name for field in model._meta.concrete_fields]
    assert {path.partition(".")[0] for path in paths(rules)} <= set(legacy)


@pytest.fixture
def ada(db: None) -> dict[str, str]:
    """Pages of what an agent has to do with, beside those of another one."""
    insert(HERE, "git_agent_sessions", agent_session(9))
    insert(HERE, "git_pending_merges", pending_merge(9))
    insert(HERE, "git_merge_history", merge(9))
    tables = {
        "gitagentsession": ("git_agent_sessions", agent_session(1, **ADA)),
        "pendingmerge": ("git_pending_merges", pending_merge(2, **ADA)),
        "mergehistory": ("git_merge_history", merge(3, **ADA)),
    }
    ids = {model: insert(HERE, *row)[0] for model, row in tables.items()}
    return {model: f"/admin/gitcoord/{model}/{row_id}/change/" for model, row_id in ids.items()}


@pytest.mark.parametrize("model", ["gitagentsession", "pendingmerge", "mergehistory"])
def test_what_belongs_together_is_a_link_away(
    admin_client: Client,
    ada: dict[str, str],
    model: str,
) -> None:
    text = page(admin_client, ada[model].removeprefix("/admin/"))
    others = [path for other, path in ada.items() if other != model]
    assert [path in text for path in others] == [True, True]
    panels = text[text.index('<section class="module panel">') :]
    assert "agent/9" not in panels
    assert "agent 9" not in panels


@pytest.mark.django_db
def test_a_row_of_the_same_number_in_another_table_is_no_row_of_this(
    admin_client: Client,
) -> None:
    insert(HERE, "git_agent_sessions", agent_session(1, **ADA) | {"id": 77})
    insert(HERE, "git_pending_merges", pending_merge(1, **ADA) | {"id": 77})
    text = page(admin_client, "gitcoord/gitagentsession/77/change/")
    assert "/admin/gitcoord/pendingmerge/77/change/" in text


@pytest.mark.django_db
def test_an_agent_without_a_branch(admin_client: Client) -> None:
    [row_id] = insert(HERE, "git_agent_sessions", agent_session(1, branch=None))
    insert(HERE, "git_merge_history", merge(1, branch="x", agent_id=None))
    text = page(admin_client, f"gitcoord/gitagentsession/{row_id}/change/")
    assert "History of branch" not in text
    assert "History of agent agent 1" in text


@pytest.mark.django_db
def test_a_pending_merge_has_nothing_legacy(admin_client: Client) -> None:
    [row_id] = insert(HERE, "git_pending_merges", pending_merge(1))
    assert "Nothing legacy corresponds" in page(
        admin_client, f"gitcoord/pendingmerge/{row_id}/change/"
    )


@pytest.mark.django_db
def test_a_merge_that_was_never_a_commit_has_no_place_there(
    admin_client: Client,
) -> None:
    [row_id] = insert(HERE, "git_merge_history", merge(1))
    text = page(admin_client, f"gitcoord/mergehistory/{row_id}/change/")
    assert "git_commits has no place for it" in text


@pytest.mark.django_db
def test_a_commit_and_what_its_session_made_of_it(admin_client: Client) -> None:
    archived("git_sessions", session(1, branch_name="ada/fix"))
    [receipt] = crossed("gitcoord", "git_commits", commit(2, session_id=uuid(1), message="Why"))
    path = f"gitcoord/mergehistory/{receipt.aligned_id}/change/"
    text = page(admin_client, path)
    assert "There are no differences" in text
    assert "<dd>Why</dd>" in text
    HERE.query("UPDATE git_merge_history SET task_id = 'T-1', branch = 'x' RETURNING id")
    text = page(admin_client, path)
    assert text.count("≠ changed") == 1  # the task
    assert text.count("≠ perhaps changed") == 1  # the branch, which the session decided


@pytest.mark.django_db
def test_history_is_changed_by_nobody(admin_client: Client) -> None:
    [row_id] = insert(HERE, "git_merge_history", merge(1))
    path = f"/admin/gitcoord/mergehistory/{row_id}/"
    assert admin_client.post(f"{path}change/", {"branch": "x"}).status_code == 403
    assert admin_client.post(f"{path}delete/", {"post": "yes"}).status_code == 403


@pytest.mark.django_db
def test_an_identifier_that_no_index_takes_is_refused(admin_client: Client) -> None:
    answer = admin_client.post(
        "/admin/gitcoord/pendingmerge/add/", {"branch": "b" * 3000, "agent_id": "a", "meta": "{}"}
    )
    assert "bytes" in str(answer.context["adminform"].form.errors["branch"])
