// A map of images: points that glide to new places, a thumbnail on hover, a click that Python hears of.

const TURN = 700; // milliseconds a point takes to its new place
const maps = new WeakMap();
const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

class ImageMap {
  constructor(root) {
    this.root = root;
    for (const name of ["scatter", "stage", "points", "tip", "buttons", "hint", "legend", "spoken"])
      this[name] = root.querySelector("." + name);
    this.camera = new Camera();
    this.now = new Float32Array(0);
    this.hover = this.cursor = this.picked = -1;
    this.chosen = null;
    this.fingers = new Map();
    this.stop = new AbortController();
    this.listen();
  }

  update({ data, setStateValue }) {
    this.data = data;
    this.tell = setStateValue;
    const target = fitted(decode(data.points, Float32Array));
    this.classes = decode(data.classes, Uint16Array);
    const glides = this.now.length === target.length && !calm();
    this.from = glides ? this.now.slice() : target;
    this.target = target;
    this.started = glides && target.some((v, i) => v !== this.now[i]) ? performance.now() : -Infinity;
    if (!glides) { this.now = target; this.cursor = this.hover = -1; }
    this.picked = data.picked ?? -1;
    this.points.style.height = data.height + "px";
    this.points.setAttribute("aria-label", data.label);
    this.drawLegend();
    this.restyle();
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
    this.draw();
  }

  draw() {
    if (this.frame) return;
    this.frame = requestAnimationFrame((time) => { this.frame = 0; this.paint(time); });
  }

  paint(time) {
    const way = Math.min(1, (time - this.started) / TURN);
    const eased = way < 0 ? 0 : 1 - (1 - way) ** 3;
    if (this.from !== this.target)
      this.now = eased >= 1 ? (this.from = this.target) : this.from.map((v, i) => v + (this.target[i] - v) * eased);
    const ratio = this.points.width / this.camera.width, pen = this.points.getContext("2d");
    const radius = this.radius(ratio);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, this.camera.width, this.camera.height);
    for (const front of this.chosen === null ? [true] : [false, true])
      this.paintPoints(pen, front, ratio);
    for (const i of this.data.marked) this.paintRing(pen, i, radius + 4, this.ink, 1.5);
    if (this.cursor >= 0) this.paintRing(pen, this.cursor, radius + 6, this.ink, 1);
    if (this.hover >= 0) this.paintRing(pen, this.hover, radius + 3, this.ink, 2);
    if (this.picked >= 0) { this.paintRing(pen, this.picked, radius + 7, this.paper, 6); this.paintRing(pen, this.picked, radius + 7, this.ink, 3); }
    this.showTip();
    if (this.now !== this.target) this.draw();
  }

  radius(ratio) {
    const count = this.now.length / 2;
    const radius = Math.min(9, Math.max(2.2, 5.5 - Math.log10(Math.max(count, 10) / 100) * 1.7) * this.camera.zoom ** 0.3);
    const key = `${radius.toFixed(2)} ${ratio}`;
    if (this.stamps?.key !== key) {
      const list = this.data.names.map((_, c) => stamp(this.data.markers[c], this.data.colours[c], this.paper, radius, ratio));
      this.stamps = { key, list };
    }
    return radius;
  }

  paintPoints(pen, front, ratio) {
    pen.globalAlpha = front ? 0.92 : 0.13;
    for (let i = 0; i < this.classes.length; i++) {
      const shown = this.chosen === null || this.classes[i] === this.chosen;
      const picture = this.stamps.list[this.classes[i]];
      if (shown !== front || !picture) continue;
      const [x, y] = this.camera.toScreen(this.now[2 * i], this.now[2 * i + 1]);
      const size = picture.width / ratio;
      if (x > -size && y > -size && x < this.camera.width + size && y < this.camera.height + size)
        pen.drawImage(picture, x - size / 2, y - size / 2, size, size);
    }
    pen.globalAlpha = 1;
  }

  paintRing(pen, i, radius, colour, width) {
    if (i >= this.classes.length) return;
    pen.beginPath();
    pen.arc(...this.camera.toScreen(this.now[2 * i], this.now[2 * i + 1]), radius, 0, 2 * Math.PI);
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.stroke();
  }

  showTip() {
    const i = this.hover >= 0 ? this.hover : document.activeElement && this.root.activeElement === this.points ? this.cursor : -1;
    this.tip.hidden = i < 0;
    if (i < 0) return;
    const [thumbnail, words] = this.tip.children, sheet = window.sslDemoSheets?.get(this.data.sheet);
    thumbnail.hidden = !sheet?.image.complete || i >= sheet.count;
    if (!thumbnail.hidden) {
      thumbnail.width = thumbnail.height = sheet.side;
      const left = (i % sheet.columns) * sheet.pitch + sheet.margin, top = Math.floor(i / sheet.columns) * sheet.pitch + sheet.margin;
      thumbnail.getContext("2d").drawImage(sheet.image, left, top, sheet.side, sheet.side, 0, 0, sheet.side, sheet.side);
    }
    words.textContent = this.describe(i);
    const [x, y] = this.camera.toScreen(this.now[2 * i], this.now[2 * i + 1]);
    const { offsetWidth: width, offsetHeight: height } = this.tip;
    this.tip.style.left = (x + 16 + width > this.camera.width ? Math.max(4, x - 16 - width) : x + 16) + "px";
    this.tip.style.top = Math.max(4, Math.min(this.camera.height - height - 4, y - height / 2)) + "px";
  }

  describe(i) { return `${this.data.names[this.classes[i]] ?? ""} · ${this.data.captions?.[i] ?? `number ${i}`}`; }

  drawLegend() {
    const { names, colours, markers } = this.data, key = JSON.stringify([names, colours, markers]);
    if (this.legend.dataset.key === key) return;
    this.legend.dataset.key = key;
    this.chosen = null;
    this.legend.classList.remove("chosen");
    this.legend.replaceChildren(...names.map((name, number) => {
      const button = document.createElement("button"), words = document.createElement("span");
      const sign = stamp(markers[number], colours[number], "transparent", 5, 2);
      sign.style.width = sign.style.height = sign.width / 2 + "px";
      words.textContent = name;
      button.type = "button";
      button.setAttribute("aria-pressed", "false");
      button.append(sign, words);
      button.onclick = () => this.choose(this.chosen === number ? null : number);
      return button;
    }));
  }

  choose(number) {
    this.chosen = number;
    this.legend.classList.toggle("chosen", number !== null);
    [...this.legend.children].forEach((button, i) => button.setAttribute("aria-pressed", String(i === number)));
    this.draw();
  }

  pick(i) {
    this.picked = i === this.picked ? -1 : i;
    this.tell("picked", this.picked);
    this.spoken.textContent = this.picked < 0 ? "Nothing picked" : `Picked ${this.describe(i)}`;
    this.draw();
  }

  zoom(factor, x = this.camera.width / 2, y = this.camera.height / 2) {
    this.camera.zoomAt(x, y, factor);
    this.scatter.classList.toggle("zoomed", this.camera.zoom > 1);
    this.draw();
  }

  reset() { this.camera.reset(); this.zoom(1); }

  destroy() {
    this.stop.abort();
    this.watch.disconnect();
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
