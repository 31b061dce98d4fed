"""Texts as vectors, and what is near: in memory, on the disk, and as the store asks."""
