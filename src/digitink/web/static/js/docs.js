// The documentation of the API: Swagger UI over the OpenAPI document, as light or dark as the system wants it.

const docs = document.getElementById("docs");
const dark = matchMedia("(prefers-color-scheme: dark)");

function darken() {
  document.documentElement.classList.toggle("dark-mode", dark.matches);
}

dark.addEventListener("change", darken);
darken();
window.SwaggerUIBundle({ domNode: docs, url: docs.dataset.document, deepLinking: true, validatorUrl: null });
