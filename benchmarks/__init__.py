"""One file for each question; each prints a table."""
