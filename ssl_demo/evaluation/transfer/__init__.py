"""Task-specific or task-agnostic: several tasks, each put to the frozen features of encoders trained for others."""
