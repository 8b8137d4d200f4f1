"""One method: its idea, what it predicts from what, its equation and code, what it needs, and how good it is."""

from __future__ import annotations

import html
from collections.abc import Callable

import streamlit as st

from app import palette
from app.backend import store
from app.errors import shown
from app.methods.choice import choose_method
from app.methods.flow import flow_html
from app.methods.numbers import numbers_html
from app.methods.ours import benchmark_numbers, benchmarks, missing, own_runs, run_numbers
from app.methods.published import published
from app.names import ENCODERS, idea
from app.runs.tables import in_words, setting_name
from app.source import show_equation
from app.state import TRAIN_FORM_OPEN, recipe_name
from ssl_demo.config import Recipe, RunConfig, knobs
from ssl_demo.methods import FAMILIES, Method
from ssl_demo.methods.about import NEEDS

TRAIN_PAGE = "pages/train.py"
LAB_PAGE = "pages/collapse_lab.py"
HERE_AND_THERE = (
    "Larger networks, more images and hours of training: look at which methods are ahead there, not at how high they "
    "come."
)
KNN = (
    "kNN: up to 1,000 of the run's own training images, each named by the vote of its 20 nearest others. Their true "
    "labels serve for this number alone."
)


def show_card(key: str, compare: Callable[[type[Method]], None]) -> type[Method]:
    """Choose a method, by a picker whose name in the URL is the key, and show everything about it, from its file.

    `compare` is called before the next drawing, with the method whose code is to be seen beside another's.
    """
    words, buttons = st.columns([5, 2], gap="large", vertical_alignment="center")
    with buttons:
        method = choose_method(key)
        _buttons(method, compare)
    with words:
        _idea(method)
    st.subheader("What is predicted from what", anchor=False)
    st.html(flow_html(method.about.flow))
    needs, fails = st.columns(2, gap="large")
    with needs:
        st.subheader("What it needs", anchor=False)
        st.markdown(needs_in_words(method))
    with fails:
        st.subheader("When it fails", anchor=False)
        st.markdown(method.about.fails)
    st.subheader("The equation, and the code that computes it", anchor=False)
    show_equation(method)
    st.subheader("How good are its features?", anchor=False)
    there, here = st.columns(2, gap="large")
    with there:
        _published(method)
    with here:
        _ours(method)
    return method


def _buttons(method: type[Method], compare: Callable[[type[Method]], None]) -> None:
    if st.button("Train this", type="primary", icon=":material/play_arrow:", key="train_this", width="stretch"):
        st.session_state[TRAIN_FORM_OPEN] = True
        # Train's picker has the same key and so the same method. Without parameters given, Streamlit refuses to drop
        # those that a widget is bound to.
        st.switch_page(TRAIN_PAGE, query_params={})
    st.button(
        "Compare its code",
        icon=":material/compare_arrows:",
        on_click=compare,
        args=(method,),
        key="compare_this",
        width="stretch",
    )
    if not method.needs_labels and st.button(
        "Break it in the lab", icon=":material/heart_broken:", key="break_this", width="stretch"
    ):
        st.switch_page(LAB_PAGE, query_params={"lab_method": method.title})
    st.link_button("Read the paper", method.about.link, icon=":material/article:", width="stretch")


def _idea(method: type[Method]) -> None:
    colour = palette.FAMILIES[method.family].colour
    st.html(
        f'<div style="border-left:4px solid {colour};padding-left:.6rem;font-size:.9rem">'
        f"<b>{html.escape(method.family.capitalize())}.</b> {html.escape(FAMILIES[method.family])}</div>"
    )
    st.header(method.title, anchor=False)
    st.markdown(idea(method))
    st.caption(method.about.paper)


def needs_in_words(method: type[Method]) -> str:
    """Markdown: what it needs and why, what it does without, and the settings that it is made for."""
    about = method.about
    lines = [f"- **{need}**: {NEEDS[need]}" for need in about.needs] or ["Images and an encoder, and nothing else."]
    without = [need for need in NEEDS if need not in about.needs]
    lines += ["", f":small[It does without: {', '.join(without)}.]"]
    if made_for := _made_for(method):
        lines += ["", f":small[Made for: {'; '.join(made_for)}.]"]
    return "\n".join(lines)


def _made_for(method: type[Method]) -> list[str]:
    encoders = [f"the {ENCODERS.get(name, name)}" for name in method.encoders]
    helps = {name: knob.help for name, knob in knobs(RunConfig).items()}
    values = {name: recipe_name(v) if isinstance(v, Recipe) else in_words(name, v) for name, v in method.usual.items()}
    return [*encoders, *(f"{helps.get(name) or setting_name(name).lower()}: {value}" for name, value in values.items())]


def _published(method: type[Method]) -> None:
    st.markdown("**Published**")
    if numbers := published(method.name):
        st.html(numbers_html(numbers))
        st.caption(HERE_AND_THERE)
    else:
        st.markdown(
            "The tables that this page quotes (solo-learn's and Lightly's, on CIFAR-10) have no row for this method. "
            f"The numbers of its paper come from other images and far larger networks: [read them there]"
            f"({method.about.link})."
        )


def _ours(method: type[Method]) -> None:
    st.markdown("**In this project's benchmark**")
    with shown():
        row = benchmarks().get(method.name)
        if row is None:
            st.markdown(missing(method.name))
        else:
            st.html(numbers_html(benchmark_numbers(row)))
            st.caption(
                f"Encoder {row.encoder}, {row.images_per_second:,.0f} images per second, effective rank "
                f"{row.effective_rank:.0f}. {row.protocol}"
            )
    st.markdown("**Your runs of it**")
    found = own_runs(method.name, store().list())
    if found:
        st.html(numbers_html(run_numbers(found)))
        st.caption(KNN)
    else:
        st.markdown(f"No run of {method.title} has finished on this machine yet.")
