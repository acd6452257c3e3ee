// The sheet of a permanence by keyboard: one key an axis, Enter for the next line. The keys act on the focused line alone,
// and never where one writes. Without this file, Tab, Space and the letters of the lists do the same.
const AGAIN_MS = 3000;
const form = document.querySelector("form[data-de-entry]");

const lines = () => [...form.querySelectorAll("[data-de-line]")];
const attendanceOf = (line) => line.querySelector("select[name$='-attendance']");
const changed = (field) => field.dispatchEvent(new Event("change", { bubbles: true }));

const open = (part) => {
  const details = part.closest("details");
  if (details) details.open = true;
};

const goTo = (line) => {
  const attendance = line && attendanceOf(line);
  if (attendance) open(attendance);
  (attendance ?? form.querySelector("[data-de-close]")).focus();
};

const neighbour = (line, step) => {
  const all = lines();
  const at = all.indexOf(line) + step;
  return at < 0 ? line : all[at];
};

const choose = (select, value) => {
  select.value = value;
  changed(select);
};

const toggleAxis = (line, digit) => {
  const box = line.querySelectorAll("[data-de-axis]")[digit - 1];
  const attendance = attendanceOf(line);
  if (attendance.value !== "present") choose(attendance, "present");
  box.checked = !box.checked;
  changed(box);
};

const followUp = (line) => {
  const select = line.querySelector("select[name$='-following']");
  const next = select.options[1];
  if (next) choose(select, select.value ? "" : next.value);
};

const decide = (line) => {
  const details = line.querySelector("[data-de-decision]");
  if (!details) return;
  details.open = true;
  details.querySelector("input[type='radio']").focus();
};

const ACTIONS = {
  r: followUp,
  s: (line) => line.querySelector("select[name$='-situation']").focus(),
  c: (line) => line.querySelector("textarea").focus(),
  d: decide,
};

// Letters go to the field itself: in the list of situations, they choose one.
const writes = (target) =>
  target.matches("textarea, input:not([type='checkbox'], [type='radio']), select[name$='-situation']");

// The digit of a key, whatever the keyboard types with it: the top row of a French one gives « & » or « é » without Shift.
// The keypad gives its digits by itself, and arrows where it is locked.
const digitOf = (event) => /^Digit([1-6])$/.exec(event.code)?.[1] ?? /^[1-6]$/.exec(event.key)?.[0];

// A box takes Space when the key comes up: whoever types fast is on the next line by then, and the box is ticked here.
let pressed = null;
const isBox = (target) => target.matches("input[type='checkbox'], input[type='radio']");

const finishBox = (target) => {
  if (pressed === target) target.click();
  pressed = null;
};

const onKey = (event) => {
  const line = event.target.closest("[data-de-line]");
  if (!line || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const isIn = (part) => event.target.closest(part) !== null;
  if (event.key === "Escape" && event.target.matches("textarea")) {
    attendanceOf(line).focus();
  } else if (event.key === "Enter" && !event.target.matches("textarea, summary, button, a")) {
    event.preventDefault();
    finishBox(event.target);
    goTo(neighbour(line, event.shiftKey ? -1 : 1));
  } else if (!writes(event.target) && !isIn("[data-de-decision]")) {
    const act = event.shiftKey ? undefined : ACTIONS[event.key.toLowerCase()];
    const digit = digitOf(event);
    if (act) act(line);
    else if (digit) toggleAxis(line, Number(digit));
    else return;
    event.preventDefault();
  }
};

const count = () => {
  const settled = lines().filter((line) => attendanceOf(line).value).length;
  form.querySelector("[data-de-settled]").textContent = String(settled);
};

if (form) {
  form.querySelector("[data-de-keys]").hidden = false;
  form.addEventListener("keydown", (event) => {
    if (event.key === " " && isBox(event.target)) pressed = event.target;
  });
  form.addEventListener("keyup", (event) => {
    if (event.key === " ") pressed = null;
  });
  form.addEventListener("keydown", onKey);
  form.addEventListener("change", count);
  // « Oui », then Enter: the first line that is not settled.
  form.querySelector(".de-entry__choices").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    finishBox(event.target);
    goTo(lines().find((line) => !attendanceOf(line).value));
  });
  // A button pressed twice sends once; the server would see to it as well.
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
  const first = lines().find((line) => !attendanceOf(line).value);
  const choice = form.querySelector("[name$='-keep']");
  const refused = lines().find((line) => line.querySelector(".de-entry__error"));
  if (choice) choice.focus();
  else if (refused) goTo(refused);
  else if (first && form.querySelector("[name='was_held']:checked") && !form.querySelector("[autofocus]")) goTo(first);
}
