// Makes static/vendor: the files of the front end that the binary carries. Run by `./task build`.
import { build } from "esbuild";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const out = path.join(root, "static", "vendor");
const require = createRequire(import.meta.url);

// The oldest browsers that know what the stylesheet is written in: nesting, light-dark(), container queries, @property.
const browsers = ["chrome123", "edge123", "firefox128", "safari17.5"];
const docs = ["swagger-ui-bundle.js", "swagger-ui.css", "LICENSE", "NOTICE"];

const made = new Set();
await bundleScripts();
await bundleWorker();
await bundleStyles();
await packDocs();
await removeTheRest(out);
await report();

// One file for every page, and a chunk of its own for whatever is imported with import().
async function bundleScripts() {
  const result = await build({
    absWorkingDir: root,
    entryPoints: { app: "static/js/app.js" },
    outdir: out,
    bundle: true,
    splitting: true,
    format: "esm",
    chunkNames: "chunks/[name]-[hash]",
    minify: true,
    target: browsers,
    legalComments: "external",
    metafile: true,
    write: false,
  });
  await keep(result.outputFiles);
  const entry = Object.entries(result.metafile.outputs).find(([name]) => name.endsWith("/app.js"))[1];
  const early = entry.imports.filter((part) => part.kind === "import-statement");
  if (early.length > 0) {
    console.warn(`app.js needs ${early.length} more file(s) before it runs: what a lazy module shares with it should be handed over, not imported.`);
  }
}

// The program beside the pages is one file, at an address of its own.
async function bundleWorker() {
  const result = await build({
    absWorkingDir: root,
    entryPoints: { worker: "static/js/worker/worker.js" },
    outdir: out,
    bundle: true,
    format: "iife",
    minify: true,
    target: browsers,
    write: false,
  });
  await keep(result.outputFiles);
}

async function bundleStyles() {
  const result = await build({
    absWorkingDir: root,
    entryPoints: { app: "static/css/mddash.css", calendar: "static/css/calendar.css" },
    outdir: out,
    bundle: true,
    external: ["/static/*", "data:*"],
    minify: true,
    target: browsers,
    legalComments: "external",
    write: false,
  });
  await keep(result.outputFiles);
}

// The API's page is big and seldom asked for: the binary carries it compressed.
async function packDocs() {
  const from = path.dirname(require.resolve("swagger-ui-dist/package.json"));
  for (const name of docs) {
    const packed = gzipSync(await readFile(path.join(from, name)), { level: 9 });
    await keep([{ path: path.join(out, "docs", name + ".gz"), contents: packed }]);
  }
}

async function keep(files) {
  for (const file of files) {
    if (file.contents.length === 0) continue;
    await mkdir(path.dirname(file.path), { recursive: true });
    await writeFile(file.path, file.contents);
    made.add(file.path);
  }
}

// Chunks have their content's hash in the name: those of earlier builds would pile up.
async function removeTheRest(folder) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) await removeTheRest(name);
    else if (!made.has(name)) await rm(name);
  }
}

async function report() {
  for (const name of [...made].sort()) {
    if (!/\.(js|css)$/.test(name)) continue;
    const bytes = await readFile(name);
    const size = (await stat(name)).size;
    const kb = (n) => (n / 1024).toFixed(1).padStart(7) + " KB";
    console.log(`${kb(size)} ${kb(gzipSync(bytes, { level: 9 }).length)} gzip ${kb(brotliCompressSync(bytes).length)} br  ${path.relative(root, name)}`);
  }
}
