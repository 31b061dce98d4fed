"""Ingest on several machines: Ray reads, extracts and embeds, one process writes.

``shards`` is how what was found is kept on the way, ``stages`` what runs on the cluster, and
``gather`` brings it back in order, so that the database is the one that one process makes.
"""
