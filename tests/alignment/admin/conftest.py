"""Who looks: an administrator, staff who may see everything, staff who may see nothing."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client


def logged_in(user: User) -> Client:
    """Without a password, of which a hash takes half a second."""
    client = Client()
    client.force_login(user)
    return client


def staff(name: str, *codenames: str) -> Client:
    """Staff with some permissions."""
    user = User.objects.create(username=name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return logged_in(user)


@pytest.fixture
def admin_client(db: None) -> Client:
    user = User.objects.create(username="admin", is_staff=True, is_superuser=True)
    return logged_in(user)


@pytest.fixture
def viewer(db: None) -> Client:
    """Who may see everything, and change nothing."""
    names = Permission.objects.filter(codename__startswith="view_")
    return staff("viewer", *names.values_list("codename", flat=True))


@pytest.fixture
def stranger(db: None) -> Client:
    """Who may see nothing."""
    return staff("stranger")


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    """Rows that a list counts and makes pages of, two each."""
    for module in ("changelist", "archive", "archive_views"):
        monkeypatch.setattr(f"alignment.admin.{module}.MOST", 4)
    monkeypatch.setattr("alignment.admin.changelist.PAGED", 4)
    monkeypatch.setattr("alignment.admin.listing.ListedRows.list_per_page", 2)
    return 4
