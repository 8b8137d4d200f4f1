// A table of buttons that changes in place. One of its cells is picked by a click or by Enter, and Python hears of it.

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const matrices = new WeakMap();

const make = (tag, text = "", parts = []) => {
  const element = document.createElement(tag);
  element.textContent = text;
  element.append(...parts);
  return element;
};
const write = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};
const paint = (element, { light, dark }) => {
  for (const [theme, shade] of Object.entries({ light, dark })) {
    for (const part of ["ground", "ink"]) {
      if (shade) element.style.setProperty(`--${part}-${theme}`, shade[part]);
      else element.style.removeProperty(`--${part}-${theme}`);
    }
  }
};

class Matrix {
  constructor(root) {
    for (const name of ["box", "legend"]) this[name] = root.querySelector("." + name);
    this.table = root.querySelector("table");
    this.table.onclick = (event) => this.click(event.target.closest("button"));
    this.table.onkeydown = (event) => this.key(event);
  }

  update({ data, setStateValue }) {
    this.data = data;
    this.tell = setStateValue;
    this.box.setAttribute("aria-label", data.about);
    const shape = JSON.stringify([data.rows, data.columns]);
    if (this.shape !== shape) {
      this.shape = shape;
      this.picked = data.picked; // later picks are known here first
      this.here = data.picked ? this.place(data.picked) : [0, 0];
      this.build();
    }
    data.cells.forEach((line, row) => line.forEach((cell, column) => this.fill(this.cells[row][column], cell)));
    this.mark();
    this.legend.replaceChildren(...data.legend.map((entry) => {
      const swatch = make("i");
      paint(swatch, entry);
      return make("li", "", entry.light ? [swatch, make("span", entry.text)] : [make("span", entry.text)]);
    }));
  }

  build() {
    const head = ({ title, note }, scope) => {
      const cell = make("th", title, note ? [make("small", note)] : []);
      cell.scope = scope;
      return cell;
    };
    const { rows, columns } = this.data;
    const heads = columns.map((each) => head(each, "col"));
    this.table.tHead.replaceChildren(make("tr", "", [head(this.data.corner, "col"), ...heads]));
    this.cells = rows.map(() => columns.map(() => this.empty()));
    const lines = rows.map((row, i) => make("tr", "", [head(row, "row"), ...this.cells[i]]));
    this.table.tBodies[0].replaceChildren(...lines);
  }

  empty() {
    const button = make("button", "", [make("b"), make("span")]);
    button.type = "button";
    button.lastChild.className = "below";
    return make("td", "", [button]);
  }

  fill(place, cell) {
    const button = place.firstChild;
    write(button.firstChild, (cell.best ? "★ " : "") + cell.text);
    write(button.lastChild, cell.below);
    button.className = [cell.best && "best", cell.framed && "framed", cell.at_work && "work", !cell.light && "plain"].filter(Boolean).join(" ");
    button.setAttribute("aria-label", cell.said);
    if (cell.picks) button.removeAttribute("aria-disabled");
    else button.setAttribute("aria-disabled", "true");
    paint(button, cell);
  }

  place([row, column]) {
    const find = (heads, name) => Math.max(0, heads.findIndex((head) => head.name === name));
    return [find(this.data.rows, row), find(this.data.columns, column)];
  }

  button([row, column]) {
    return this.cells[row][column].firstChild;
  }

  mark() {
    const [row, column] = this.picked ? this.place(this.picked) : [];
    const pressed = this.picked && this.data.cells[row][column].picks ? this.button([row, column]) : null;
    const reached = this.button(this.here);
    for (const button of this.table.querySelectorAll("button")) {
      button.tabIndex = button === reached ? 0 : -1; // one stop for the Tab key; arrows lead to the others
      button.setAttribute("aria-pressed", button === pressed);
    }
  }

  click(button) {
    if (!button) return;
    const line = button.closest("tr"), row = line.rowIndex - 1, column = button.parentElement.cellIndex - 1;
    this.here = [row, column];
    if (this.data.cells[row][column].picks) {
      const pick = [this.data.rows[row].name, this.data.columns[column].name];
      this.picked = String(pick) === String(this.picked) ? null : pick;
      this.tell("picked", this.picked);
    }
    this.mark();
  }

  key(event) {
    const move = MOVES[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const ends = [this.data.rows.length, this.data.columns.length];
    this.here = this.here.map((at, i) => Math.min(ends[i] - 1, Math.max(0, at + move[i])));
    this.mark();
    this.button(this.here).focus();
  }
}

export default function (component) {
  const root = component.parentElement;
  let matrix = matrices.get(root);
  if (!matrix) matrices.set(root, (matrix = new Matrix(root)));
  matrix.update(component);
  // A cleanup may also run when a newer update overtakes this one; the table ends only with its place on the page.
  return () => setTimeout(() => root.host?.isConnected || matrices.delete(root));
}
