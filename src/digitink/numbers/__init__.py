"""Read numbers from a page of ink."""
