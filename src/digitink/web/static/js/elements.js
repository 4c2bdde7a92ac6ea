// The page's elements, by the ids that its template gives them, and as what they are.
// @ts-check

/**
 * @template {Element} Kind
 * @param {string} id
 * @param {abstract new () => Kind} kind
 * @returns {Kind}
 * @throws {TypeError} where there is none, or another kind: the template and the scripts do not fit
 */
export function element(id, kind) {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new TypeError(`#${id} is no ${kind.name}`);
}

/**
 * Several at once: { id: kind, ... } gives { id: element, ... }.
 * @template {Record<string, abstract new () => Element>} Kinds
 * @param {Kinds} kinds
 * @returns {{ [Id in keyof Kinds]: InstanceType<Kinds[Id]> }}
 */
export function elements(kinds) {
  const found = Object.entries(kinds).map(([id, kind]) => [id, element(id, kind)]);
  return Object.fromEntries(found);
}

/**
 * @param {Element} child
 * @returns {HTMLElement} the element that it lies in
 */
export function parentOf(child) {
  const { parentElement } = child;
  if (parentElement) return parentElement;
  throw new TypeError(`#${child.id} lies in nothing`);
}
