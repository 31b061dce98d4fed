"""Claims in, :class:`~claims.records.Link` out: which cannot both be true, and why."""
