// A contact by keyboard: Ctrl+Enter saves, the digits tick the axes, wherever one does not write. Without this file, Tab
// and Space do the same.
const form = document.querySelector("form.de-form[data-de-draft]");
const AGAIN_MS = 3000;

const writes = (target) => target.matches("textarea, input:not([type='checkbox'], [type='radio'])");

// The digit of a key, whatever the keyboard types with it: the top row of a French one gives « & » or « é » without Shift.
// The keypad gives its digits by itself, and arrows where it is locked.
const digitOf = (event) => /^Digit([1-6])$/.exec(event.code)?.[1] ?? /^[1-6]$/.exec(event.key)?.[0];

if (form) {
  const axes = [...form.querySelectorAll("input[name='axes']")];
  axes.forEach((box, index) => {
    const key = document.createElement("kbd");
    key.textContent = `${index + 1}`;
    key.ariaHidden = "true"; // said by the box itself
    box.setAttribute("aria-keyshortcuts", key.textContent);
    box.labels[0]?.append(" ", key);
  });
  const save = form.querySelector("button[name='enregistrer']") ?? form.querySelector("button.btn-primary");

  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      form.requestSubmit(save);
    } else if (digitOf(event) && !writes(event.target) && !event.ctrlKey && !event.altKey && !event.metaKey) {
      const box = axes[Number(digitOf(event)) - 1];
      box.checked = !box.checked;
      box.dispatchEvent(new Event("change", { bubbles: true }));
      event.preventDefault();
    }
  });

  // The half hour of an interview comes and goes with the kind, until somebody types a length.
  const kind = form.querySelector("[name='kind']");
  const minutes = form.querySelector("[data-de-interview-minutes]");
  const shown = form.querySelector("[name='minutes_of']");
  const usual = minutes?.dataset.deInterviewMinutes;
  kind?.addEventListener("change", () => {
    if (minutes && !minutes.dataset.typed && ["", usual].includes(minutes.value)) {
      minutes.value = kind.value === "entretien" ? usual : "";
    }
    if (shown) shown.value = kind.value;
  });
  minutes?.addEventListener("input", () => {
    minutes.dataset.typed = "true";
  });

  let isSent = false;
  form.addEventListener("submit", (event) => {
    if (isSent) event.preventDefault();
    isSent = true;
    setTimeout(() => {
      isSent = false; // the network failed: one may try again
    }, AGAIN_MS);
  });
  window.addEventListener("pageshow", () => {
    isSent = false;
  });

  if (!form.querySelector("[autofocus], .is-invalid")) form.querySelector("[name='kind']")?.focus();
}
