"""Pages of the admin that belong to no model."""

from django.contrib import admin
from django.urls import path

from alignment.admin.overview import inspect_view, overview_view, progress_view

app_name = "alignment"

urlpatterns = [
    path("", admin.site.admin_view(overview_view), name="overview"),
    path("inspect/", admin.site.admin_view(inspect_view), name="inspect"),
    path("inspections/<int:key>/", admin.site.admin_view(progress_view), name="progress"),
]
