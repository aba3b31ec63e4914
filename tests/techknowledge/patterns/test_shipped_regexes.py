"""The regular expressions of the shipped set meet what they are about, and nothing like it."""

import pytest

from techknowledge.regexes import Regex
from techknowledge.shipped import shipped
from techknowledge.signatures import signature_of

SIGNATURES = {str(one.technology): signature_of(one) for one in shipped()}

MET = [
    # The original's own tests (behaviour 3.2, D-15).
    ("framework:phoenix", "elixir", "defmodule R do\n  use Phoenix.Router\nend"),
    ("framework:phoenix", "elixir", "  use Phoenix.Endpoint, otp_app: :shop"),
    ("framework:phoenix", "elixir", "use ShopWeb, :controller"),
    ("messaging:nats", "elixir", 'Gnat.sub(gnat, self(), "topic")'),
    ("monitoring:prometheus", "elixir", "plugins: [PromEx.Plugins.Beam]"),
    ("framework:fastapi", "python", "from fastapi import FastAPI"),
    ("framework:fastapi", "python", "import os\nimport fastapi\n"),
    ("framework:django", "python", "from django.db import models"),
    ("framework:django", "python", "    from django.conf import settings"),
    ("framework:flask", "python", "import flask  # noqa\r\n"),
    ("ai:pytorch", "python", "import torch.nn as nn"),
    ("ai:openai", "python", "import os, sys\nimport openai, json"),
    ("framework:express", "javascript", "const express = require('express')"),
    ("framework:react", "typescript", 'import React from "react";'),
    ("ai:mcp", "typescript", "import { S } from '@modelcontextprotocol/sdk/server/index.js'"),
    ("framework:gin", "go", 'import (\n\t"github.com/gin-gonic/gin"\n)'),
    ("framework:axum", "rust", "use axum::{routing::get, Router};"),
    ("framework:sqlx", "rust", "pub(crate) use sqlx::PgPool;"),
    ("framework:sqlx", "rust", 'let all = sqlx::query_as!(Order, "SELECT 1")'),
    ("framework:spring", "java", "import org.springframework.boot.SpringApplication;"),
    ("framework:spring", "kotlin", "import org.springframework.boot.runApplication"),
    ("framework:rails", "ruby", "class PostsController < ApplicationController"),
    ("framework:laravel", "php", "use Illuminate\\Support\\Facades\\Route;"),
    ("framework:tailwindcss", "css", "@tailwind base;"),
    ("cloud:aws", "hcl", 'provider "aws" {'),
    ("cloud:gcp", "hcl", '\nresource "google_storage_bucket" "b" {'),
    ("database:timescale", "sql", "SELECT create_hypertable('a', 'time');"),
    ("database:postgresql", "elixir", "adapter: Ecto.Adapters.Postgres"),
    ("database:sqlite", "python", "'ENGINE': 'django.db.backends.sqlite3'"),
    ("architecture:event_driven", "elixir", "  use GenServer"),
    ("architecture:event_driven", "python", "event_bus.publish(OrderPlaced())"),
]

NOT_MET = [
    # D-6, in code.
    ("framework:express", "javascript", "const expression = require('expression')"),
    ("framework:express", "javascript", "// express yourself from 'expressive'"),
    ("security:opa", "python", "opacity = 0.5"),
    ("database:redis", "python", "from redistribute import shares"),
    ("database:redis", "python", '"""Values\nfrom Redis are read here.\n"""'),
    ("framework:flask", "python", "import flask_like"),
    ("framework:flask", "python", "# import flask"),
    ("framework:django", "python", "import django is not what this says"),
    ("framework:fastapi", "python", "FastAPI"),
    ("framework:phoenix", "elixir", "use PhoenixLike.Router"),
    ("messaging:nats", "elixir", "Gnats.sub(x)"),
    ("messaging:nats", "elixir", "Gnat_sub"),
    ("framework:react", "typescript", "import x from 'react-is-odd'"),
    ("framework:axum", "rust", "use axum_like::Router;"),
    ("framework:spring", "java", "import org.springframeworks.Other;"),
    ("framework:sqlx", "rust", "use sqlx_like::Pool;"),
    ("ai:transformers", "python", "class Transformers: ..."),
    ("ai:transformers", "python", "from huggingface_hub import snapshot_download"),
    ("cloud:gcp", "hcl", 'provider "googleworkspace" {'),
]


def meets(technology: str, language: str, text: str) -> bool:
    rules = [one for one in SIGNATURES[technology].regexes if language in one.languages]
    return any(Regex(one.text).line_in(text.encode()) for one in rules)


@pytest.mark.parametrize(("technology", "language", "text"), MET)
def test_what_they_are_about_is_met(technology: str, language: str, text: str) -> None:
    assert meets(technology, language, text)


@pytest.mark.parametrize(("technology", "language", "text"), NOT_MET)
def test_what_looks_like_it_is_not(technology: str, language: str, text: str) -> None:
    assert not meets(technology, language, text)


def test_words_about_a_technology_are_not_its_use() -> None:
    """D-9."""
    met = {
        technology: rule.text
        for technology, signature in SIGNATURES.items()
        for rule in signature.regexes
        if Regex(rule.text).line_in(f"We use {signature.display_name}, they say.\n".encode())
    }

    assert met == {}


def test_a_line_is_told_exactly_below_empty_ones() -> None:
    (rule,) = SIGNATURES["framework:flask"].regexes

    assert Regex(rule.text).line_in(b"x = 1\n\n\n\n  import flask\n") == 5
