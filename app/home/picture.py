"""The one picture that says what self-supervised learning does, made of real images."""

from __future__ import annotations

import html
import urllib.parse

import torch
from torch import Tensor

from app.palette import CLASS_COLOURS
from app.sprite import make_sprite

PULL, PUSH = CLASS_COLOURS[2], CLASS_COLOURS[1]

STYLE = """
.ssl-picture{display:grid;gap:.4rem 1.5rem;width:100%;
grid-template-columns:minmax(0,.75fr) minmax(0,1.1fr) minmax(0,2.2fr)}
.ssl-picture h4{margin:0 0 .4rem;font-size:.85rem;font-weight:600;opacity:.75;padding:0;line-height:1.3}
.ssl-picture .step{position:relative;display:flex;flex-direction:column;min-width:0}
.ssl-picture .step+.step::before{content:"›";position:absolute;left:-1.1rem;top:50%;font-size:1.6rem;opacity:.45;
line-height:1;transform:translateY(-40%)}
.ssl-picture .stack{flex:1;display:flex;flex-direction:column;justify-content:space-around;gap:.6rem}
.ssl-picture .row{display:flex;gap:.5rem}
.ssl-picture .tile{width:100%;aspect-ratio:1;image-rendering:pixelated;border-radius:.5rem;background-image:url(SHEET);
background-size:WIDE HIGH}
.ssl-picture .row .tile{flex:1;min-width:0}
.ssl-picture .other{opacity:.92}
.ssl-picture .plane{position:relative;aspect-ratio:1.1;border-radius:.8rem;
background:radial-gradient(circle,rgb(128 138 155/.28) 1px,transparent 1.5px) 0 0/18px 18px,rgb(128 138 155/.07)}
.ssl-picture .plane>div{position:absolute}
.ssl-picture .plane .tile{width:25%;border-radius:.4rem}
.ssl-picture .same{box-shadow:0 0 0 3px PULL}
.ssl-picture .far{box-shadow:0 0 0 3px PUSH}
.ssl-picture .arrows{inset:0;background:url("ARROWS") 0 0/100% 100% no-repeat}
.ssl-picture .words{font-size:.85rem;font-weight:600;line-height:1.2}
@media(max-width:640px){.ssl-picture{grid-template-columns:1fr 2fr;gap:1rem 1.5rem}
.ssl-picture .step:last-child{grid-column:1/-1}.ssl-picture .step:last-child::before{display:none}}
"""

ARROWS = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" preserveAspectRatio="none">
<g fill="none" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round" vector-effect="non-scaling-stroke">
<g stroke="{PULL}">
<path vector-effect="non-scaling-stroke" d="M30.5 51.5 L34 57.5 M31 56.5 L34 57.5 L34.2 53.8"/>
<path vector-effect="non-scaling-stroke" d="M39 66.5 L35.5 60.5 M38.5 61.5 L35.5 60.5 L35.3 64.2"/></g>
<path stroke="{PUSH}" vector-effect="non-scaling-stroke" d="M46 54 L68 35 M63 35.6 L68 35 L67.3 40"/>
</g></svg>"""


def ssl_picture(pixels: Tensor, views: Tensor) -> str:
    """HTML of the picture: two images uint8 [2, 3, 32, 32] and two views of each, float [view, image, 3, 32, 32].

    The two views of the first image are drawn towards each other, a view of the second is pushed away from them.
    """
    tiles = [pixels[0].float() / 255, views[0, 0], views[1, 0], pixels[1].float() / 255, views[0, 1], views[1, 1]]
    sprite = make_sprite(torch.stack(tiles), columns=6)

    def tile(number: int, words: str, kind: str = "", place: str = "") -> str:
        left, top = sprite.corner(number)
        x = 100 * left / (sprite.columns * sprite.pitch - sprite.side)
        y = 100 * top / (sprite.pitch - sprite.side)
        words = html.escape(words, quote=True)
        return (
            f'<div class="tile {kind}" role="img" aria-label="{words}" title="{words}"'
            f' style="background-position:{x:.3f}% {y:.3f}%;{place}"></div>'
        )

    fill = {
        "SHEET": sprite.url,
        "WIDE": f"{100 * sprite.columns * sprite.pitch / sprite.side:.3f}%",
        "HIGH": f"{100 * sprite.pitch / sprite.side:.3f}%",
        "PULL": PULL,
        "PUSH": PUSH,
        "ARROWS": "data:image/svg+xml," + urllib.parse.quote(ARROWS),
    }
    style = STYLE
    for name, value in fill.items():
        style = style.replace(name, value)
    return f"""<style>{style}</style><div class="ssl-picture" role="group"
aria-label="Two views of one image are pulled together in the space of embeddings, another image is pushed away">
<div class="step"><h4>Images, no labels</h4><div class="stack">{tile(0, "an image")}{tile(3, "another image", "other")}
</div></div>
<div class="step"><h4>Two random views of each</h4><div class="stack">
<div class="row">{tile(1, "first view", "same")}{tile(2, "second view", "same")}</div>
<div class="row">{tile(4, "a view of the other image", "far")}{tile(5, "another view of it", "far")}</div></div></div>
<div class="step"><h4>Where the encoder puts them</h4><div class="plane"><div class="arrows"></div>
{tile(1, "first view", "same", "left:4%;top:22%")}{tile(2, "second view", "same", "left:40%;top:68%")}
{tile(4, "a view of the other image", "far", "left:71%;top:6%")}
<div class="words" style="left:5%;top:64%;color:{PULL};width:25%">pulled together</div>
<div class="words" style="left:60%;top:49%;color:{PUSH}">pushed apart</div></div></div></div>"""
