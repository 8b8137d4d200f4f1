"""The words of the app: what each means, and where it can be seen."""

from app.glossary.explain import explain
from app.glossary.terms import TERMS, Term

__all__ = ["TERMS", "Term", "explain"]
