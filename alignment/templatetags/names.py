"""How rows are named where there is little room."""

from django import template

from alignment.admin.cells import heading

register = template.Library()
register.filter(heading)
