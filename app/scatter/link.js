// Maps side by side: what is pointed at, picked or chosen in one stands out in all of its group. Where the moment was
// moved, the others go as far on their own way.

ImageMap.prototype.share = function (moment = false) {
  if (!this.data.link) return;
  const { film, hover, picked, chosen } = this;
  const share = moment && film.frames.length > 1 ? film.share : null;
  window.dispatchEvent(new CustomEvent("ssl-demo-link", { detail: { from: this, link: this.data.link, hover, picked, chosen, share } }));
};

ImageMap.prototype.follow = function ({ detail }) {
  if (detail.from === this || !this.data || detail.link !== this.data.link) return;
  this.hover = detail.hover;
  this.picked = detail.picked;
  if (detail.share !== null && this.film.frames.length > 1 && !this.film.playing) this.film.goToShare(detail.share);
  if (detail.chosen !== this.chosen) { this.chosen = detail.chosen; this.relight(); }
  this.draw();
};
