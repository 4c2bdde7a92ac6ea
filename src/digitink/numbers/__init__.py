"""A page of ink into numbers."""
