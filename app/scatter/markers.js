// The markers of the classes, each drawn once into a small canvas of its own and stamped from there.

const polygon = (corners, turn, inner) =>
  Array.from({ length: corners * (inner ? 2 : 1) }, (_, i, all = corners * (inner ? 2 : 1)) => {
    const radius = inner && i % 2 ? inner : 1, angle = turn + (2 * Math.PI * i) / all;
    return [radius * Math.sin(angle), -radius * Math.cos(angle)];
  });
const bars = (t) => [[-t, -1], [t, -1], [t, -t], [1, -t], [1, t], [t, t], [t, 1], [-t, 1], [-t, t], [-1, t], [-1, -t], [-t, -t]];
const turned = (points, angle) => points.map(([x, y]) =>
  [x * Math.cos(angle) - y * Math.sin(angle), x * Math.sin(angle) + y * Math.cos(angle)]);

const OUTLINES = {
  square: polygon(4, Math.PI / 4), triangle: polygon(3, 0), "triangle-down": polygon(3, Math.PI), diamond: polygon(4, 0),
  star: polygon(5, 0, 0.45), hexagon: polygon(6, 0), plus: bars(0.33), cross: turned(bars(0.33), Math.PI / 4),
};

function drawMarker(pen, name, x, y, radius) {
  pen.beginPath();
  const outline = OUTLINES[name];
  if (outline) outline.forEach(([dx, dy], i) => pen[i ? "lineTo" : "moveTo"](x + 1.15 * radius * dx, y + 1.15 * radius * dy));
  else pen.arc(x, y, radius, 0, 2 * Math.PI);
  if (name === "ring") pen.arc(x, y, radius * 0.45, 0, 2 * Math.PI, true);
  pen.closePath();
  pen.stroke(); // first the edge, so that it takes nothing from the colour inside
  pen.fill();
}

function stamp(name, colour, edge, radius, ratio) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.ceil((radius * 1.3 + 2) * 2 * ratio);
  const pen = canvas.getContext("2d");
  pen.scale(ratio, ratio);
  const middle = canvas.width / ratio / 2;
  pen.fillStyle = colour;
  pen.strokeStyle = edge;
  pen.lineWidth = radius > 3 ? 1.6 : 1;
  drawMarker(pen, name, middle, middle, radius);
  return canvas;
}
