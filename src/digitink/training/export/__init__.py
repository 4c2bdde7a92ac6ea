"""What is trained, written as it is served."""
