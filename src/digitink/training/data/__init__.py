"""What is learnt from: the sources, and drawing them anew. Knows the core, and of training nothing but itself."""
