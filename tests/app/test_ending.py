"""Each page ends with one question, and one link to the next page."""

import ast

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import ROOT, open_page

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
(NAMED,) = [
    node.value
    for node in ast.parse((ROOT / "streamlit_app.py").read_text()).body
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
]
IN_ORDER = list(ast.literal_eval(NAMED))


@pytest.mark.parametrize("name", ["home", "methods", "train", "label_budget", "collapse_lab", "runs", "glossary"])
def test_a_page_ends_with_a_question_and_a_link_to_the_next_page(app: AppTest, name: str) -> None:
    open_page(app, name)
    assert not app.exception
    *_, last = app.main.children.values()
    question, link = last.children.values()
    assert question.value.startswith("**One question to try.** ")
    assert "?" in question.value
    following = IN_ORDER[(IN_ORDER.index(name) + 1) % len(IN_ORDER)]
    assert link.proto.page == ("" if following == "home" else following)
