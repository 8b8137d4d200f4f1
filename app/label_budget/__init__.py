"""The parts of the Label budget page: what is asked, measured, drawn and said."""
