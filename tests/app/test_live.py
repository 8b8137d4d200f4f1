from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from app.live import live
    from ssl_demo.errors import UserError

    st.session_state["pages"] = st.session_state.get("pages", 0) + 1
    left = st.session_state.setdefault("left", [])

    def render() -> None:
        st.write("drawn")
        if st.session_state.get("broken"):
            raise UserError("Choose another one.")

    live(render, lambda: left.pop(0) if left else None)


def run(left: list[float | None], **state: object) -> AppTest:
    app = AppTest.from_function(page)
    app.session_state["left"] = left
    for name, value in state.items():
        app.session_state[name] = value
    return app.run()


def test_what_stands_still_is_drawn_once() -> None:
    app = run([])
    assert app.session_state["pages"] == 1
    assert [text.value for text in app.markdown] == ["drawn"]


def test_what_goes_on_is_drawn_and_the_page_left_alone() -> None:
    assert run([1.0, 1.0]).session_state["pages"] == 1


def test_when_it_ends_or_begins_the_whole_page_is_run_once_more() -> None:
    assert run([1.0, None]).session_state["pages"] == 2
    assert run([None, 1.0, 1.0, 1.0]).session_state["pages"] == 2


def test_when_the_pace_changes_the_page_takes_it_over() -> None:
    assert run([0.5, 1.0, 1.0, 1.0]).session_state["pages"] == 2


def test_a_sentence_for_people_stays_one() -> None:
    app = run([], broken=True)
    assert not app.exception
    assert [error.value for error in app.error] == ["Choose another one."]
