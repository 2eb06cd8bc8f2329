"""The only way of an image through a worker: claim it with a lease, then finish it or lose it.

SQL owns the work. A claim is one conditional UPDATE; whoever's claim is still on the row may end the image,
nobody else can. What is said here holds on SQLite and on Postgres.
"""
