// A map of images: points that glide to new places, a thumbnail on hover, a click and a lasso that Python hears of.

const TURN = 700; // milliseconds a point takes to its new place
const maps = new WeakMap();
const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

class ImageMap {
  constructor(root) {
    this.root = root;
    for (const name of ["scatter", "stage", "points", "tip", "buttons", "hint", "legend", "spoken", "summary"])
      this[name] = root.querySelector("." + name);
    this.camera = new Camera();
    this.turn = new Turn();
    this.film = new Film(this);
    this.axes = 2;
    this.now = this.flat = new Float32Array(0);
    this.hover = this.cursor = this.picked = -1;
    this.group = null;
    this.chosen = new Set();
    this.fingers = new Map();
    this.said = 0;
    this.stop = new AbortController();
    this.listen();
  }

  update({ data, setStateValue }) {
    this.data = data;
    this.tell = setStateValue;
    this.groups = decode(data.groups, Uint16Array);
    const glides = this.axes === data.axes && this.now.length === this.groups.length * data.axes && !calm();
    this.from = glides ? this.now.slice() : null;
    this.axes = data.axes;
    this.fixed = fitted(decode(data.points, Float32Array), data.axes);
    this.depth = new Float32Array(this.groups.length);
    this.order = Uint32Array.from(this.groups.keys());
    if (this.flat.length !== 2 * this.groups.length) this.cursor = this.hover = -1;
    this.flat = new Float32Array(2 * this.groups.length);
    this.film.load(data.film ?? undefined, data.axes, this.groups.length);
    // What Python answers to something older than was said last is left aside: the person has gone on meanwhile.
    if ((data.heard ?? 0) >= this.said) {
      this.picked = data.picked ?? -1;
      this.chosen = new Set(data.chosen);
      this.unheard = null;
      if (!this.film.playing && !this.held && this.film.is(data.film)) this.film.time = Math.min(this.film.last, data.at);
    }
    this.started = performance.now();
    this.place(this.started); // at once: a key may be pressed before the next frame is painted
    this.points.style.height = data.height + "px";
    this.points.setAttribute("aria-label", data.label);
    this.scatter.classList.toggle("solid", data.axes === 3);
    this.buttons.querySelector('[data-does="lasso"]').hidden = !data.lasso;
    this.drawLegend();
    this.relight();
    this.restyle();
    clearTimeout(this.summing);
    this.summing = setTimeout(() => this.sumUp(), TURN + 100);
  }

  restyle() {
    const style = getComputedStyle(this.scatter);
    this.ink = style.getPropertyValue("--st-text-color") || "#000";
    this.paper = style.getPropertyValue("--st-background-color") || "#fff";
    this.stamps = null;
    this.resize();
  }

  resize() {
    const { clientWidth: width } = this.stage, height = this.data.height;
    const ratio = window.devicePixelRatio || 1;
    if (!width) return;
    this.camera.resize(width, height);
    this.points.width = Math.round(width * ratio);
    this.points.height = Math.round(height * ratio);
    if (!this.film.film.hidden) this.film.draw();
    this.draw();
  }

  draw() {
    if (this.frame) return;
    this.frame = requestAnimationFrame((time) => { this.frame = 0; this.paint(time); });
  }

  // Where the points belong, and how far they have come on their way there.
  place(time) {
    const target = this.film.frames.length ? this.film.points() : this.fixed;
    const way = this.from ? Math.min(1, (time - this.started) / TURN) : 1;
    if (way >= 1) { this.from = null; this.now = target; }
    else {
      const eased = way < 0 ? 0 : 1 - (1 - way) ** 3, { from } = this;
      this.now = from.map((v, i) => v + (target[i] - v) * eased);
    }
    if (this.axes === 3) this.turn.look(this.now, this.flat, this.depth);
    else this.flat = this.now;
  }

