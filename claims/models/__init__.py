"""The packaged weights, their model cards and the one loader."""
