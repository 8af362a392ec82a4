// Opens the interactive reference, authorizes, sends GET /v1/me and keeps a picture of each step.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [readyFile, executablePath, out, profile] = process.argv.slice(2);
if (profile === undefined) {
  throw new Error("usage: docs.mjs READY_FILE CHROMIUM OUT_FOLDER PROFILE_FOLDER");
}
const ready = JSON.parse(readFileSync(readyFile, "utf8"));
const { client_id, client_secret } = ready.clients.find((client) => client.agency === "dp3a-kukar");

const context = await chromium.launchPersistentContext(profile, {
  executablePath,
  headless: true,
  viewport: { width: 1280, height: 1000 },
  // Root needs --no-sandbox; the others keep Chromium from looking for hosts a closed network does not have.
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
const page = await context.newPage();
page.setDefaultTimeout(20_000);

const origin = new URL(ready.base_url).origin;
const outside = [];
const failed = [];
page.on("request", (request) => {
  const url = new URL(request.url());
  if (url.protocol.startsWith("http") && url.origin !== origin) outside.push(request.url());
});
page.on("pageerror", (error) => failed.push(`script error: ${error.message}`));
page.on("response", (response) => {
  if (response.status() >= 400) failed.push(`${response.status()} ${response.url()}`);
});

let status = "none";
try {
  await page.goto(ready.docs_url);
  await page.locator(".opblock").first().waitFor();
  const title = await page.title();
  if (!title.startsWith("Sinergi")) failed.push(`the page is called ${title}`);
  await page.screenshot({ path: join(out, "docs.png") });

  await page.locator(".auth-wrapper .btn.authorize").first().click();
  const dialog = page.locator(".modal-ux");
  const form = dialog.locator(".auth-container", { has: page.locator("input[id^='client_id_']") }).first();
  await form.locator("input[id^='client_id_']").fill(client_id);
  await form.locator("input[id^='client_secret_']").fill(client_secret);
  await form.locator(".auth-btn-wrapper .authorize").click();
  // The fields are gone once the token is there, so the dialog is asked and not the form.
  await dialog.getByText("Logout", { exact: true }).first().waitFor();
  await page.screenshot({ path: join(out, "docs-authorized.png") });
  await dialog.locator(".close-modal").click();

  const operation = page.locator(".opblock", { has: page.locator("[data-path='/v1/me']") }).first();
  await operation.locator(".opblock-summary").click();
  // The service turns "Try it out" on for every operation, so there is no button to press first.
  await operation.getByRole("button", { name: "Execute", exact: true }).click();
  const live = operation.locator(".live-responses-table .response");
  await live.waitFor();
  await live.scrollIntoViewIfNeeded();
  status = (await live.locator(".response-col_status").innerText()).trim().split(/\s/)[0];
  await page.screenshot({ path: join(out, "docs-answer.png") });
} catch (error) {
  // What the page looked like says more than the name of the locator that was not found.
  await page.screenshot({ path: join(out, "docs-failed.png") });
  throw error;
} finally {
  await context.close();
}

console.log(`GET /v1/me from the page: ${status}; pictures in ${out}`);
if (status !== "200") throw new Error("the request sent from the page did not succeed");
if (outside.length > 0) throw new Error(`the page asked other hosts: ${outside.join(", ")}`);
if (failed.length > 0) throw new Error(failed.join("; "));
