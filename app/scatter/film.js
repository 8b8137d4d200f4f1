// The map over training: a map for every moment, and a slider whose track is the accuracy curve.

const TAKES = 650; // milliseconds from one moment to the next while it plays
const SVG = "http://www.w3.org/2000/svg";
const PAD = 9; // pixels beside and above the curve that the handle needs

class Film {
  constructor(map) {
    this.map = map;
    for (const name of ["film", "play", "track", "when"]) this[name] = map.root.querySelector("." + name);
    this.svg = this.track.querySelector("svg");
    this.time = 0;
    this.frames = [];
  }

  is(name) { return (name ?? undefined) === this.name; }

  // Takes over what was carried under this name, or nothing. The clock stays where it is if it can, and so does a film
  // of as many points until the one that follows it has arrived.
  load(name, axes, points) {
    if (name === this.name && axes === this.axes) return;
    const carried = window.sslDemoCarried?.get(name);
    if (name && !carried && axes === this.axes && this.frames[0]?.length === points * axes) return;
    this.name = carried?.name;
    this.axes = axes;
    this.about = carried;
    this.frames = (carried?.frames ?? []).map((text) => fitted(decode(text, Float32Array), axes));
    this.blend = new Float32Array(this.frames[0]?.length ?? 0);
    this.film.hidden = this.frames.length < 2;
    this.time = Math.min(this.time, this.last);
    if (this.film.hidden) this.pause();
    else this.draw();
  }

  get last() { return Math.max(0, this.frames.length - 1); }
  get moment() { return Math.round(this.time); }
  get share() { return this.stepAt(this.time) / (this.about.steps[this.last] || 1); }
  get step() { return this.moment === this.last ? null : this.about.steps[this.moment]; } // null: the newest there is

  // Where every point is at this time, between two moments on a straight way from one to the next.
  points() {
    const before = Math.floor(this.time), part = this.time - before;
    if (!part) return this.frames[before];
    const a = this.frames[before], b = this.frames[before + 1];
    for (let i = 0; i < a.length; i++) this.blend[i] = a[i] + (b[i] - a[i]) * part;
    return this.blend;
  }

  go(time) {
    this.time = Math.min(this.last, Math.max(0, time));
    if (!this.film.hidden) this.show();
    this.map.moved();
  }

  goToShare(share) {
    const { steps } = this.about, step = share * steps[this.last];
    let i = 0;
    while (i < this.last && steps[i + 1] < step) i++;
    const wide = (steps[i + 1] ?? steps[i]) - steps[i];
    this.go(Math.min(this.last, i + (wide ? (step - steps[i]) / wide : 0)));
  }

  start() {
    if (this.time >= this.last) this.time = 0;
    const began = performance.now() - this.time * TAKES;
    const tick = () => {
      const time = Math.min(this.last, (performance.now() - began) / TAKES);
      this.go(calm() ? Math.floor(time) : time);
      this.map.share(true);
      if (time >= this.last) { this.pause(); this.map.settle(); }
      else this.playing = requestAnimationFrame(tick);
    };
    this.playing = requestAnimationFrame(tick);
    this.label();
  }

  pause() {
    cancelAnimationFrame(this.playing);
    this.playing = 0;
    this.label();
  }

  toggle() {
    if (!this.playing) return this.start();
    this.pause();
    this.go(this.moment);
    this.map.settle();
  }

  label() {
    this.play.textContent = this.playing ? "❚❚" : "▶";
    this.play.setAttribute("aria-label", this.playing ? "Pause" : "Play the training");
  }

  stepAt(time) {
    const { steps } = this.about, before = Math.floor(time), after = Math.min(this.last, before + 1);
    return steps[before] + (steps[after] - steps[before]) * (time - before);
  }

  // From a place on the track to a time, and back.
  x(time) { return PAD + (this.stepAt(time) / (this.about.steps[this.last] || 1)) * (this.width - 2 * PAD); }
  y(value) { return this.height - PAD - value * (this.height - 2 * PAD); }
  timeAt(px) {
    const { steps } = this.about, step = ((px - PAD) / (this.width - 2 * PAD)) * steps[this.last];
    let i = 0;
    while (i < this.last - 1 && steps[i + 1] < step) i++;
    return Math.min(this.last, Math.max(0, i + (step - steps[i]) / (steps[i + 1] - steps[i] || 1)));
  }

  valueAt(time) {
    const { values } = this.about, before = Math.floor(time), after = Math.min(this.last, before + 1);
    if (values[before] === null || values[after] === null) return values[this.moment];
    return values[before] + (values[after] - values[before]) * (time - before);
  }

  // The track: drawn when it or its place changes. What moves on it is moved by `show`.
  draw() {
    ({ clientWidth: this.width, clientHeight: this.height } = this.track);
    if (!this.width) return;
    const { values } = this.about;
    const known = values.flatMap((value, i) => (value === null ? [] : [[this.x(i), this.y(value)]]));
    const line = known.map((place) => place.join()).join(" "), ground = this.y(0);
    this.now = this.part("line", { class: "now", y1: 2, y2: this.height - 2 });
    this.handle = this.part("circle", { class: "handle", r: 7 });
    this.svg.replaceChildren(
      ...[0, 0.5, 1].map((v) => this.part("line", { class: "grid", x1: PAD, x2: this.width - PAD, y1: this.y(v), y2: this.y(v) })),
      ...(known.length ? [
        this.part("polygon", { class: "under", points: `${known[0][0]},${ground} ${line} ${known.at(-1)[0]},${ground}` }),
        this.part("polyline", { class: "curve", points: line }),
        ...known.map(([cx, cy]) => this.part("circle", { class: "moment", cx, cy, r: 2.5 })),
      ] : []),
      this.now,
      this.handle,
    );
    this.show();
  }

  show() {
    if (!this.width) return;
    const { names, curve } = this.about, x = this.x(this.time), value = this.valueAt(this.time);
    this.set(this.now, { x1: x, x2: x });
    this.set(this.handle, { cx: x, cy: this.y(value ?? 0) });
    const said = value === null ? names[this.moment] : `${names[this.moment]} · ${curve} ${Math.round(100 * value)} %`;
    this.when.textContent = said;
    this.set(this.track, { "aria-valuemin": 0, "aria-valuemax": this.last, "aria-valuenow": this.moment, "aria-valuetext": said });
  }

  part(kind, attributes) { return this.set(document.createElementNS(SVG, kind), attributes); }

  set(part, attributes) {
    for (const [name, value] of Object.entries(attributes)) part.setAttribute(name, value);
    return part;
  }
}
