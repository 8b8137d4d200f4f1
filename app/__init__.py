"""Everything that knows Streamlit: pages are written on top of it, and it is written on top of the engine."""
