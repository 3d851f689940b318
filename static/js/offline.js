// When the server cannot be reached, a banner at the top of the page says so until it answers again. What was typed stays.
// A page that is a copy says it already.
const template = document.getElementById("offline");
let banner = null;

function lost() {
  if (banner || !template || document.querySelector("main [data-lost]:not([hidden])")) return;
  banner = template.content.firstElementChild.cloneNode(true);
  banner.setAttribute("role", "alert");
  document.querySelector("main")?.prepend(banner);
}

function found() {
  banner?.remove();
  banner = null;
}

document.addEventListener("htmx:error", (event) => {
  const { ctx, error } = event.detail;
  if (ctx && !ctx.response && error?.name !== "AbortError") lost();
});
document.addEventListener("htmx:after:request", found);
addEventListener("offline", lost);
addEventListener("online", found);
document.addEventListener("mddash:answers", found);
