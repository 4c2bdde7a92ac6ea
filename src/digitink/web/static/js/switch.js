// A switch of two for what a select chooses: each half is pressed by itself; the keyboard has the select.

export class Switch {
  #select;
  #halves;

  // change() is called when a person has chosen.
  constructor(select, change) {
    this.#select = select;
    this.#halves = [...select.parentElement.querySelectorAll("[data-value]")];
    for (const half of this.#halves) {
      half.addEventListener("click", () => {
        this.value = half.dataset.value;
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

  set value(value) {
    this.#select.value = value;
    for (const half of this.#halves) half.classList.toggle("chosen", half.dataset.value === value);
  }
}
