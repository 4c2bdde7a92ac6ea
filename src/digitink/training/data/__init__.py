"""The sources that a training learns from."""
