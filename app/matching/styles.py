"""How each kind of features is drawn and called."""

from app.palette import CONTENDERS, HAND_MADE

STYLES = CONTENDERS | HAND_MADE
