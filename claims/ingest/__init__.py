"""A batch of articles: what is new in it, versions, copies, and what it changes."""
