"""Which method, and which two: pickers that the URL carries."""

from __future__ import annotations

import streamlit as st

from app.url import bound
from ssl_demo.config import RunConfig
from ssl_demo.methods import FAMILIES, METHODS, Method


def choose_method(key: str) -> type[Method]:
    """The picker of one method, named by its title."""
    return _pick("Method", key, METHODS[RunConfig.method])


def choose_pair(left: str, right: str) -> tuple[type[Method], type[Method]]:
    """Two pickers beside each other, at first with the usual method and its next relative."""
    usual = METHODS[RunConfig.method]
    relatives = [method for method in in_order() if method.family == usual.family and method is not usual]
    columns = st.columns(2)
    with columns[0]:
        one = _pick("One method", left, usual)
    with columns[1]:
        other = _pick("Another method", right, [*relatives, usual][0])
    return one, other


def in_order() -> list[type[Method]]:
    """All methods, family by family."""
    return sorted(METHODS.values(), key=lambda method: (list(FAMILIES).index(method.family), method.title))


def _pick(label: str, key: str, usual: type[Method]) -> type[Method]:
    methods = {method.title: method for method in in_order()}
    with bound(key) as url:
        return methods[st.selectbox(label, list(methods), index=list(methods).index(usual.title), **url)]
