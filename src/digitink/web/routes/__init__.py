"""The routes, one function per endpoint: pages, predictions, corrections and status."""
