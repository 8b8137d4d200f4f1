// Mouse, fingers and keys of the map.

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

ImageMap.prototype.listen = function () {
  const on = (target, kinds, act, options = {}) =>
    kinds.split(" ").forEach((kind) => target.addEventListener(kind, act.bind(this), { signal: this.stop.signal, ...options }));
  on(this.points, "pointerdown", this.press);
  on(this.points, "pointermove", this.move);
  on(this.points, "pointerup pointercancel", this.release);
  on(this.points, "pointerleave", () => { this.hover = -1; this.draw(); });
  on(this.points, "wheel", this.wheel, { passive: false });
  on(this.points, "keydown", this.key);
  on(this.points, "blur focus", () => this.draw());
  on(this.buttons, "click", ({ target }) =>
    ({ in: () => this.zoom(1.6), out: () => this.zoom(1 / 1.6), reset: () => this.reset() })[target.dataset.does]?.());
  on(window, "ssl-demo-sheet", () => this.draw());
  this.watch = new ResizeObserver(() => this.data && this.resize());
  this.watch.observe(this.stage);
};

ImageMap.prototype.place = function (event) {
  const box = this.points.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
};

ImageMap.prototype.press = function (event) {
  this.fingers.set(event.pointerId, this.place(event));
  this.travelled = this.fingers.size > 1 ? Infinity : 0;
  this.points.setPointerCapture(event.pointerId);
};

ImageMap.prototype.move = function (event) {
  const [x, y] = this.place(event), before = this.fingers.get(event.pointerId);
  if (!before) {
    this.hover = nearest(this.now, this.camera, x, y, 14);
    return this.draw();
  }
  this.travelled += Math.hypot(x - before[0], y - before[1]);
  if (this.fingers.size === 2) {
    const other = [...this.fingers].find(([id]) => id !== event.pointerId)[1];
    const wide = (place) => Math.hypot(place[0] - other[0], place[1] - other[1]) || 1;
    this.zoom(wide([x, y]) / wide(before), (x + other[0]) / 2, (y + other[1]) / 2);
  } else if (this.travelled > 4) {
    this.scatter.classList.add("dragging");
    this.hover = -1;
    this.camera.drag(x - before[0], y - before[1]);
    this.draw();
  }
  this.fingers.set(event.pointerId, [x, y]);
};

ImageMap.prototype.release = function (event) {
  const known = this.fingers.delete(event.pointerId);
  this.scatter.classList.remove("dragging");
  if (!known || event.type === "pointercancel" || this.travelled > 4) return;
  const found = nearest(this.now, this.camera, ...this.place(event), event.pointerType === "touch" ? 24 : 14);
  if (found < 0) return;
  this.cursor = found;
  if (event.pointerType === "touch") this.hover = found;
  this.pick(found);
};

ImageMap.prototype.wheel = function (event) {
  if (!event.ctrlKey && !event.metaKey && this.root.activeElement !== this.points) {
    this.hint.classList.add("on");
    clearTimeout(this.hinting);
    this.hinting = setTimeout(() => this.hint.classList.remove("on"), 1200);
    return;
  }
  event.preventDefault();
  const pixels = event.deltaY * (event.deltaMode ? 16 : 1);
  this.zoom(Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.002)), ...this.place(event));
};

ImageMap.prototype.key = function (event) {
  const arrow = ARROWS[event.key];
  if (arrow) {
    this.cursor = nextPoint(this.now, this.cursor >= 0 ? this.cursor : this.picked, ...arrow);
    this.hover = -1;
    if (this.cursor >= 0) this.spoken.textContent = this.describe(this.cursor);
    this.draw();
  } else if (event.key === "Enter" && this.cursor >= 0) this.pick(this.cursor);
  else if (event.key === "Escape") { this.cursor = -1; if (this.picked >= 0) this.pick(this.picked); else this.draw(); }
  else if (event.key === "+" || event.key === "=") this.zoom(1.6);
  else if (event.key === "-") this.zoom(1 / 1.6);
  else if (event.key === "0") this.reset();
  else return;
  event.preventDefault();
};
