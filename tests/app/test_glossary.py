"""The words of the app: every one explained, asked for rightly, and found."""

import pytest
from streamlit.testing.v1 import AppTest

from app.glossary import TERMS, explain
from app.glossary.terms import Term, found
from tests.app.conftest import ROOT, open_page

PAGES = {path.stem for path in (ROOT / "pages").glob("*.py")}


def test_every_term_has_a_short_text_and_a_page_that_is_there() -> None:
    assert len(TERMS) >= 30
    for name, term in TERMS.items():
        assert name == name.casefold()
        assert term.page in PAGES - {"glossary"}
        assert 40 < len(term.text) < 330, name
        assert term.text.endswith(".")


@pytest.mark.parametrize(
    ("term", "question", "title"),
    [
        (Term("a projector", "methods", ""), "What is a projector?", "Projector"),
        (Term("an encoder", "train", ""), "What is an encoder?", "Encoder"),
        (Term("the temperature", "methods", ""), "What is the temperature?", "Temperature"),
        (Term("features", "embeddings", "", are=True), "What are features?", "Features"),
        (Term("InfoNCE", "methods", ""), "What is InfoNCE?", "InfoNCE"),
        (Term("kNN accuracy", "embeddings", ""), "What is kNN accuracy?", "kNN accuracy"),
    ],
)
def test_a_term_is_asked_for_in_good_english(term: Term, question: str, title: str) -> None:
    assert (term.question, term.title) == (question, title)


def test_the_search_finds_words_in_names_first_and_then_in_texts() -> None:
    assert next(iter(found("Project"))) == "projector"
    assert "pca" in found("project")
    assert set(found("linear probe")) >= {"linear probe", "fine-tuning"}
    assert found("") == TERMS
    assert found("xylophone") == {}


def test_an_unknown_term_is_a_mistake_of_the_page() -> None:
    with pytest.raises(KeyError, match="projectr"):
        explain("projectr")


def test_questions_open_their_answers_where_a_term_first_appears(app: AppTest) -> None:
    open_page(app, "train")
    assert not app.exception
    assert TERMS["encoder"].text in [text.value for text in app.markdown]


def test_the_page_lists_all_terms_in_the_order_of_the_alphabet(app: AppTest) -> None:
    open_page(app, "glossary")
    assert not app.exception
    titles = [text.value.removeprefix("##### ") for text in app.markdown if text.value.startswith("##### ")]
    assert titles == [term.title for term in TERMS.values()]
    assert [title.casefold() for title in titles] == sorted(title.casefold() for title in titles)


def test_a_link_brings_a_search_along_and_an_empty_result_says_so(app: AppTest) -> None:
    open_page(app, "glossary", q="stop-gradient")
    assert app.text_input[0].value == "stop-gradient"
    assert "##### Stop-gradient" in [text.value for text in app.markdown]
    app.text_input[0].set_value("xylophone").run()
    assert not app.exception
    assert "No term or explanation" in app.info[0].value
