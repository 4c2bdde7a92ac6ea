"""The training data: its sources, and their augmentation. Imports the core, and nothing else of training."""
