// Where things are: points in the unit square (y upwards), a zoom around a centre, and pixels on the canvas.

class Camera {
  constructor() { this.reset(); }
  reset() { this.zoom = 1; this.x = 0.5; this.y = 0.5; }
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
  moveTo(x, y) {
    const wide = 0.5 * Math.max(1, this.width / this.unit);
    this.x = Math.min(0.5 + wide, Math.max(0.5 - wide, x));
    this.y = Math.min(1, Math.max(0, y));
    if (this.zoom <= 1.001) this.reset();
  }
}

function decode(text, Type) {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  return new Type(bytes.buffer);
}

// Fits the points into the unit square with one scale for both axes, so that distances keep their proportions.
function fitted(points) {
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 2) {
    left = Math.min(left, points[i]); right = Math.max(right, points[i]);
    low = Math.min(low, points[i + 1]); high = Math.max(high, points[i + 1]);
  }
  const size = Math.max(right - left, high - low) || 1;
  return points.map((v, i) => 0.5 + (v - (i % 2 ? low + high : left + right) / 2) / size);
}

// The point nearest to a place on the canvas, or -1 where none is within reach.
function nearest(points, camera, px, py, reach) {
  let found = -1, best = reach * reach;
  for (let i = 0; i < points.length / 2; i++) {
    const [x, y] = camera.toScreen(points[2 * i], points[2 * i + 1]);
    const distance = (x - px) ** 2 + (y - py) ** 2;
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
