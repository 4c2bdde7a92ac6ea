// The documentation of the API: Swagger UI over the OpenAPI document, as light or dark as the system wants it.
// @ts-check

import { element } from "./elements.js";

const docs = element("docs", HTMLElement);
const dark = matchMedia("(prefers-color-scheme: dark)");

function darken() {
  document.documentElement.classList.toggle("dark-mode", dark.matches);
}

dark.addEventListener("change", darken);
darken();
// @ts-expect-error: a classic script has made it
window.SwaggerUIBundle({ domNode: docs, url: docs.dataset.document, deepLinking: true, validatorUrl: null });
