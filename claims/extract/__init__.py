"""Articles in, :class:`~claims.records.Statement` out: who said what, how and when."""
