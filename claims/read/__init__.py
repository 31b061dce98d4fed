"""Bytes or an address in, :class:`~claims.records.Article` out: one module a format."""
