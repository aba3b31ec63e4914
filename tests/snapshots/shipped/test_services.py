"""Back ends, small and whole: exactly what the shipped set is to see in them."""

from pathlib import Path

import pytest

from tests.snapshots.shipped.detecting import detected

pytestmark = pytest.mark.django_db


def test_phoenix(tmp_path: Path) -> None:
    files = {
        "mix.exs": """
            defmodule Shop.MixProject do
              use Mix.Project
              def project, do: [app: :shop, version: "0.1.0", deps: deps()]
              defp deps do
                [
                  {:phoenix, "~> 1.7"},
                  {:phoenix_live_view, "~> 1.0"},
                  {:ecto_sql, "~> 3.10"},
                  {:postgrex, ">= 0.0.0"},
                  {:oban, "~> 2.17"},
                  {:credo, "~> 1.7", only: [:dev, :test], runtime: false}
                ]
              end
            end
            """,
        "config/config.exs": "import Config\nconfig :shop, Shop.Repo, pool_size: 5\n",
        "lib/shop/repo.ex": "defmodule Shop.Repo do\n"
        "  use Ecto.Repo, otp_app: :shop, adapter: Ecto.Adapters.Postgres\nend\n",
        "lib/shop_web/router.ex": "defmodule ShopWeb.Router do\n  use ShopWeb, :router\nend\n",
        "test/shop_test.exs": "defmodule ShopTest do\n  use ExUnit.Case\nend\n",
        "README.md": "Deployed by Docker and Kubernetes; once it was Django.\n",
    }

    assert detected(tmp_path, files) == {
        "framework:phoenix": "runtime",
        "framework:ecto": "runtime",
        "framework:oban": "runtime",
        "database:postgresql": "runtime",
        "build_system:mix": "runtime",
    }


def test_go_service_with_containers(tmp_path: Path) -> None:
    files = {
        "go.mod": "module example.org/shop\n\ngo 1.22\n\nrequire (\n"
        "\tgithub.com/gin-gonic/gin v1.10.0\n"
        "\tgithub.com/jackc/pgx/v5 v5.6.0\n"
        "\tgithub.com/nats-io/nats.go v1.36.0\n)\n",
        "main.go": 'package main\n\nimport (\n\t"github.com/gin-gonic/gin"\n)\n',
        "Dockerfile": "FROM golang:1.22 AS build\nRUN go build -o /shop .\n"
        "FROM gcr.io/distroless/static\nCOPY --from=build /shop /shop\n",
        "compose.yaml": "services:\n  shop:\n    build: .\n"
        "  database:\n    image: postgres:16\n  queue:\n    image: nats:2\n",
    }

    assert detected(tmp_path, files) == {
        "framework:gin": "runtime",
        "database:postgresql": "runtime",
        "messaging:nats": "runtime",
        "build_system:go_modules": "runtime",
        "deployment:docker": "runtime",
    }


def test_rails(tmp_path: Path) -> None:
    files = {
        "Gemfile": 'source "https://rubygems.org"\ngem "rails", "~> 7.1"\ngem "pg"\n'
        'gem "sidekiq"\ngroup :development do\n  gem "capistrano"\nend\n',
        "Rakefile": 'require_relative "config/application"\nRails.application.load_tasks\n',
        "config/routes.rb": "Rails.application.routes.draw do\nend\n",
        "app/models/order.rb": "class Order < ApplicationRecord\nend\n",
        "app/controllers/orders_controller.rb": "class OrdersController < ApplicationController\n"
        "end\n",
        "app/views/orders/index.html.erb": "<h1>Orders</h1>\n",
    }

    assert detected(tmp_path, files) == {
        "framework:rails": "runtime",
        "framework:sidekiq": "runtime",
        "database:postgresql": "runtime",
        "database:redis": "runtime",
        "messaging:redis": "runtime",
        "build_system:rake": "runtime",
        "deployment:capistrano": "development",
        "architecture:mvc": "runtime",
    }


