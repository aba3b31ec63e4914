"""Where the project answers: the admin."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

admin.site.site_header = "Singularity, aligned"
admin.site.site_title = "Singularity, aligned"
admin.site.index_title = "What is here"
admin.site.site_url = None  # the admin is all there is

handler400 = "config.problems.bad_request"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/overview/", include("alignment.urls")),
    path("admin/", admin.site.urls),
]
