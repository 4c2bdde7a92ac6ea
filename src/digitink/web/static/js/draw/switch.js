// A switch of two for what a select chooses: each half is pressed by itself; the keyboard has the select.
// @ts-check

export class Switch {
  #select;
  /** @type {HTMLElement[]} */
  #halves;

  /**
   * @param {HTMLSelectElement} select has its halves beside it
   * @param {() => void} change is called when a person has chosen
   */
  constructor(select, change) {
    this.#select = select;
    this.#halves = [...(select.parentElement?.querySelectorAll("[data-value]") ?? [])].filter(
      (half) => half instanceof HTMLElement,
    );
    for (const half of this.#halves) {
      half.addEventListener("click", () => {
        this.value = half.dataset.value ?? "";
        change();
      });
    }
    select.addEventListener("change", () => {
      this.value = select.value;
      change();
    });
  }

  get value() {
    return this.#select.value;
  }

  /** @param {string} value */
  set value(value) {
    this.#select.value = value;
    for (const half of this.#halves) half.classList.toggle("switch-chosen", half.dataset.value === value);
  }
}
