// A picture with a cross on one of its pixels, which a click, a tap or the arrow keys move, and of which Python hears.

const MOVES = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const STRIDE = 1 / 32; // of the picture's side, for a press of an arrow key
const pickers = new WeakMap();

class Picker {
  constructor(root) {
    for (const name of ["title", "stage", "picture", "down", "across", "mark"]) this[name] = root.querySelector("." + name);
    this.root = root;
    this.stage.onclick = (event) => this.click(event);
    this.stage.onkeydown = (event) => this.key(event);
    this.stage.onkeyup = this.stage.onblur = () => this.report();
  }

  update({ data, setStateValue }) {
    this.data = data;
    this.tell = setStateValue;
    this.title.textContent = data.title;
    if (this.picture.getAttribute("src") !== data.picture) this.picture.src = data.picture;
    // What stands here is never older than what a rerun brings back: a person may have gone on moving meanwhile.
    if (!this.place) {
      this.place = data.place;
      this.told = String(this.place);
    }
    this.draw();
  }

  click(event) {
    const box = this.stage.getBoundingClientRect(), side = this.data.side;
    this.move(Math.floor((side * (event.clientX - box.left)) / box.width), Math.floor((side * (event.clientY - box.top)) / box.height));
    this.report();
  }

  key(event) {
    const way = MOVES[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const step = event.shiftKey ? 1 : Math.max(1, Math.round(this.data.side * STRIDE));
    this.move(this.place[0] + step * way[0], this.place[1] + step * way[1]);
  }

  move(...place) {
    this.place = place.map((value) => Math.min(this.data.side - 1, Math.max(0, value)));
    this.draw();
  }

  report() {
    if (String(this.place) === this.told) return;
    this.told = String(this.place);
    this.tell("pixel", this.place);
  }

  draw() {
    const [x, y] = this.place, share = (value) => `${(100 * (value + 0.5)) / this.data.side}%`;
    this.down.style.left = this.mark.style.left = share(x);
    this.across.style.top = this.mark.style.top = share(y);
    this.stage.setAttribute("aria-label", `${this.data.about}. The cross is on the pixel in column ${x + 1} and row ${y + 1} of ${this.data.side}.`);
  }
}

export default function (component) {
  const root = component.parentElement;
  let picker = pickers.get(root);
  if (!picker) pickers.set(root, (picker = new Picker(root)));
  picker.update(component);
  // A cleanup may also run when a newer update overtakes this one; the picture ends only with its place on the page.
  return () => setTimeout(() => root.host?.isConnected || pickers.delete(root));
}
