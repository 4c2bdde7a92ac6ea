"""Migrations of the store: one file for each version, run in order when a store is opened."""
