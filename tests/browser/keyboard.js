// Watches which elements the keyboard reaches, and whether each can be seen to have the focus. Returns how many there are.
() => {
  const CONTROLS = 'a[href], button, input, select, textarea, summary, [tabindex="0"], [role="slider"]';
  const LOOK = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "borderColor", "backgroundColor", "color"];
  const within = (root) =>
    [...root.querySelectorAll("*")].flatMap((e) => [e, ...(e.shadowRoot ? within(e.shadowRoot) : [])]);
  const usable = (e) =>
    e.matches(CONTROLS) && !e.disabled && e.tabIndex >= 0 && e.checkVisibility({ visibilityProperty: true }) &&
    e.getAttribute("aria-disabled") !== "true";
  const parent = (e) => e.parentElement ?? e.getRootNode().host;
  // A control shows its focus itself, beside itself (a toggle's hidden box), or around itself (a field's frame).
  const around = (e) => {
    const near = [e, ...(parent(e)?.children ?? [])];
    for (let up = parent(e), steps = 0; up && steps < 5; up = parent(up), steps += 1) near.push(up);
    return near;
  };
  const look = (e) => JSON.stringify(around(e).map((one) => LOOK.map((name) => getComputedStyle(one)[name])));
  const named = (e) =>
    `${e.tagName} ${e.getAttribute("aria-label") ?? ""} ${e.textContent.trim()}`.slice(0, 80) + e.outerHTML.slice(0, 160);
  document.activeElement?.blur(); // what has the focus now would be compared with itself
  const controls = within(document.body).filter(usable);
  const plain = new Map(controls.map((e) => [e, look(e)]));
  const reached = new Set(), seen = new Set();
  const watch = (event) => {
    const [target] = event.composedPath();
    reached.add(target);
    if (!plain.has(target) || look(target) !== plain.get(target)) seen.add(target);
  };
  // A move within a shadow root isn't heard outside of it.
  for (const root of [document, ...within(document.body).flatMap((e) => e.shadowRoot ?? [])]) {
    root.addEventListener("focusin", watch);
  }
  // Of a group of choices the tab key reaches one, and arrow keys the others.
  const group = (e) => {
    const whole = e.closest('[role="radiogroup"], [role="toolbar"]');
    return whole && [...reached].some((other) => whole.contains(other));
  };
  window.missed = () => controls.filter((e) => e.isConnected && usable(e) && !reached.has(e) && !group(e)).map(named);
  window.unseen = async () => {
    const hidden = [];
    for (const e of [...reached].filter((each) => each.isConnected && !seen.has(each))) {
      e.focus(); // once more, as some fade into their look
      for (let tries = 0; tries < 20 && look(e) === plain.get(e); tries += 1) {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      if (look(e) === plain.get(e)) hidden.push(named(e));
    }
    return hidden;
  };
  return controls.length;
}
