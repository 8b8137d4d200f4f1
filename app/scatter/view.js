// Where things are: points around the origin, within half a unit of it (y upwards), a zoom around a centre, and pixels
// on the canvas.

class Camera {
  constructor() { this.reset(); }
  reset() { this.zoom = 1; this.x = this.y = 0; }
  resize(width, height) {
    this.width = width;
    this.height = height;
    this.unit = Math.max(1, Math.min(width, height) - 36);
  }
  toScreen(x, y) {
    const scale = this.unit * this.zoom;
    return [this.width / 2 + (x - this.x) * scale, this.height / 2 - (y - this.y) * scale];
  }
  toPlane(px, py) {
    const scale = this.unit * this.zoom;
    return [this.x + (px - this.width / 2) / scale, this.y - (py - this.height / 2) / scale];
  }
  zoomAt(px, py, factor) {
    const [x, y] = this.toPlane(px, py);
    this.zoom = Math.min(40, Math.max(1, this.zoom * factor));
    const [nx, ny] = this.toPlane(px, py);
    this.moveTo(this.x + x - nx, this.y + y - ny);
  }
  drag(dx, dy) {
    const scale = this.unit * this.zoom;
    this.moveTo(this.x - dx / scale, this.y + dy / scale);
  }
  // Brings a point into view.
  follow(x, y) {
    const [px, py] = this.toScreen(x, y);
    if (px < 20 || py < 20 || px > this.width - 20 || py > this.height - 20) this.moveTo(x, y);
  }
  moveTo(x, y) {
    const wide = 0.5 * Math.max(1, this.width / this.unit);
    this.x = Math.min(wide, Math.max(-wide, x));
    this.y = Math.min(0.5, Math.max(-0.5, y));
    if (this.zoom <= 1.001) this.reset();
  }
}

function decode(text, Type) {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  return new Type(bytes.buffer);
}

// Points of two or three coordinates each, moved and scaled to lie within half a unit of the origin, with one scale for
// all axes, so that distances keep their proportions. Solid points may be turned, so that all their radii have to fit.
function fitted(points, axes) {
  const low = Array(axes).fill(Infinity), high = Array(axes).fill(-Infinity);
  for (let i = 0; i < points.length; i++) {
    low[i % axes] = Math.min(low[i % axes], points[i]);
    high[i % axes] = Math.max(high[i % axes], points[i]);
  }
  const centred = points.map((v, i) => v - (low[i % axes] + high[i % axes]) / 2);
  let reach = Math.max(...high.map((v, axis) => v - low[axis])) / 2;
  if (axes === 3) for (let i = 0; i < points.length; i += 3) reach = Math.max(reach, Math.hypot(centred[i], centred[i + 1], centred[i + 2]));
  return centred.map((v) => v / (2 * reach || 1));
}

// How solid points are seen: turned around the upright axis, then towards the viewer.
class Turn {
  constructor() { this.reset(); }
  reset() { this.yaw = 0.6; this.pitch = 0.35; }
  drag(dx, dy) {
    this.yaw += dx / 160;
    this.pitch = Math.min(1.5, Math.max(-1.5, this.pitch + dy / 160));
  }
  // Fills `flat` with x and y on the screen, and `depth` with what comes towards the viewer, of each point.
  look(points, flat, depth) {
    const [sy, cy, sp, cp] = [Math.sin(this.yaw), Math.cos(this.yaw), Math.sin(this.pitch), Math.cos(this.pitch)];
    for (let i = 0; i < depth.length; i++) {
      const x = points[3 * i], y = points[3 * i + 1], z = points[3 * i + 2], near = z * cy - x * sy;
      flat[2 * i] = x * cy + z * sy;
      flat[2 * i + 1] = y * cp - near * sp;
      depth[i] = near * cp + y * sp;
    }
  }
}

// The point nearest to a place on the canvas, or -1 where none is within reach.
function nearest(points, camera, px, py, reach) {
  const [x, y] = camera.toPlane(px, py), scale = camera.unit * camera.zoom;
  let found = -1, best = (reach / scale) ** 2;
  for (let i = 0; i < points.length / 2; i++) {
    const distance = (points[2 * i] - x) ** 2 + (points[2 * i + 1] - y) ** 2;
    if (distance < best) { best = distance; found = i; }
  }
  return found;
}

// The next point in a direction (dx, dy): near, and rather straight ahead than to the side.
function nextPoint(points, from, dx, dy) {
  if (from < 0) return points.length ? 0 : -1;
  let found = from, best = Infinity;
  for (let i = 0; i < points.length / 2; i++) {
    const x = points[2 * i] - points[2 * from], y = points[2 * i + 1] - points[2 * from + 1];
    const ahead = x * dx + y * dy, aside = Math.abs(x * dy - y * dx);
    if (ahead > 1e-6 && aside <= ahead && ahead + 2 * aside < best) { best = ahead + 2 * aside; found = i; }
  }
  return found;
}

// For each group, the share of its points' ten nearest points that belong to it, too: what a look at the map tells. Of
// many points every so-manieth is asked.
function togetherness(points, groups, count) {
  const near = 10, held = new Float32Array(count), all = new Float32Array(count), n = groups.length;
  const best = new Float32Array(near), who = new Int32Array(near);
  for (let i = 0; i < n; i += Math.ceil(n / 1000)) {
    best.fill(Infinity);
    who.fill(-1);
    for (let j = 0; j < n; j++) {
      const distance = (points[2 * i] - points[2 * j]) ** 2 + (points[2 * i + 1] - points[2 * j + 1]) ** 2;
      if (i === j || distance >= best[near - 1]) continue;
      let place = near - 1;
      for (; place > 0 && best[place - 1] > distance; place--) { best[place] = best[place - 1]; who[place] = who[place - 1]; }
      best[place] = distance;
      who[place] = j;
    }
    for (const j of who) if (j >= 0) { all[groups[i]]++; held[groups[i]] += groups[j] === groups[i]; }
  }
  return held.map((v, group) => (all[group] ? v / all[group] : NaN));
}
