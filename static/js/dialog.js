// A link to a dialog's id opens it as a modal window; without this file the address alone shows it (:target).
document.addEventListener("click", (event) => {
  const opener = event.target.closest("a[data-de-dialog]");
  const closer = event.target.closest("[data-de-dialog-close]");
  if (opener) {
    const dialog = document.getElementById(opener.hash.slice(1));
    if (dialog && typeof dialog.showModal === "function") {
      event.preventDefault();
      dialog.showModal();
    }
  } else if (closer) {
    const dialog = closer.closest("dialog");
    if (dialog.open) {
      event.preventDefault();
      dialog.close(); // the browser gives the focus back to the opener
    }
  }
});
