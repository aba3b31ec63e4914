"""Manifests that are programs, which are read and never run: mix.exs, Gemfile, build.gradle."""

from __future__ import annotations

import pytest

from tests.snapshots.detection.manifests.stating import (
    DEVELOPMENT,
    RUNTIME,
    names,
    refused,
    stated,
)


def test_mix() -> None:
    text = """
        defmodule Shop.MixProject do
          use Mix.Project
          def project do
            [app: :shop, deps: deps(), docs: [extras: [{:"README.md", [title: "Read"]}]]]
          end
          def application, do: [mod: {Shop, []}, extra_applications: [:logger]]
          # {:commented, "1"}
          defp deps do
            [
              {:phoenix, "~> 1.7"},
              {:credo, "~> 1.0", only: [:dev, :test], runtime: false},
              {:mox, "1", only: :test},
              {:both, "1", only: [:prod, :test]},
              {:local, path: "../x"},
              {:alias, "1", hex: :real},
              {:listed, [github: "x/y", only: ~w(dev)a]}
            ] ++ more_deps(:x)
          end
          defp more_deps(_), do: [{:gnat, ">= 0.0.0"}]
        end
        """

    assert names("mix.exs", text) == {
        "phoenix": RUNTIME,
        "credo": DEVELOPMENT,
        "mox": DEVELOPMENT,
        "both": RUNTIME,
        "local": RUNTIME,
        "real": RUNTIME,
        "listed": DEVELOPMENT,
        "gnat": RUNTIME,
    }


@pytest.mark.parametrize("tuple_", ['{:phoenix "~> 1.7"}', '{:phoenix :x, "~> 1.7"}', "{:phoenix}"])
def test_mix_with_a_comma_forgotten(tuple_: str) -> None:
    assert names("mix.exs", f"defp deps do [{tuple_}] end") == {"phoenix": RUNTIME}


def test_mix_says_version_and_line() -> None:
    [one] = stated("mix.exs", '[app: :a,\n deps: [{:phoenix,\n "~> 1.7"}]]')

    assert (one.name, one.version, one.line) == ("phoenix", "~> 1.7", 2)


def test_mix_whose_strings_do_not_end_is_told_with_its_line() -> None:
    assert refused("mix.exs", 'def deps do\n  "abc').line == 2


def test_gemfile() -> None:
    text = """
        source "https://rubygems.org"
        gem "rails", "~> 7.0", ">= 7.0.1"  # gem "commented"
        gem 'pg'
        group :development, :test do
          gem "rspec"
          if RUBY_VERSION > "2"
            gem "byebug", platforms: %i[mri]
          end
          platforms :jruby do
            gem "jdbc"
          end
        end
        gem "webmock", group: :test
        gem "both", groups: [:production, :test]
        gem "old", :group => :development
        group :production do
          gem "puma"
        end
        gem("sidekiq",
          "~> 7")
        """

    assert names("Gemfile", text) == {
        "rails": RUNTIME,
        "pg": RUNTIME,
        "rspec": DEVELOPMENT,
        "byebug": DEVELOPMENT,
        "jdbc": DEVELOPMENT,
        "webmock": DEVELOPMENT,
        "both": RUNTIME,
        "old": DEVELOPMENT,
        "puma": RUNTIME,
        "sidekiq": RUNTIME,
    }
    versions = {one.name: (one.version, one.line) for one in stated("Gemfile", text)}
    assert versions["rails"] == ("~> 7.0, >= 7.0.1", 2)
    assert versions["sidekiq"] == ("~> 7", 19)


def test_gradle() -> None:
    text = """
        plugins { id "java" }
        dependencies {
            // implementation 'no:no:1'
            /* implementation 'no:no:1'
            */
            implementation 'org.springframework.boot:spring-boot-starter-web:3.1'
            testImplementation("junit:junit:4.13") // c
            implementation platform("org.x:bom:1")
            api group: 'g', name: 'n', version: 'v'
            compileOnly(group = "k", name = "t")
            runtimeOnly 'x:y:1', 'z:w'
            implementation(kotlin("stdlib", "1.9"))
            implementation libs.catalog
            url "http://x//y:z"
            developmentOnly "dev:tools"
        }
        """

    found = {
        one.name: (one.version, one.development, one.line)
        for one in stated("build.gradle.kts", text)
    }

    assert found == {
        "org.springframework.boot:spring-boot-starter-web": ("3.1", RUNTIME, 6),
        "junit:junit": ("4.13", DEVELOPMENT, 7),
        "org.x:bom": ("1", RUNTIME, 8),
        "g:n": ("v", RUNTIME, 9),
        "k:t": (None, RUNTIME, 10),
        "x:y": ("1", RUNTIME, 11),
        "z:w": (None, RUNTIME, 11),
        "org.jetbrains.kotlin:kotlin-stdlib": ("1.9", RUNTIME, 12),
        "dev:tools": (None, DEVELOPMENT, 15),
    }
