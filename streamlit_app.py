"""The frame around the pages: `streamlit run streamlit_app.py`, or just `streamlit run`."""

import streamlit as st

from app.frame import run_in_frame

PAGES = {
    "home": ("Home", ":material/home:"),
    "good_features": ("Good features", ":material/join_inner:"),
    "transfer": ("One task or all?", ":material/grid_on:"),
    "augmentations": ("Augmentations", ":material/auto_fix_high:"),
    "methods": ("Methods", ":material/account_tree:"),
    "train": ("Train", ":material/model_training:"),
    "embeddings": ("Embeddings", ":material/bubble_chart:"),
    "label_budget": ("Label budget", ":material/stacked_line_chart:"),
    "collapse_lab": ("Collapse lab", ":material/heart_broken:"),
    "runs": ("Runs", ":material/folder_open:"),
    "glossary": ("Glossary", ":material/menu_book:"),
    "workshop": ("Workshop", ":material/school:"),
    "class_board": ("Class board", ":material/tv:"),
}

st.set_page_config(page_title="See self-supervised learning happen", page_icon="app/icon.png", layout="wide")
pages = [
    st.Page(f"pages/{name}.py", title=title, icon=icon, default=name == "home") for name, (title, icon) in PAGES.items()
]
run_in_frame(st.navigation(pages, expanded=True))
