// Carries the sheet of thumbnails to the maps of this page, apart from the points: it stays while they move.

export default function ({ data, parentElement }) {
  const place = parentElement.host?.closest('[data-testid="stElementContainer"]');
  if (place) place.style.display = "none";
  const sheets = (window.sslDemoSheets ??= new Map());
  if (sheets.has(data.name)) return;
  const image = new Image();
  image.onload = () => window.dispatchEvent(new CustomEvent("ssl-demo-sheet", { detail: data.name }));
  image.src = data.url;
  sheets.set(data.name, { ...data, image });
  while (sheets.size > 8) sheets.delete(sheets.keys().next().value);
}
