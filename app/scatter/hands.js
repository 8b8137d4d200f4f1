// Mouse, fingers and keys of the map and of its film.

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const NUDGE = 40; // pixels that Shift and an arrow move the map

ImageMap.prototype.listen = function () {
  const on = (target, kinds, act, options = {}) =>
    kinds.split(" ").forEach((kind) => target.addEventListener(kind, act.bind(this), { signal: this.stop.signal, ...options }));
  on(this.points, "pointerdown", this.press);
  on(this.points, "pointermove", this.move);
  on(this.points, "pointerup pointercancel", this.release);
  on(this.points, "pointerleave", () => this.pointAt(-1));
  on(this.points, "wheel", this.wheel, { passive: false });
  on(this.points, "keydown", this.key);
  on(this.points, "blur focus", () => this.draw());
  const does = {
    lasso: () => this.lassoing(!this.withLasso),
    in: () => this.zoom(1.6),
    out: () => this.zoom(1 / 1.6),
    save: () => this.save(),
    reset: () => this.reset(),
  };
  on(this.buttons, "click", ({ target }) => does[target.closest("button")?.dataset.does]?.());
  on(this.film.play, "click", () => this.film.toggle());
  on(this.film.track, "pointerdown pointermove pointerup pointercancel", this.slide);
  on(this.film.track, "keydown", this.slideByKey);
  on(window, "ssl-demo-carried", ({ detail }) => {
    if (!this.data) return;
    if (detail === this.data.film) this.update({ data: this.data, setStateValue: this.tell });
    else this.draw();
  });
  on(window, "ssl-demo-link", this.follow);
  this.watch = new ResizeObserver(() => this.data && this.resize());
  this.watch.observe(this.stage);
};

ImageMap.prototype.spot = function (event) {
  const box = this.points.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
};

ImageMap.prototype.pointAt = function (i) {
  if (i === this.hover) return;
  this.hover = i;
  this.share();
  this.draw();
};

ImageMap.prototype.press = function (event) {
  if (event.button) return;
  this.fingers.set(event.pointerId, this.spot(event));
  this.travelled = this.fingers.size > 1 ? Infinity : 0;
  this.lasso = this.data.lasso && this.fingers.size === 1 && (this.withLasso || event.shiftKey) ? [this.spot(event)] : null;
  this.points.setPointerCapture(event.pointerId);
};

ImageMap.prototype.move = function (event) {
  const [x, y] = this.spot(event), before = this.fingers.get(event.pointerId);
  if (!before) return this.pointAt(nearest(this.flat, this.camera, x, y, 14));
  this.travelled += Math.hypot(x - before[0], y - before[1]);
  if (this.fingers.size === 2) {
    const other = [...this.fingers].find(([id]) => id !== event.pointerId)[1];
    const wide = (place) => Math.hypot(place[0] - other[0], place[1] - other[1]) || 1;
    this.zoom(wide([x, y]) / wide(before), (x + other[0]) / 2, (y + other[1]) / 2);
  } else if (this.lasso) {
    this.lasso.push([x, y]);
    this.draw();
  } else if (this.travelled > 4) {
    this.scatter.classList.add("dragging");
    this.pointAt(-1);
    this.drag(x - before[0], y - before[1]);
  }
  this.fingers.set(event.pointerId, [x, y]);
};

ImageMap.prototype.drag = function (dx, dy) {
  (this.axes === 3 ? this.turn : this.camera).drag(dx, dy);
  this.draw();
};

ImageMap.prototype.release = function (event) {
  const known = this.fingers.delete(event.pointerId), drawn = this.lasso;
  this.scatter.classList.remove("dragging");
  if (drawn && this.travelled > 12 && event.type === "pointerup") return this.closeLasso();
  this.lasso = null;
  if (drawn) this.draw();
  if (!known || event.type === "pointercancel" || this.travelled > 4) return;
  const found = nearest(this.flat, this.camera, ...this.spot(event), event.pointerType === "touch" ? 24 : 14);
  if (found < 0) return this.chosen.size ? this.choose([]) : undefined;
  this.cursor = found;
  if (event.pointerType === "touch") this.hover = found;
  this.pick(found);
};

ImageMap.prototype.wheel = function (event) {
  if (!event.ctrlKey && !event.metaKey && this.root.activeElement !== this.points) return this.tellHint("Click the map, then scroll to zoom");
  event.preventDefault();
  const pixels = event.deltaY * (event.deltaMode ? 16 : 1);
  this.zoom(Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.002)), ...this.spot(event));
};

ImageMap.prototype.tellHint = function (words) {
  this.hint.textContent = words;
  this.hint.classList.add("on");
  clearTimeout(this.hinting);
  this.hinting = setTimeout(() => this.hint.classList.remove("on"), 2000);
};

// Keys together with Ctrl, Alt or Meta are the browser's: it zooms the page with them, and goes back.
const browsers = (event) => event.ctrlKey || event.altKey || event.metaKey;

ImageMap.prototype.key = function (event) {
  if (browsers(event)) return;
  const arrow = ARROWS[event.key];
  if (arrow && event.shiftKey) this.drag(-NUDGE * arrow[0], NUDGE * arrow[1]);
  else if (arrow) {
    this.cursor = nextPoint(this.flat, this.cursor >= 0 ? this.cursor : this.picked, ...arrow);
    this.pointAt(-1);
    if (this.cursor >= 0) {
      this.spoken.textContent = this.describe(this.cursor);
      this.camera.follow(this.flat[2 * this.cursor], this.flat[2 * this.cursor + 1]);
    }
    this.draw();
  } else if (event.key === "Enter" && this.cursor >= 0) this.pick(this.cursor);
  else if (event.key === " " && this.cursor >= 0 && this.data.lasso) this.toggle(this.cursor);
  else if (event.key === "g" && this.cursor >= 0 && this.data.lasso) this.choose([...this.groups.keys()].filter((i) => this.groups[i] === this.groups[this.cursor]));
  else if (event.key === "Escape") this.letGo();
  else if (event.key === "+" || event.key === "=") this.zoom(1.6);
  else if (event.key === "-") this.zoom(1 / 1.6);
  else if (event.key === "0") this.reset();
  else return;
  event.preventDefault();
};

ImageMap.prototype.toggle = function (i) {
  this.choose(this.chosen.has(i) ? [...this.chosen].filter((other) => other !== i) : [...this.chosen, i]);
};

ImageMap.prototype.letGo = function () {
  this.cursor = -1;
  if (this.withLasso) this.lassoing(false);
  else if (this.chosen.size) this.choose([]);
  else if (this.picked >= 0) this.pick(this.picked);
  this.draw();
};

ImageMap.prototype.slide = function (event) {
  if (event.type === "pointerdown") {
    if (event.button) return;
    this.held = true;
    this.film.pause();
    this.film.track.setPointerCapture(event.pointerId);
  }
  if (!this.held) return;
  this.film.go(this.film.timeAt(event.clientX - this.film.track.getBoundingClientRect().left));
  if (event.type === "pointerup" || event.type === "pointercancel") {
    this.held = false;
    this.film.go(this.film.moment);
    this.settle();
  } else this.share(true);
};

ImageMap.prototype.slideByKey = function (event) {
  const { film } = this, by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, Home: -film.last, End: film.last }[event.key];
  if (by === undefined || browsers(event)) return;
  event.preventDefault();
  film.pause();
  film.go(film.moment + by);
  this.settle();
};
