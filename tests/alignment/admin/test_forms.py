"""What may be written into a document or a list, and what of it is refused with the reason."""

import pytest
from django.core.exceptions import ValidationError

from alignment.admin.forms import DocumentField, ListField
from alignment.admin.verbatim import Verbatim


def refused(field: DocumentField | ListField, text: str) -> str:
    with pytest.raises(ValidationError) as error:
        field.clean(text)
    return " ".join(error.value.messages)


def test_a_document_is_written_as_it_was_typed() -> None:
    text = '{"pi": 3.14159265358979323846, "huge": 1e400, "long": ' + "9" * 5000 + "}"
    cleaned = DocumentField().clean(text)
    assert isinstance(cleaned, Verbatim)
    assert str(cleaned) == text


def test_nothing_is_null() -> None:
    assert DocumentField(required=False).clean("  ") is None
    assert ListField(required=False).clean("") is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[1]", "expects an object"),
        ("null", "expects an object"),
        ("{", "no JSON"),
        ('{"a": NaN}', "NaN is no number"),
        ('{"a": 1, "a": 2}', "'a' is there twice"),
        ('{"b": {"a": 1, "a": 2}}', "'a' is there twice"),
        ('{"a": "\\u0000"}', "NUL"),
        ('{"a\\u0000": 1}', "NUL"),
        ('{"a": "\\ud800"}', "surrogate"),
        ('{"a": 1e200000}', "beyond what PostgreSQL holds"),
        ('{"a": 1e-20000}', "beyond what PostgreSQL holds"),
        ('{"a": 1e99999999999999999999999}', "no number that PostgreSQL holds"),
        ('{"a":' * 150 + "1" + "}" * 150, "deeper than"),
        ('{"a":' * 30_000 + "1" + "}" * 30_000, "too deeply"),
    ],
)
def test_what_cannot_be_kept_is_refused(text: str, why: str) -> None:
    assert why in refused(DocumentField(), text)


def test_a_list_is_of_texts() -> None:
    assert ListField().clean('["a, b", "{c,d}", "e\\nf"]') == ["a, b", "{c,d}", "e\nf"]
    for text in ('{"a": 1}', "[1]", "[null]", '["a", ["b"]]', '"a"'):
        assert "list of texts" in refused(ListField(), text)
    assert "NUL" in refused(ListField(), '["\\u0000"]')


def test_what_nobody_touched_is_kept_whatever_it_is() -> None:
    field = DocumentField(stored="[1,\n2]")
    assert str(field.clean("[1,\r\n2]")) == "[1,\r\n2]"
    assert not field.has_changed(Verbatim("[1,\n2]"), "[1,\r\n2]\r\n")
    assert ListField(stored='["a", null]').clean('["a", null]') == ["a", None]