def test_service_objects_of_rails_are_no_microservices(tmp_path: Path) -> None:
    folders = ("billing", "shipping", "catalogue", "accounts", "search")
    files = {f"app/services/{name}/run.rb": "class Run\nend\n" for name in folders}
    files |= {"Gemfile": 'gem "rails"\n', "config/deploy.yml": "region: eu\n"}

    assert detected(tmp_path, files) == {"framework:rails": "runtime"}


def test_rust_workspace(tmp_path: Path) -> None:
    files = {
        "Cargo.toml": '[workspace]\nmembers = ["server", "store"]\nresolver = "2"\n',
        "server/Cargo.toml": '[package]\nname = "server"\nversion = "0.1.0"\n'
        '[dependencies]\naxum = "0.7"\ntokio = { version = "1", features = ["full"] }\n'
        'store = { path = "../store" }\n',
        "server/src/main.rs": "use axum::{routing::get, Router};\nfn main() {}\n",
        "store/Cargo.toml": '[package]\nname = "store"\nversion = "0.1.0"\n'
        '[dependencies]\nsqlx = { version = "0.8", features = ["postgres"] }\n',
        "store/src/lib.rs": 'pub async fn all() { sqlx::query!("SELECT 1"); }\n',
    }

    assert detected(tmp_path, files) == {
        "framework:axum": "runtime",
        "framework:sqlx": "runtime",
        "framework:tokio": "runtime",
        "build_system:cargo": "runtime",
    }


def test_spring_in_maven_modules(tmp_path: Path) -> None:
    def pom(artifact: str, *dependencies: str, modules: str = "") -> str:
        stated = "".join(
            "<dependency><groupId>{}</groupId><artifactId>{}</artifactId>{}</dependency>".format(
                *one.split(":"), "<scope>test</scope>" if "test" in one else ""
            )
            for one in dependencies
        )
        return (
            '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
            f"<groupId>org.example</groupId><artifactId>{artifact}</artifactId>"
            f"<version>1</version>{modules}<dependencies>{stated}</dependencies></project>"
        )

    boot = "org.springframework.boot:spring-boot-starter"
    modules = (
        "<packaging>pom</packaging><modules><module>web</module><module>jpa</module></modules>"
    )
    files = {
        "pom.xml": pom("shop", modules=modules),
        "web/pom.xml": pom("web", f"{boot}-web", "org.springframework.kafka:spring-kafka"),
        "web/src/main/java/Shop.java": "import org.springframework.boot.SpringApplication;\n"
        "class Shop {}\n",
        "jpa/pom.xml": pom("jpa", f"{boot}-data-jpa", "org.testcontainers:postgresql"),
        "jpa/src/main/java/Order.java": "import jakarta.persistence.Entity;\nclass Order {}\n",
    }

    assert detected(tmp_path, files) == {
        "framework:spring": "runtime",
        "framework:hibernate": "runtime",
        "messaging:kafka": "runtime",
        "database:postgresql": "development",
        "build_system:maven": "runtime",
    }


def test_django_with_celery_and_redis_from_frozen_requirements(tmp_path: Path) -> None:
    """What Celery brings whatever carries its messages is no RabbitMQ."""
    frozen = "amqp billiard celery click-didyoumean Django kombu psycopg redis sqlparse vine"
    files = {
        "requirements.txt": "".join(f"{one}==5.0\n" for one in frozen.split()),
        "manage.py": "from django.core.management import execute_from_command_line\n",
        "shop/settings.py": "INSTALLED_APPS = ['django.contrib.auth']\n",
        "shop/celery.py": "from celery import Celery\napp = Celery('shop')\n",
        "orders/models.py": "from django.db import models\n",
    }

    assert detected(tmp_path, files) == {
        "framework:celery": "runtime",
        "framework:django": "runtime",
        "database:postgresql": "runtime",
        "database:redis": "runtime",
    }


def test_what_transformers_need_is_no_transformers(tmp_path: Path) -> None:
    files = {"requirements.txt": "huggingface-hub==0.24\ntokenizers==0.19\n", "a.py": "a = 1\n"}

    assert detected(tmp_path, files) == {}
