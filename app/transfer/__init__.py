"""The page "One task or all?": encoders trained for one task each and for none, each put to every task."""
