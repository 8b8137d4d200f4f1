"""Links: what the reader of one may turn, and how a page's link is handed on."""
