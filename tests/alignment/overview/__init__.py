"""The overview: what it knows, how it says and draws it, and what it has done in the background."""
