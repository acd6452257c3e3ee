// A text to copy: without this file one selects it by hand.
const button = document.querySelector("[data-de-copy]");
const text = document.querySelector("[data-de-copied]");
const status = document.querySelector("[data-de-copy-status]");

button.hidden = false;
button.addEventListener("click", async () => {
  text.select();
  try {
    await navigator.clipboard.writeText(text.value);
    status.textContent = "Texte copié.";
  } catch {
    status.textContent = "Le texte est sélectionné\u00a0: copiez-le avec Ctrl\u00a0+\u00a0C.";
  }
});
