// All that the page says, in the language in which the server wrote it into the page.

export const texts = JSON.parse(document.getElementById("texts").textContent);
