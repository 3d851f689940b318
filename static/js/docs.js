// The page of the API: shows its description with Swagger UI. It stands alone and is loaded after Swagger UI's own file.
const docs = document.getElementById("docs");
window.SwaggerUIBundle({
  url: docs.dataset.description,
  domNode: docs,
  deepLinking: true,
  docExpansion: "none",
  // Its default asks a server on the internet.
  validatorUrl: null,
});
