// A line drawn around points, which chooses those inside.

ImageMap.prototype.paintLasso = function (pen) {
  if (!this.lasso?.length) return;
  pen.beginPath();
  this.lasso.forEach(([x, y], i) => pen[i ? "lineTo" : "moveTo"](x, y));
  pen.closePath();
  pen.globalAlpha = 0.12;
  pen.fillStyle = this.ink;
  pen.fill();
  pen.globalAlpha = 1;
  pen.setLineDash([5, 4]);
  pen.strokeStyle = this.ink;
  pen.lineWidth = 1.5;
  pen.stroke();
  pen.setLineDash([]);
};

ImageMap.prototype.closeLasso = function () {
  const line = new Path2D(), pen = this.points.getContext("2d");
  this.lasso.forEach(([x, y], i) => line[i ? "lineTo" : "moveTo"](x, y));
  line.closePath();
  this.lasso = null;
  pen.setTransform(1, 0, 0, 1, 0, 0);
  const inside = [...this.groups.keys()].filter((i) =>
    (this.group === null || this.groups[i] === this.group) &&
    pen.isPointInPath(line, ...this.camera.toScreen(this.flat[2 * i], this.flat[2 * i + 1])));
  if (inside.length) return this.choose(inside);
  this.tellHint("No image lies inside: draw the line around some points");
  this.draw();
};

ImageMap.prototype.lassoing = function (on) {
  this.withLasso = on;
  this.scatter.classList.toggle("lassoing", on);
  this.buttons.querySelector('[data-does="lasso"]').setAttribute("aria-pressed", String(on));
};
