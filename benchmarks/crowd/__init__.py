"""A class in front of the app, without browsers: each learner is a tab that speaks Streamlit's own websocket."""
