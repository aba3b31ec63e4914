"""Somebody who looks at every page of the admin, in a process of its own."""
