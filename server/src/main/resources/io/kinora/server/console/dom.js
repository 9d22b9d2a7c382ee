// Builds elements. Text is always text: nothing here parses HTML.

/**
 * An element. Properties that begin with `on` are listeners; `class`, `data-*` and `aria-*` are
 * attributes; everything else is a property of the element.
 */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (name === "class" || name === "for" || name === "role" || name.includes("-")) {
      element.setAttribute(name, value);
    } else {
      element[name] = value;
    }
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

const ICONS = {
  play: "M8 5.5v13l10.5-6.5z",
  pause: "M7 5.5h3.5v13H7zM13.5 5.5H17v13h-3.5z",
  sound:
    "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15 8.8a4.5 4.5 0 0 1 0 6.4l-1.1-1.1a3 3 0 0 0 0-4.2zM17.3 6.5a7.8 7.8 0 0 1 0 11l-1.1-1.1a6.2 6.2 0 0 0 0-8.8z",
  muted:
    "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM20.5 10l-1.1-1.1-2 2-2-2-1.1 1.1 2 2-2 2 1.1 1.1 2-2 2 2 1.1-1.1-2-2z",
  camera:
    "M9 5.5 7.6 7.5H4.5v11h15v-11h-3.1L15 5.5zM12 16a3.3 3.3 0 1 1 0-6.6 3.3 3.3 0 0 1 0 6.6z",
  scissors: "M6.5 4.5v15H8v-15zM16 4.5v15h1.5v-15zM9.5 11.25v1.5h5v-1.5z",
  full: "M5 5h5v1.7H6.7V10H5zM14 5h5v5h-1.7V6.7H14zM5 14h1.7v3.3H10V19H5zM17.3 14H19v5h-5v-1.7h3.3z",
  left: "M14.5 5.5 8 12l6.5 6.5 1.2-1.2L10.4 12l5.3-5.3z",
  right: "M9.5 5.5 16 12l-6.5 6.5-1.2-1.2 5.3-5.3-5.3-5.3z",
  plus: "M11.2 5.5h1.6v5.7h5.7v1.6h-5.7v5.7h-1.6v-5.7H5.5v-1.6h5.7z",
  minus: "M5.5 11.2h13v1.6h-13z",
  download: "M11.2 4.5h1.6v8l3-3 1.1 1.1L12 15.5l-4.9-4.9 1.1-1.1 3 3zM5 17.5h14v1.6H5z",
};

/** One of the icons, hidden from screen readers: the button around it has the words. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A button that shows an icon and says its name to screen readers and under the pointer. */
export function iconButton(name, label, onclick) {
  return el(
    "button",
    { type: "button", class: "tool", title: label, "aria-label": label, onclick },
    icon(name),
  );
}

/** Gives a button of `iconButton` another face. */
export function reface(button, name, label) {
  if (button.title !== label) {
    button.title = label;
    button.setAttribute("aria-label", label);
    button.replaceChildren(icon(name));
  }
}

/** Hands a file to the person. */
export function download(url, fileName) {
  const link = el("a", { href: url, download: fileName });
  document.body.append(link);
  link.click();
  link.remove();
}
