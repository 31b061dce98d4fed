"""Where the work runs: one process a core, one batch ahead, or many machines.

On a cluster Ray reads, extracts and embeds, and one process writes: ``shards`` is how what
was found is kept on the way, ``stages`` what runs there, and ``gather`` brings it back in
order, so that the database is the one that one process makes.
"""
