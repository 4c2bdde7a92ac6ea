"""What examples/ has does what it says."""
