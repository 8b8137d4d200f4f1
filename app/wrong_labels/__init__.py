"""The parts of the Label budget page's tab on wrong labels: what is asked, measured, searched, drawn and said."""
