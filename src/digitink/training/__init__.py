"""How the shipped model is made. Needs the extra `train`; serving never imports it."""
