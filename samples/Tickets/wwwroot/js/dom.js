// Elements are made, never parsed: whatever a text holds, it is shown as text.

export function make(tag, properties, ...children) {
  const element = document.createElement(tag);
  const { data, ...rest } = properties ?? {};
  Object.assign(element.dataset, data);
  Object.assign(element, rest);
  element.append(...children);
  return element;
}

export const byId = id => document.getElementById(id);

export const money = cents => `${(cents / 100).toFixed(2)} EUR`;
