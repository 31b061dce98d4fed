"""Packaged weights, their model cards, and the one loader."""
