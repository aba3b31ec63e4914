"""Tables against models."""
