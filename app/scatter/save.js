// The map as it is seen, with its legend below, as a picture to take away.

const LINE = 22; // pixels that a line of the legend takes

ImageMap.prototype.save = function () {
  const { width, height } = this.camera, ratio = this.points.width / width;
  const places = [];
  const pen = document.createElement("canvas").getContext("2d");
  const font = `13px ${getComputedStyle(this.scatter).fontFamily}`;
  pen.font = font;
  let x = 10, line = 1;
  for (const name of this.data.names) {
    const wide = 26 + pen.measureText(name).width;
    if (x + wide > width && x > 10) { x = 10; line++; }
    places.push([x, height + line * LINE - 6]);
    x += wide + 10;
  }
  pen.canvas.width = width * ratio;
  pen.canvas.height = (height + line * LINE + 12) * ratio;
  pen.fillStyle = this.paper;
  pen.fillRect(0, 0, pen.canvas.width, pen.canvas.height);
  pen.drawImage(this.points, 0, 0);
  pen.scale(ratio, ratio);
  pen.font = font;
  this.data.names.forEach((name, group) => {
    const [left, base] = places[group];
    pen.fillStyle = this.data.colours[group];
    pen.strokeStyle = "transparent";
    drawMarker(pen, this.data.markers[group], left + 7, base - 4, 5);
    pen.fillStyle = this.ink;
    pen.fillText(name, left + 18, base);
  });
  pen.canvas.toBlob((blob) => {
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: "map.png" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
};
