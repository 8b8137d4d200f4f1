// Saves a figure as a picture, with the plotly.js that Streamlit brings along with its first chart.

export default function ({ data, parentElement }) {
  const status = parentElement.querySelector("p");
  const save = async (format) => {
    status.textContent = "";
    if (!window.Plotly) {
      status.textContent = "The picture isn't drawn yet; try again in a moment.";
      return;
    }
    const { name: filename, width, height } = data, scale = format === "png" ? 2 : 1;
    try {
      await window.Plotly.downloadImage(JSON.parse(data.figure), { format, filename, width, height, scale });
    } catch {
      status.textContent = "This browser couldn't make the picture; try the other format.";
    }
  };
  for (const button of parentElement.querySelectorAll("button")) button.onclick = () => save(button.dataset.format);
}
