// Carries to the maps of this page what is large and stays while other things move: sheets of thumbnails, and films.

export default function ({ data, parentElement }) {
  const place = parentElement.host?.closest('[data-testid="stElementContainer"]');
  if (place) place.style.display = "none";
  const carried = (window.sslDemoCarried ??= new Map());
  const before = carried.get(data.name);
  if (before) {
    carried.delete(data.name); // the newest comes last, and is the last to be forgotten
    carried.set(data.name, before);
    return;
  }
  const arrived = () => window.dispatchEvent(new CustomEvent("ssl-demo-carried", { detail: data.name }));
  const image = data.url ? Object.assign(new Image(), { onload: arrived, src: data.url }) : null;
  carried.set(data.name, { ...data, image });
  while (carried.size > 24) carried.delete(carried.keys().next().value);
  if (!image) arrived();
}
