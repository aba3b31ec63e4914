"""What is said to who sent a request that is refused."""

from __future__ import annotations

from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token

from alignment.admin.address import Misunderstood

# Their texts are made of the address alone, so who sent it may read them.
TOLD = (Misunderstood, DisallowedModelAdminLookup)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of a request that was not understood."""
    told = str(exception) if isinstance(exception, TOLD) else ""
    return render(request, "400.html", {"told": told}, status=400)
