"""Editing: documents as the text they are, and only what was changed is looked at and written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal, DecimalException
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from alignment.admin.verbatim import Literal, Verbatim, parsed
from alignment.documents import flaw_in

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm

# What a jsonb number holds: digits before the point, and behind it.
DIGITS, DECIMALS = 131_072, 16_383

ATTRIBUTES = {"class": "vLargeTextField json-source", "spellcheck": "false", "rows": 14}

# What makes a value fit, or refuses it with an error that says why.
Check = Callable[[Any], Any]


class JsonField(forms.CharField):
    """A text of JSON."""

    widget = forms.Textarea(attrs=ATTRIBUTES)

    def __init__(self, *, stored: str | None = None, **options: Any) -> None:
        self.stored = stored
        super().__init__(strip=True, **options)

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, Verbatim) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _same_lines(self.prepare_value(initial)) != _same_lines(data)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        if _same_lines(text) == _same_lines(self.stored):
            return self.kept(text)
        try:
            return self.accepted(text, _read(text))
        except RecursionError as error:
            raise ValidationError("It is nested too deeply.") from error
        except ValueError as error:
            raise ValidationError(f"This is no JSON: {error}.") from error

    def kept(self, text: str) -> Any:
        """The value, where nobody touched it."""
        raise NotImplementedError

    def accepted(self, text: str, document: Any) -> Any:
        """The value of a text that is JSON."""
        raise NotImplementedError


class DocumentField(JsonField):
    """An object, in JSON; numbers keep all of their digits."""

    def kept(self, text: str) -> Verbatim:
        return Verbatim(text)

    def accepted(self, text: str, document: Any) -> Verbatim:
        if not isinstance(document, dict):
            raise ValidationError("The application expects an object here: { … }.")
        if flaw := flaw_in("the document", _without_numbers(document)):
            raise ValidationError(f"This cannot be stored: {flaw}.")
        return Verbatim(text)


class ListField(JsonField):
    """A list of texts, in JSON, since any character may stand in one of them."""

    widget = forms.Textarea(attrs={**ATTRIBUTES, "rows": 5})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return json.dumps(value, ensure_ascii=False, indent=2)
        return super().prepare_value(value)

    def kept(self, text: str) -> Any:
        return parsed(text)

    def accepted(self, text: str, document: Any) -> list[str]:
        if not isinstance(document, list) or not all(type(one) is str for one in document):
            raise ValidationError('Write a list of texts: ["one", "two"].')
        if flaw := flaw_in("the list", document):
            raise ValidationError(f"This cannot be stored: {flaw}.")
        return document


class RowForm(ModelForm):
    """A row. What was not changed is written by nobody, and need not fit today's rules.

    Attributes:
        checks: by column, what makes a value fit.
    """

    checks: ClassVar[Mapping[str, Check]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, JsonField):
                field.stored = field.prepare_value(self.initial.get(name))
            if self.initial.get(name) == "":
                field.required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self.changed_data:
            check, value = self.checks.get(name), cleaned.get(name)
            if check and value not in (None, ""):
                try:
                    cleaned[name] = check(value)
                except (CommandError, ValueError) as error:
                    self.add_error(name, str(error))
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """Documents are validated already, and are expressions by now; empty texts may stay."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded | {
            name
            for name, field in self.fields.items()
            if isinstance(field, JsonField)
            or (self.initial.get(name) == "" and name not in self.changed_data)
        }


def _same_lines(text: str | None) -> str:
    """Browsers send other ends of lines, which mean nothing between the parts of a document."""
    return (text or "").replace("\r\n", "\n").strip()


def _read(text: str) -> Any:
    """A document, no key of which is lost.

    Raises:
        ValueError: it is no JSON, or not all of it can be kept.
    """

    def object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        twice = [key for key, times in Counter(key for key, _ in pairs).items() if times > 1]
        if twice:
            raise ValueError(f"the key {twice[0]!r} is there twice")
        return dict(pairs)

    def constant(name: str) -> Any:
        raise ValueError(f"{name} is no number of JSON; write it as a text")

    return json.loads(
        text,
        parse_int=_number,
        parse_float=_number,
        parse_constant=constant,
        object_pairs_hook=object_of,
    )


def _number(digits: str) -> Literal:
    try:
        value = Decimal(digits)
    except DecimalException as error:
        raise ValueError(f"{digits:.40} is no number that PostgreSQL holds") from error
    exponent = value.as_tuple().exponent
    if value.adjusted() >= DIGITS or not isinstance(exponent, int) or -exponent > DECIMALS:
        raise ValueError(f"{digits:.40} is beyond what PostgreSQL holds")
    return Literal(digits)


def _without_numbers(value: Any) -> Any:
    """Numbers are as long as PostgreSQL allows; a check for doubles is none of ours."""
    match value:
        case dict():
            return {key: _without_numbers(one) for key, one in value.items()}
        case list():
            return [_without_numbers(one) for one in value]
        case Literal():
            return 0
    return value
