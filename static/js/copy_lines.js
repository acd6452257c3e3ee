// Lines to copy one by one, to paste elsewhere. Without this file one selects them by hand.
const status = document.querySelector("[data-de-copy-status]");

for (const button of document.querySelectorAll("[data-de-copy-line]")) {
  const line = button.parentElement.querySelector("[data-de-copied-line]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(line.textContent);
      status.textContent = "Ligne copiée.";
    } catch {
      getSelection().selectAllChildren(line);
      status.textContent = "La ligne est sélectionnée\u00a0: copiez-la avec Ctrl\u00a0+\u00a0C.";
    }
  });
}