  paint(time) {
    if (!this.camera.width) return; // not laid out yet; its size will come with a resize, which draws it
    this.place(time);
    const ratio = this.points.width / this.camera.width, pen = this.points.getContext("2d");
    const radius = this.radius(ratio);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, this.camera.width, this.camera.height);
    if (this.axes === 3) this.order.sort((a, b) => this.depth[a] - this.depth[b]);
    for (const front of this.dimmed ? [false, true] : [true]) this.paintPoints(pen, front, ratio);
    for (const i of this.data.marked) this.paintRing(pen, i, radius + 4, this.ink, 1.5);
    if (this.cursor >= 0) this.paintRing(pen, this.cursor, radius + 6, this.ink, 1);
    if (this.hover >= 0) this.paintRing(pen, this.hover, radius + 3, this.ink, 2);
    if (this.picked >= 0) { this.paintRing(pen, this.picked, radius + 7, this.paper, 6); this.paintRing(pen, this.picked, radius + 7, this.ink, 3); }
    this.paintLasso(pen);
    this.showTip();
    if (this.from) this.draw();
  }

  radius(ratio) {
    const radius = Math.min(9, Math.max(2.2, 5.5 - Math.log10(Math.max(this.groups.length, 10) / 100) * 1.7) * this.camera.zoom ** 0.3);
    const key = `${radius.toFixed(2)} ${ratio}`;
    if (this.stamps?.key !== key) {
      const list = this.data.names.map((_, group) => stamp(this.data.markers[group], this.data.colours[group], this.paper, radius, ratio));
      this.stamps = { key, list };
    }
    return radius;
  }

  // In whole pixels of the screen: a stamp that need not be smoothed is drawn several times as fast.
  paintPoints(pen, front, ratio) {
    const { camera, flat, groups, lit, depth, order } = this, solid = this.axes === 3;
    const { width, height } = this.points, scale = camera.unit * camera.zoom * ratio;
    const left = width / 2 - camera.x * scale, top = height / 2 + camera.y * scale;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.globalAlpha = front ? 0.92 : 0.13;
    for (let at = 0; at < groups.length; at++) {
      const i = solid ? order[at] : at, picture = this.stamps.list[groups[i]];
      if (lit[i] === 1 !== front || !picture) continue;
      const size = solid ? Math.round(picture.width * (1 + 0.5 * depth[i])) : picture.width;
      const x = Math.round(left + flat[2 * i] * scale - size / 2), y = Math.round(top - flat[2 * i + 1] * scale - size / 2);
      if (x < -size || y < -size || x > width || y > height) continue;
      if (solid) pen.globalAlpha = front ? 0.7 + 0.5 * depth[i] : 0.13;
      if (solid) pen.drawImage(picture, x, y, size, size);
      else pen.drawImage(picture, x, y);
    }
    pen.globalAlpha = 1;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  paintRing(pen, i, radius, colour, width) {
    if (i >= this.groups.length) return;
    pen.beginPath();
    pen.arc(...this.camera.toScreen(this.flat[2 * i], this.flat[2 * i + 1]), radius, 0, 2 * Math.PI);
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.stroke();
  }

  // Which points stand out: those of the highlighted group and, where some were chosen, those alone.
  relight() {
    this.lit = Uint8Array.from(this.groups, (group, i) =>
      (this.group === null || group === this.group) && (!this.chosen.size || this.chosen.has(i)) ? 1 : 0);
    this.dimmed = this.group !== null || this.chosen.size > 0;
    this.draw();
  }

  showTip() {
    const i = this.hover >= 0 ? this.hover : this.root.activeElement === this.points ? this.cursor : -1;
    this.tip.hidden = i < 0;
    if (i < 0) return;
    const [thumbnail, words] = this.tip.children, sheet = this.sheet();
    thumbnail.hidden = !sheet?.image.complete || i >= sheet.count;
    if (!thumbnail.hidden) {
      thumbnail.width = thumbnail.height = sheet.side;
      const left = (i % sheet.columns) * sheet.pitch + sheet.margin, top = Math.floor(i / sheet.columns) * sheet.pitch + sheet.margin;
      thumbnail.getContext("2d").drawImage(sheet.image, left, top, sheet.side, sheet.side, 0, 0, sheet.side, sheet.side);
    }
    words.textContent = this.describe(i);
    const [x, y] = this.camera.toScreen(this.flat[2 * i], this.flat[2 * i + 1]);
    const { offsetWidth: width, offsetHeight: height } = this.tip;
    this.tip.style.left = (x + 16 + width > this.camera.width ? Math.max(4, x - 16 - width) : x + 16) + "px";
    this.tip.style.top = Math.max(4, Math.min(this.camera.height - height - 4, y - height / 2)) + "px";
  }

  sheet() {
    if (this.kept?.name !== this.data.sheet) this.kept = window.sslDemoCarried?.get(this.data.sheet);
    return this.kept;
  }

  describe(i) { return `${this.data.names[this.groups[i]] ?? ""} · ${this.data.captions?.[i] ?? `number ${i}`}`; }

  drawLegend() {
    const { names, colours, markers } = this.data, key = JSON.stringify([names, colours, markers]);
    if (this.legend.dataset.key === key) return;
    this.legend.dataset.key = key;
    this.group = null;
    this.legend.classList.remove("chosen");
    this.legend.replaceChildren(...names.map((name, number) => {
      const button = document.createElement("button"), words = document.createElement("span");
      const sign = stamp(markers[number], colours[number], "transparent", 5, 2);
      sign.style.width = sign.style.height = sign.width / 2 + "px";
      words.textContent = name;
      button.type = "button";
      button.setAttribute("aria-pressed", "false");
      button.append(sign, words);
      button.onclick = () => this.highlight(this.group === number ? null : number);
      return button;
    }));
  }

  highlight(number) {
    this.group = number;
    this.legend.classList.toggle("chosen", number !== null);
    [...this.legend.children].forEach((button, i) => button.setAttribute("aria-pressed", String(i === number)));
    this.relight();
  }

  pick(i) {
    this.picked = i === this.picked ? -1 : i;
    this.say(this.picked < 0 ? "Nothing picked" : `Picked ${this.describe(i)}`);
    this.draw();
  }

  choose(numbers) {
    this.chosen = new Set(numbers);
    this.relight();
    this.say(numbers.length ? `${numbers.length} ${numbers.length > 1 ? "images" : "image"} chosen` : "No image is chosen");
  }

  // The film was moved by hand, or came to its end: Python hears at which moment it stands.
  settle() {
    this.unheard = { step: this.film.step };
    this.say(this.film.when.textContent, true);
  }

  moved() { this.from = null; this.draw(); }

  say(words, moment = false) {
    this.spoken.textContent = words;
    this.said = Math.max(this.said, this.data.heard ?? 0) + 1;
    // What is said next may overtake this on its way: a moment is said again until Python has heard of it.
    const said = { picked: this.picked, chosen: [...this.chosen], turn: this.said };
    this.tell("said", this.unheard ? { ...said, moment: this.unheard } : said);
    this.share(moment);
  }

  zoom(factor, x = this.camera.width / 2, y = this.camera.height / 2) {
    this.camera.zoomAt(x, y, factor);
    this.scatter.classList.toggle("zoomed", this.camera.zoom > 1);
    this.draw();
  }

  reset() { this.camera.reset(); this.turn.reset(); this.zoom(1); }

  sumUp() {
    if (!this.flat.length) return;
    const shares = togetherness(this.flat, this.groups, this.data.names.length);
    const words = this.data.names.flatMap((name, group) => (Number.isNaN(shares[group]) ? [] : [`${name} ${Math.round(100 * shares[group])} %`]));
    this.summary.textContent = `Of the ten points nearest to a point, so many are of its own kind: ${words.join(", ")}.`;
  }

  destroy() {
    this.stop.abort();
    this.watch.disconnect();
    this.film.pause();
    clearTimeout(this.summing);
    cancelAnimationFrame(this.frame);
    maps.delete(this.root);
  }
}

export default function (component) {
  const root = component.parentElement;
  let map = maps.get(root);
  if (!map) maps.set(root, (map = new ImageMap(root)));
  map.update(component);
  // A cleanup may also run when a newer update overtakes this one; the map ends only with its place on the page.
  return () => setTimeout(() => root.host?.isConnected || map.destroy());
}
