/** The element with this id. */
export const byId = (id) => document.getElementById(id);

/**
 * Creates an HTML element. Text only ever arrives through textContent, so nothing a visitor typed is parsed as markup.
 */
export function element(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** Creates an SVG element. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

/** Shows the text in the node and hides the node when there is none. */
export function say(node, text) {
  node.textContent = text ?? '';
  node.hidden = !text;
}

/** Puts an error beside a form field, or takes it away. */
export function fieldError(field, text) {
  say(byId(`${field.id}-error`), text);
  if (text) field.setAttribute('aria-invalid', 'true');
  else field.removeAttribute('aria-invalid');
}

export const calm = matchMedia('(prefers-reduced-motion: reduce)');
