"""A story told with real tables: aligned, used, and brought back."""
