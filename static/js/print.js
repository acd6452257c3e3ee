// A button that prints the page; without this file the browser's own menu does.
for (const button of document.querySelectorAll("[data-de-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
