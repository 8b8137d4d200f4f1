"""The queue worked off by a Ray cluster.

    the app (ray_backend) → the bridge, a process → a site for each run, an actor → its tasks on all nodes (fan_out)

What a run needs goes there as a parcel; what it writes comes back as changes (watched), which the bridge alone writes
into the store (mirror). Ray is imported by the bridge and on the nodes, never by the app itself.
"""
