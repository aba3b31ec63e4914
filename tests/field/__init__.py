"""Databases of the field, in the states in which they may be met (behaviour, section 7)."""
