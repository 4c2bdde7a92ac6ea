"""Sources of pictures for bulk reading, and a Ray cluster on this machine that reads them."""
