// Messages that come while no page is open.
const { base, files: paths } = self.mddash;
const icon = (name) => paths.find((path) => path.includes(`/icons/${name}.`));

export function show(event) {
  const { title, text, path, tag } = event.data?.json() ?? {};
  if (!title) return;
  return self.registration.showNotification(title, { body: text, tag, icon: icon("192"), badge: icon("badge"), data: { path } });
}

// open leads to what the message is about, in a window of its own: nothing that is being written elsewhere is left.
export function open(event) {
  event.notification.close();
  const path = String(event.notification.data?.path ?? "/");
  return self.clients.openWindow(base + (/^\/(?!\/)/.test(path) ? path : "/"));
}

// renew tells the server where messages go from now on, when the browser has changed that by itself.
export async function renew(event) {
  const options = event.oldSubscription?.options;
  const made = event.newSubscription ?? (options && (await self.registration.pushManager.subscribe(options)));
  if (!made) return;
  const { endpoint, keys } = made.toJSON();
  await fetch(`${base}/settings/push`, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams({ endpoint, ...keys }) });
}
