"""Work that outlives a page: one worker process per run, and the queue in front of it."""
