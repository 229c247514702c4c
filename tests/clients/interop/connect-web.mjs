// connect-web.mjs URL DESCRIPTORS CHROMIUM: the interop cases that browsers can do, with @connectrpc/connect-web in Chromium,
// over Connect (binary, JSON) and gRPC-Web.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";

const [baseUrl, descriptors, executablePath] = process.argv.slice(2);
const { outputFiles: [script] } = await build({
  entryPoints: [fileURLToPath(new URL("connect-web.page.mjs", import.meta.url))],
  bundle: true, write: false, format: "esm", logLevel: "warning",
});
const pages = createServer((request, response) => {
  const isScript = request.url === "/page.mjs";
  response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
  response.end(isScript ? script.text : "<!doctype html><title>interop</title>");
}).listen(0, "127.0.0.1");
await new Promise(resolve => pages.once("listening", resolve));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
try {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${pages.address().port}/`);
  await page.exposeFunction("print", line => console.log(line));
  await page.evaluate(
    async ([url, bytes]) => (await import("/page.mjs")).runAll(url, bytes, window.print),
    [baseUrl, readFileSync(descriptors).toString("base64")]);
} finally {
  await browser.close();
  pages.close();
}
