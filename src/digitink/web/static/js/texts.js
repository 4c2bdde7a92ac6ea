// All that the page says, as the server wrote it into the page from texts.json.

export const texts = JSON.parse(document.getElementById("texts").textContent);
