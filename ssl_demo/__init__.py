"""The engine: data, augmentation, models, methods, training, evaluation, runs and jobs. It never imports streamlit."""
