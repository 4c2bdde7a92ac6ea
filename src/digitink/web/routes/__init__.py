"""What the application answers, an address a function: pages, predictions, corrections, and how the server is."""
