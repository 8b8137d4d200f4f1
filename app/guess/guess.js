// A curve guessed by hand: points that slide up and down over a logarithmic axis, and of which Python hears.

const MARGIN = { left: 48, right: 4, top: 34, bottom: 46 };
const INSET = 26; // from the ends of the axis to the outer points, which fingers must find
const STEPS = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10, Home: -100, End: 100 };
const guesses = new WeakMap();
const percent = (value) => `${value}\u00a0%`;
const number = (count) => count.toLocaleString("en");

class Guess {
  constructor(root) {
    this.root = root;
    for (const name of ["guess", "title", "stage", "chart"]) this[name] = root.querySelector("." + name);
    this.watch = new ResizeObserver(() => this.draw());
    this.watch.observe(this.stage);
  }

  update({ data, setStateValue }) {
    this.data = data;
    this.tell = setStateValue;
    this.guess.setAttribute("aria-label", data.title);
    this.guess.style.setProperty("--guess", data.colour);
    this.title.textContent = data.title;
    this.chart.style.height = data.height + "px";
    // What stands here is never older than what a rerun brings back: a person may have gone on moving meanwhile.
    if (this.values?.length !== data.values.length) {
      this.values = data.values;
      this.told = String(this.values);
      this.handles?.forEach((handle) => handle.remove());
      this.handles = this.values.map((_, i) => this.stage.appendChild(this.makeHandle(i)));
    }
    this.draw();
  }

  makeHandle(i) {
    const handle = document.createElement("div");
    handle.className = "handle";
    handle.tabIndex = 0;
    const about = { role: "slider", "aria-orientation": "vertical", "aria-valuemin": 0, "aria-valuemax": 100 };
    for (const [name, value] of Object.entries(about)) handle.setAttribute(name, value);
    const height = (event) => event.clientY - this.stage.getBoundingClientRect().top;
    let grip = 0; // how far from the point's middle it was taken hold of
    handle.onpointerdown = (event) => {
      if (event.button) return;
      handle.setPointerCapture(event.pointerId);
      grip = height(event) - this.y(this.values[i]);
    };
    handle.onpointermove = (event) => {
      if (handle.hasPointerCapture(event.pointerId)) this.move(i, this.valueAt(height(event) - grip));
    };
    handle.onlostpointercapture = () => this.report();
    handle.onkeydown = (event) => {
      if (!STEPS[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      this.move(i, this.values[i] + STEPS[event.key]);
    };
    handle.onkeyup = handle.onblur = () => this.report();
    return handle;
  }

  move(i, value) {
    this.values = this.values.with(i, Math.min(100, Math.max(0, Math.round(value))));
    this.draw();
  }

  report() {
    if (String(this.values) === this.told) return;
    this.told = String(this.values);
    this.tell("guess", this.values);
  }

  x(count) {
    const { counts } = this.data, from = Math.log(counts[0]), to = Math.log(counts.at(-1));
    const share = to > from ? (Math.log(count) - from) / (to - from) : 0.5;
    return MARGIN.left + INSET + share * (this.width - MARGIN.left - MARGIN.right - 2 * INSET);
  }
  y(value) { return MARGIN.top + (1 - value / 100) * (this.data.height - MARGIN.top - MARGIN.bottom); }
  valueAt(y) { return 100 * (1 - (y - MARGIN.top) / (this.data.height - MARGIN.top - MARGIN.bottom)); }

  draw() {
    this.width = this.stage.clientWidth;
    if (!this.data || !this.width) return;
    this.chart.replaceChildren(...this.axes(), ...this.chance(), ...this.curve());
    this.handles.forEach((handle, i) => {
      const value = this.values[i], count = this.data.handles[i];
      handle.style.left = this.x(count) + "px";
      handle.style.top = this.y(value) + "px";
      handle.setAttribute("aria-valuenow", value);
      handle.setAttribute("aria-valuetext", percent(value));
      handle.setAttribute("aria-label", `Accuracy with ${number(count)} ${count === 1 ? "label" : "labels"} per class`);
    });
  }

  shape(tag, attributes, words) {
    const element = document.createElementNS(this.chart.namespaceURI, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (words !== undefined) element.textContent = words;
    return element;
  }
  line(kind, x1, y1, x2, y2, more) { return this.shape("line", { class: kind, x1, y1, x2, y2, ...more }); }
  words(text, kind, x, y, anchor, more) {
    return this.shape("text", { class: kind, x, y, "text-anchor": anchor, ...more }, text);
  }

  axes() {
    const left = MARGIN.left, right = this.width - MARGIN.right, ground = this.y(0), all = this.data.handles;
    return [
      this.words("accuracy", "quiet", 0, 11, "start"),
      ...[0, 25, 50, 75, 100].flatMap((value) => [
        this.line(value ? "grid" : "axis", left, this.y(value), right, this.y(value)),
        this.words(percent(value), "quiet", left - 8, this.y(value) + 4.5, "end"),
      ]),
      ...this.data.counts.map((count) => this.line("tick", this.x(count), ground, this.x(count), ground + 5)),
      ...this.ticks().map((count) =>
        this.words(number(count), all.includes(count) ? "strong" : "quiet", this.x(count), ground + 20, "middle")),
      this.words("labels per class", "quiet", (left + right) / 2, ground + 40, "middle"),
    ];
  }

  // The counts whose words find room beside each other; those of the points come first.
  ticks() {
    const kept = [], width = (count) => 7.5 * number(count).length;
    const apart = (a, b) => Math.abs(this.x(a) - this.x(b)) >= (width(a) + width(b)) / 2 + 8;
    for (const count of new Set([...this.data.handles, ...this.data.counts]))
      if (kept.every((other) => apart(count, other))) kept.push(count);
    return kept;
  }

  chance() {
    const { chance, chanceColour: colour, handles } = this.data, y = this.y(chance);
    const right = this.width - MARGIN.right, [before, last] = handles.slice(-2).map((count) => this.x(count));
    const x = last ? (before + last) / 2 : (before + right) / 2; // where no point ever hides it
    return [
      this.line("chance", MARGIN.left, y, right, y, { stroke: colour }),
      this.words(`chance, ${percent(Number(chance.toPrecision(2)))}`, "halo quiet", x, chance > 85 ? y + 17 : y - 7, "middle"),
    ];
  }

  curve() {
    const places = this.data.handles.map((count, i) => [this.x(count), this.y(this.values[i])]);
    return [
      this.shape("polyline", { class: "curve", points: places.join(" ") }),
      ...places.map(([x, y], i) => this.words(percent(this.values[i]), "halo strong", x, y - 22, "middle")),
    ];
  }

  destroy() {
    this.watch.disconnect();
    guesses.delete(this.root);
  }
}

export default function (component) {
  const root = component.parentElement;
  let guess = guesses.get(root);
  if (!guess) guesses.set(root, (guess = new Guess(root)));
  guess.update(component);
  // A cleanup may also run when a newer update overtakes this one; the chart ends only with its place on the page.
  return () => setTimeout(() => root.host?.isConnected || guess.destroy());
}
