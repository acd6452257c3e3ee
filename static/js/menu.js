// A menu is a <details>: this closes it on Escape, and on a click or a focus elsewhere.
for (const menu of document.querySelectorAll("details[data-de-menu]")) {
  const closeFrom = (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  };
  document.addEventListener("click", closeFrom);
  document.addEventListener("focusin", closeFrom);
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
