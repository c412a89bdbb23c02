/**
 * Builds what is served: `node build.mjs [OUT]`, by default into build/web at the root.
 *
 * Every src/entries/*.ts becomes one script, every styles/*.css one stylesheet, every file of
 * assets/ a copy. Each is named by its own content, and manifest.json says what the names are:
 * {"booth": {"file": "booth-AB12CD34.js", "integrity": "sha384-…"}, "voter.css": {…}, …}.
 * Nothing else goes in: no path, no time, no source map. So two builds of the same sources are
 * equal byte for byte, and anybody can tell whether the booth that is served is this one.
 *
 * The workers are built first; all other scripts know their names (`WORKER_FILE`, the voters';
 * `TRUSTEE_WORKER_FILE`; `SCRUTINEER_WORKER_FILE`, which makes a scrutineer's key).
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import { build } from "esbuild";
import { withoutCrown } from "./govuk.mjs";

const HERE = import.meta.dirname;
const OUT = resolve(process.argv[2] ?? join(HERE, "..", "..", "build", "web"));
/** What each worker's name is called in the other scripts. */
const WORKERS = {
  worker: "WORKER_FILE",
  trusteeworker: "TRUSTEE_WORKER_FILE",
  scrutineerworker: "SCRUTINEER_WORKER_FILE",
};
const BROWSERS = ["chrome93", "edge93", "firefox92", "safari15.4"];
const CHECK = "check";
/** The page that tells an old browser what is missing has to run in it. */
const OLD_BROWSERS = ["es2017"];
const NAME_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Return the files of `folder` (none if it is not there) whose names end in `ending`, sorted. */
function filesOf(folder, ending) {
  try {
    return readdirSync(join(HERE, folder), { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw error;
  }
}

/** Return the bytes of the bundle of one entry. */
async function bundled(path, define = {}, target = BROWSERS) {
  const result = await build({
    absWorkingDir: HERE,
    entryPoints: [path],
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    target,
    charset: "utf8",
    legalComments: "eof",
    define: { "import.meta.url": '""', ...define },
    loader: { ".svg": "dataurl" },
    plugins: [withoutCrown],
    logLevel: "warning",
  });
  return result.outputFiles[0].contents;
}

/** Write `content` under a name of its own, note it in `manifest` as `key`; return the name. */
function keep(manifest, key, content) {
  const digest = createHash("sha256").update(content).digest();
  const letters = Array.from(digest.subarray(0, 8), (byte) => NAME_LETTERS[byte % 32]).join("");
  const ending = extname(key) || ".js";
  const file = `${basename(key, ending)}-${letters}${ending}`;
  const integrity = `sha384-${createHash("sha384").update(content).digest("base64")}`;
  writeFileSync(join(OUT, file), content);
  manifest[key] = { file, integrity };
  return file;
}

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
const manifest = {};
const define = {};
for (const [worker, name] of Object.entries(WORKERS)) {
  define[name] = JSON.stringify(keep(manifest, worker, await bundled(`src/entries/${worker}.ts`)));
}
const pages = filesOf("src/entries", ".ts").map((name) => basename(name, ".ts"));
for (const page of pages.filter((name) => !(name in WORKERS))) {
  const target = page === CHECK ? OLD_BROWSERS : BROWSERS;
  keep(manifest, page, await bundled(`src/entries/${page}.ts`, define, target));
}
for (const style of filesOf("styles", ".css")) {
  keep(manifest, style, await bundled(`styles/${style}`));
}
for (const asset of filesOf("assets", "")) {
  keep(manifest, asset, readFileSync(join(HERE, "assets", asset)));
}
const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(join(OUT, "manifest.json"), `${JSON.stringify(sorted, null, 2)}\n`);
