"""pom.xml."""

from __future__ import annotations

import pytest

from tests.snapshots.detection.manifests.stating import DEVELOPMENT, RUNTIME, refused, stated

WEB = "org.springframework.boot:spring-boot-starter-web"


def test_pom() -> None:
    text = """
        <?xml version="1.0" encoding="ISO-8859-1"?>
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <dependencyManagement><dependencies>
            <dependency><groupId>only</groupId><artifactId>bound</artifactId></dependency>
          </dependencies></dependencyManagement>
          <dependencies>
            <dependency>
              <groupId> org.springframework.boot </groupId>
              <artifactId>spring-boot-starter-web</artifactId>
              <exclusions><exclusion>
                <groupId>not</groupId><artifactId>wanted</artifactId>
              </exclusion></exclusions>
            </dependency>
            <dependency>
              <groupId>junit</groupId><artifactId>junit</artifactId>
              <version>4</version><scope>test</scope>
            </dependency>
            <dependency><groupId>nameless</groupId></dependency>
          </dependencies>
          <build><plugins><plugin><dependencies>
            <dependency><groupId>of</groupId><artifactId>plugin</artifactId></dependency>
          </dependencies></plugin></plugins></build>
          <profiles><profile><dependencies>
            <dependency><groupId>in</groupId><artifactId>profile</artifactId></dependency>
          </dependencies></profile></profiles>
        </project>
        """

    found = stated("pom.xml", text)

    assert [(one.name, one.version, one.development, one.line) for one in found] == [
        (WEB, None, RUNTIME, 7),
        ("junit:junit", "4", DEVELOPMENT, 14),
        ("in:profile", None, RUNTIME, 24),
    ]


def test_an_author_in_latin_1_is_no_obstacle() -> None:
    content = b"""<?xml version="1.0" encoding="ISO-8859-1"?>
        <project><!-- Andr\xe9 --><dependencies>
        <dependency><groupId>g</groupId><artifactId>a</artifactId></dependency>
        </dependencies></project>"""

    assert [one.name for one in stated("pom.xml", content)] == ["g:a"]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ('<!DOCTYPE p [<!ENTITY a "aaaa">]>\n<p>&a;</p>', 1, "document type"),
        ('<!-- x -->\n<!DOCTYPE p SYSTEM "file:///etc/passwd"><p/>', 2, "document type"),
        ("<a>\n<b></a>", 2, "mismatched tag"),
        ("<a>&undefined;</a>", 1, "undefined entity"),
        ("<a>" * 101, 1, "more than 100 deep"),
    ],
)
def test_what_is_refused_is_told_with_its_line(text: str, line: int, reason: str) -> None:
    error = refused("pom.xml", text)

    assert error.line == line
    assert reason in str(error)
