"""How the tables of the store came to be: one file a version, run in their order when a store is opened."""
