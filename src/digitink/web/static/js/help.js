// The help sheet, and from it the first steps.

export class Help {
  #sheet;

  // elements: { help, helpSheet, closeSheet, showHint }
  constructor({ help, helpSheet, closeSheet, showHint }, hint) {
    this.#sheet = helpSheet;
    help.addEventListener("click", () => this.open());
    closeSheet.addEventListener("click", () => helpSheet.close());
    showHint.addEventListener("click", () => {
      helpSheet.close();
      hint.show();
    });
  }

  open() {
    this.#sheet.showModal();
  }
}
