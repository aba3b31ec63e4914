"""Content types, permissions and admin history follow a model when it is renamed, and come back."""

import pytest

from tests.scratch import Scratch

MODELS = (
    ("snapshots", "detectionevent", "codebasesnapshot"),
    ("gitcoord", "gitsession", "gitagentsession"),
    ("gitcoord", "gitcommit", "mergehistory"),
    ("techknowledge", "technologyknowledge", "technologytemplate"),
)

CONTENT_TYPE = "SELECT id FROM django_content_type WHERE app_label = %s AND model = %s"
CODENAMES = "SELECT id, codename, name FROM auth_permission WHERE content_type_id = %s ORDER BY id"
HISTORY = """
    WITH somebody AS (
        INSERT INTO auth_user (password, is_superuser, username, first_name, last_name, email,
                               is_staff, is_active, date_joined)
        VALUES ('', true, 'operator', '', '', '', true, true, now()) RETURNING id
    )
    INSERT INTO django_admin_log (action_time, object_id, object_repr, action_flag, change_message,
                                  content_type_id, user_id)
    SELECT now(), '1', 'an event', 2, '', content_type.id, somebody.id
    FROM somebody, django_content_type AS content_type WHERE model = 'detectionevent'
"""


@pytest.fixture
def rolled_back(legacy: Scratch) -> Scratch:
    """At the legacy models, as they were before the alignment, with content types of their own."""
    legacy.migrate("admin")
    legacy.migrate("alignment", "0002")
    return legacy


def content_types(database: Scratch, name: int) -> list[int]:
    """Ids of the content types under their legacy (1) or aligned (2) names."""
    return [database.value(CONTENT_TYPE, [model[0], model[name]]) for model in MODELS]


def test_content_types_follow_and_come_back(rolled_back: Scratch) -> None:
    before = content_types(rolled_back, 1)
    rolled_back.migrate()
    assert content_types(rolled_back, 2) == before
    rolled_back.migrate("alignment", "0001")
    assert content_types(rolled_back, 1) == before


def test_permissions_keep_their_ids_under_new_names(rolled_back: Scratch) -> None:
    [content_type, *_] = content_types(rolled_back, 1)
    before = rolled_back.query(CODENAMES, [content_type])
    rolled_back.migrate()
    assert rolled_back.query(CODENAMES, [content_type]) == [
        (number, f"{action}_codebasesnapshot", f"Can {action} codebase snapshot")
        for (number, *_), action in zip(before, ("add", "change", "delete", "view"), strict=True)
    ]
    rolled_back.migrate("alignment", "0001")
    assert rolled_back.query(CODENAMES, [content_type]) == before


def test_admin_history_points_to_the_renamed_model(rolled_back: Scratch) -> None:
    rolled_back.script(HISTORY)
    rolled_back.migrate()
    of_model = """
        SELECT object_repr FROM django_admin_log
        JOIN django_content_type ON django_content_type.id = content_type_id WHERE model = %s
    """
    assert rolled_back.query(of_model, ["codebasesnapshot"]) == [("an event",)]
    rolled_back.migrate("alignment", "0001")
    assert rolled_back.query(of_model, ["detectionevent"]) == [("an event",)]


def test_no_permission_of_a_legacy_model_is_left_behind(rolled_back: Scratch) -> None:
    rolled_back.migrate()
    names = [model[1] for model in MODELS]
    left = "SELECT codename FROM auth_permission WHERE split_part(codename, '_', 2) = ANY (%s)"
    assert rolled_back.query(left, [names]) == []
