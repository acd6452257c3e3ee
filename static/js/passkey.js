// A passkey's ceremony that fails or is given up: say so on the page, and leave the console alone.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const alert of document.querySelectorAll("[data-de-passkey-error]")) alert.hidden = false;
});
// Hidden where the browser knows no passkey.
if (window.PublicKeyCredential) {
  for (const part of document.querySelectorAll("[data-de-passkey]")) part.hidden = false;
}
