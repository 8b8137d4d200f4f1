"""The run folder: everything about a run lies in plain files, and pages read nothing else."""
