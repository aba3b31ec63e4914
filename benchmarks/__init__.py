"""How long the alignment takes, beside a bare copy and beside the ways that others take."""
