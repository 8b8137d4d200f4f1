// The family tree of methods: families branch off a question, and each leaf is a button that Python hears of.

const CARD = ".st-key-method_card";

export default function ({ data, parentElement, setTriggerValue }) {
  const make = (tag, text = "", parts = []) => {
    const element = document.createElement(tag);
    element.textContent = text;
    element.append(...parts);
    return element;
  };
  const choose = (name) => {
    setTriggerValue("chosen", name);
    const card = document.querySelector(CARD);
    if (!card || card.getBoundingClientRect().top < 0.6 * window.innerHeight) return;
    card.style.scrollMarginTop = "4rem"; // the height of Streamlit's bar, under which the card would hide
    card.scrollIntoView({ block: "start" });
  };
  const leaf = ({ name, title, year }) => {
    const button = make("button", title, year ? [make("small", year)] : []);
    button.type = "button";
    if (name === data.chosen) button.setAttribute("aria-current", "true");
    button.onclick = () => choose(name);
    return make("li", "", [button]);
  };
  const branch = ({ family, about, colour, leaves }) => {
    const words = make("div", "", [make("b", family), make("span", about)]);
    words.className = "family";
    const list = make("ul", "", leaves.map(leaf));
    list.className = "leaves";
    const item = make("li", "", [words, list]);
    item.style.setProperty("--colour", colour);
    return item;
  };
  // Keep the keyboard where it is: the buttons are made anew after each choice.
  const held = parentElement.querySelector(".tree button:focus");
  const place = [...parentElement.querySelectorAll(".tree button")].indexOf(held);
  parentElement.querySelector(".root").textContent = data.question;
  parentElement.querySelector(".branches").replaceChildren(...data.branches.map(branch));
  if (place >= 0) parentElement.querySelectorAll(".tree button")[place]?.focus({ preventScroll: true });
}
