"""Front ends, documents and odd ones: exactly what the shipped set is to see in them."""

import json
from pathlib import Path

import pytest

from snapshots.detection import detect_technologies
from techknowledge.shipped import shipped
from tests.snapshots.detection.world import knows, plant
from tests.snapshots.shipped.detecting import detected

pytestmark = pytest.mark.django_db


def package(*dependencies: str, dev: str = "", **more: object) -> str:
    """A package.json."""
    return json.dumps(
        {
            "dependencies": dict.fromkeys(dependencies, "^1.0.0"),
            "devDependencies": dict.fromkeys(dev.split(), "^1.0.0"),
            **more,
        }
    )


def test_nextjs_in_a_pnpm_monorepo(tmp_path: Path) -> None:
    files = {
        "package.json": package(dev="turbo typescript", private=True),
        "pnpm-workspace.yaml": "packages:\n  - apps/*\n  - packages/*\n",
        "turbo.json": '{"tasks": {"build": {}}}\n',
        "apps/web/package.json": package("next", "react", "react-dom", dev="tailwindcss"),
        "apps/web/next.config.js": "module.exports = {}\n",
        "apps/web/app/page.tsx": 'import React from "react";\nexport default () => null;\n',
        "packages/store/package.json": package("@prisma/client", "pg", dev="prisma"),
        "packages/store/index.ts": 'import { PrismaClient } from "@prisma/client";\n',
    }

    assert detected(tmp_path, files) == {
        "framework:nextjs": "runtime",
        "framework:react": "runtime",
        "framework:prisma": "runtime",
        "framework:tailwindcss": "development",
        "database:postgresql": "runtime",
        "build_system:turborepo": "development",
        "architecture:monorepo": "runtime",
    }


def test_services_of_angular_are_no_microservices(tmp_path: Path) -> None:
    folders = ("auth", "cart", "orders", "users", "search")
    files = {
        f"src/app/services/{name}/{name}.service.ts": "export class Service {}\n"
        for name in folders
    }
    files |= {
        "package.json": package("@angular/core", "@angular/router", "rxjs", dev="@angular/cli"),
        "angular.json": '{"version": 1}\n',
        "src/main.ts": 'import { bootstrapApplication } from "@angular/platform-browser";\n',
    }

    assert detected(tmp_path, files) == {"framework:angular": "runtime"}


def test_services_that_say_so_are_microservices(tmp_path: Path) -> None:
    files = {
        f"services/{name}-service/Dockerfile": "FROM scratch\n"
        for name in ("cart", "orders", "users", "search")
    }

    assert detected(tmp_path, files) == {
        "architecture:microservices": "runtime",
        "deployment:docker": "runtime",
    }


def test_documents_only(tmp_path: Path) -> None:
    """D-9."""
    files = {
        "README.md": "# Shop\n\nRuns on Docker, Kubernetes, Redis and PostgreSQL, from Django.\n",
        "docs/install.rst": "Install\n=======\n\n``import django``, ``pip install celery``\n",
        "docs/api.yaml": "openapi: 3.1.0\ninfo: {title: Shop, version: '1'}\n",
    }

    assert detected(tmp_path, files) == {}


def test_a_file_that_is_only_called_serverless_deploys_nothing(tmp_path: Path) -> None:
    assert detected(tmp_path, {"src/serverless.ts": "", "serverless.ts": "export {};\n"}) == {}


@pytest.mark.parametrize(
    ("file", "languages"),
    [
        ("include/list.h", ["language:c"]),
        ("analysis.m", []),
        ("App.mm", ["language:objective_c"]),
    ],
)
def test_files_that_several_languages_have(file: str, languages: list[str], tmp_path: Path) -> None:
    """A library of headers is in C; an `.m` may be MATLAB."""
    knows(*shipped())

    report = detect_technologies(plant(tmp_path, {file: "x = 1;\n"}))

    assert [str(one.technology) for one in report.languages] == languages
