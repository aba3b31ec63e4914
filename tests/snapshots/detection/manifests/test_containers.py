"""Dockerfiles and compose files."""

from __future__ import annotations

from tests.snapshots.detection.manifests.stating import (
    DEVELOPMENT,
    RUNTIME,
    names,
    refused,
    stated,
)


def test_images_that_stages_begin_with() -> None:
    text = """
        # syntax=docker/dockerfile:1
        ARG BASE=python:3.11
        FROM --platform=linux/amd64 ${BASE} AS build
        FROM docker.io/library/postgres:15@sha256:abc as db
        FROM localhost:5000/my/image:1
        from ghcr.io/a/b
        FROM node:${VERSION:-18}-alpine \\
            AS web
        FROM $UNKNOWN
        FROM scratch
        """

    found = stated("Dockerfile", text)

    assert [(one.name, one.version, one.line) for one in found] == [
        ("python", "3.11", 3),
        ("postgres", "15", 4),
        ("localhost:5000/my/image", "1", 5),
        ("ghcr.io/a/b", None, 6),
        ("node", "18-alpine", 7),
    ]


def test_stages_are_no_images() -> None:
    text = """
        FROM golang:1.22 AS Build
        FROM build
        COPY --from=build /a /b
        COPY --from=0 /a /b
        COPY --from=nginx:1 /a /b
        """

    assert names("Dockerfile", text) == {"golang": RUNTIME, "nginx": RUNTIME}


def test_scripts_are_no_instructions() -> None:
    """D-9: what a text mentions is no deployment."""
    text = """
        RUN <<EOF
        FROM users
        EOF
        RUN psql -c "SELECT * \\
        # a comment
        FROM users"
        RUN cat <<<"x"
        FROM alpine
        """

    assert names("Dockerfile", text) == {"alpine": RUNTIME}


def test_images_of_services() -> None:
    text = """
        x-base: &base
          image: redis:7
        services:
          db:
            image: "postgres:15"
          cache:
            <<: *base
          many:
            <<: [*base, {image: other}]
          built:
            build: .
          queue:
            image: ${IMAGE:-bitnami/kafka:3}
          odd: [1]
        volumes:
          image: nothing
        """

    found = stated("docker-compose.yml", text)

    assert [(one.name, one.version, one.line) for one in found] == [
        ("postgres", "15", 5),
        ("redis", "7", 2),
        ("redis", "7", 2),
        ("bitnami/kafka", "3", 13),
    ]


def test_a_file_for_tests_is_known_by_its_name() -> None:
    text = "services: {web: {image: selenium/hub}}"

    assert names("docker-compose.test.yml", text) == {"selenium/hub": DEVELOPMENT}


def test_objects_are_not_made() -> None:
    text = "x: !!python/object/apply:os.system [exit]\nservices: {a: {image: b}}"

    assert names("compose.yml", text) == {"b": RUNTIME}


def test_what_is_no_yaml_is_told_with_its_line() -> None:
    assert refused("compose.yml", "services:\n  a: [").line is not None
    assert refused("compose.yml", "a: 1\nb: *missing").line == 2


def test_values_of_other_types_are_passed_over() -> None:
    for text in ("", "[]", "services: 1", "services: {a: 1, b: {image: [x]}, ? [c] : {image: }}"):
        assert names("compose.yml", text) == {}, text
