"""A reading, and what answers it: who says what, what is denied, what is in dispute."""
