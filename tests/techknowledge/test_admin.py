"""Technology knowledge in the admin."""

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alignment.admin.rules import Rules, paths
from techknowledge.canonical import checksum
from techknowledge.mapping import patterns, templates
from techknowledge.models import TechnologyPattern, TechnologyTemplate
from tests.alignment.admin.crossing import HERE, crossed, page
from tests.alignment.admin.test_editing import errors, fields_of, save
from tests.rows import insert, knowledge, pattern, template, update

TEMPLATE = "techknowledge/technologytemplate/"
PATTERN = "techknowledge/technologypattern/"

MANY_OTHERS = """
    INSERT INTO technology_templates (identifier, category, template)
    SELECT 'other/' || n, 'category ' || n / 10, '{}' FROM generate_series(1, 5000) AS n;
    INSERT INTO technology_patterns (technology_name, technology_type)
    SELECT 'other ' || n, 'type ' || n / 10 FROM generate_series(1, 5000) AS n;
    ANALYZE technology_templates, technology_patterns"""


@pytest.mark.parametrize(
    ("rules", "model"),
    [(templates.RULES, TechnologyTemplate), (patterns.RULES, TechnologyPattern)],
)
def test_there_is_a_rule_for_every_column(rules: Rules, model: type[Model]) -> None:
    assert list(rules) == [field.name for field in model._meta.concrete_fields]
    assert {path.partition(".")[0] for path in paths(rules)} <= set(knowledge(1))


@pytest.mark.django_db
def test_a_template_and_its_pattern_lead_to_each_other(admin_client: Client) -> None:
    made, its = crossed("techknowledge", "technology_knowledge", knowledge(1))
    update(HERE, "technology_patterns", made.aligned_id, technology_name="renamed")
    assert f"/admin/{PATTERN}{made.aligned_id}/" in page(
        admin_client, f"{TEMPLATE}{its.aligned_id}/change/"
    )
    assert f"/admin/{TEMPLATE}{its.aligned_id}/" in page(
        admin_client, f"{PATTERN}{made.aligned_id}/change/"
    )


@pytest.mark.django_db
def test_those_that_were_born_here_do_so_by_their_names(admin_client: Client) -> None:
    [made] = insert(HERE, "technology_patterns", pattern(1))
    [its] = insert(HERE, "technology_templates", template(1))
    assert f"/admin/{PATTERN}{made}/" in page(admin_client, f"{TEMPLATE}{its}/change/")
    assert f"/admin/{TEMPLATE}{its}/" in page(admin_client, f"{PATTERN}{made}/change/")


@pytest.mark.django_db
def test_they_do_so_without_a_look_at_all_others(admin_client: Client) -> None:
    [made] = insert(HERE, "technology_patterns", pattern(1))
    [its] = insert(HERE, "technology_templates", template(1))
    with connection.cursor() as cursor:
        cursor.execute(MANY_OTHERS)
    assert passed_over(admin_client, f"{PATTERN}{made}/change/") < 100
    assert passed_over(admin_client, f"{TEMPLATE}{its}/change/") < 100


def passed_over(client: Client, path: str) -> int:
    """Rows that are read in vain for the list below a row."""
    with CaptureQueriesContext(connection) as captured:
        page(client, path)
    [query] = [one["sql"] for one in captured if one["sql"].endswith("LIMIT 5")]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN ANALYZE {query}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    return sum(map(int, re.findall(r"Rows Removed by Filter: (\d+)", plan)))


@pytest.mark.django_db
def test_an_edited_template_has_the_checksum_of_what_it_is(admin_client: Client) -> None:
    [row_id] = insert(HERE, "technology_templates", template(1, checksum="old"))
    path = f"{TEMPLATE}{row_id}/change/"
    assert "checksum" not in fields_of(admin_client, path)
    document: dict[str, Any] = {"b": 1.5, "a": ["x"]}
    assert save(admin_client, path, template=json.dumps(document)).status_code == 302
    assert TechnologyTemplate.objects.get().checksum == checksum(document)
    assert save(admin_client, path, version="2").status_code == 302
    assert TechnologyTemplate.objects.get().checksum == checksum(document)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "why"), [('{"a": 1e400}', "template"), ("", "required"), ("[]", "expects an object")]
)
def test_a_template_without_a_checksum_is_refused(
    admin_client: Client,
    text: str,
    why: str,
) -> None:
    [row_id] = insert(HERE, "technology_templates", template(1))
    refused = errors(save(admin_client, f"{TEMPLATE}{row_id}/change/", template=text))
    assert why in str(refused)


@pytest.mark.django_db
def test_an_identifier_is_stored_normalised(admin_client: Client) -> None:
    [row_id] = insert(HERE, "technology_templates", template(1))
    path = f"{TEMPLATE}{row_id}/change/"
    assert save(admin_client, path, identifier="Framework/My File").status_code == 302
    assert TechnologyTemplate.objects.get().identifier == "framework/my_file"
    assert "step in a file system" in str(errors(save(admin_client, path, identifier="../x")))


@pytest.mark.django_db
def test_a_weight_is_from_0_to_1(admin_client: Client) -> None:
    [row_id] = insert(HERE, "technology_patterns", pattern(1, confidence_weight=7))
    path = f"{PATTERN}{row_id}/change/"
    assert "not from 0 to 1" in str(errors(save(admin_client, path, success_rate="1.5")))
    assert save(admin_client, path, build_command="make").status_code == 302  # the 7 was there


@pytest.mark.django_db
def test_patterns_that_contain_commas_survive_an_edit(admin_client: Client) -> None:
    files = ["*.{ex,exs}", "mix.exs", ""]
    [row_id] = insert(HERE, "technology_patterns", pattern(1, file_patterns=files))
    assert save(admin_client, f"{PATTERN}{row_id}/change/", build_command="make").status_code == 302
    assert TechnologyPattern.objects.get().file_patterns == files
    changed = json.dumps([*files, "a,b"])
    assert (
        save(admin_client, f"{PATTERN}{row_id}/change/", file_patterns=changed).status_code == 302
    )
    assert TechnologyPattern.objects.get().file_patterns == [*files, "a,b"]
