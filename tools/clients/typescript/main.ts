// A caller's first program: authenticate, import a file, wait for the job, read the businesses back.
// `schema.d.ts` is generated beside this file by tools/check-clients.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import createClient from "openapi-fetch";
import type { paths } from "./schema.js";

interface Ready {
  base_url: string;
  clients: { agency: string; client_id: string; client_secret: string }[];
}

const [readyFile, csvFile] = process.argv.slice(2);
if (readyFile === undefined || csvFile === undefined) {
  throw new Error("usage: main.js READY_FILE CSV_FILE");
}
const ready = JSON.parse(readFileSync(readyFile, "utf8")) as Ready;
const credentials = ready.clients.find((client) => client.agency === "dp3a-kukar");
if (credentials === undefined) {
  throw new Error("the ready file names no client of dp3a-kukar");
}

// Naming the media type keeps lists, which can also be had as CSV and XLSX, from being typed as `Page | string`.
const api = createClient<paths, "application/json">({ baseUrl: ready.base_url });

function answered<T>(step: string, result: { data?: T; error?: unknown; response: Response }): T {
  if (result.data === undefined) {
    throw new Error(`${step}: ${result.response.status} ${JSON.stringify(result.error)}`);
  }
  return result.data;
}

const basic = Buffer.from(`${credentials.client_id}:${credentials.client_secret}`).toString("base64");
const token = answered(
  "issueToken",
  await api.POST("/oauth/token", {
    headers: { Authorization: `Basic ${basic}`, "Content-Type": "application/x-www-form-urlencoded" },
    body: { grant_type: "client_credentials" },
    bodySerializer: (body) => new URLSearchParams(body as Record<string, string>),
  }),
);
api.use({
  onRequest({ request }) {
    request.headers.set("Authorization", `Bearer ${token.access_token}`);
    return request;
  },
});

const me = answered("getMe", await api.GET("/v1/me"));
console.log(`authenticated as ${me.agency}`);

const created = answered(
  "createImport",
  await api.POST("/v1/imports", {
    params: {
      query: { kind: "businesses", mode: "commit", on_conflict: "update", atomic: false, source: "client-check-ts" },
      header: { "Idempotency-Key": randomUUID(), "Sinergi-Actor": "client-check.ts" },
    },
    headers: { "Content-Type": "text/csv" },
    body: readFileSync(csvFile, "utf8"),
    bodySerializer: (body) => body,
  }),
);

const ended: readonly string[] = ["completed", "partially_completed", "failed", "canceled"];
let job = created;
for (let polls = 0; !ended.includes(job.status); polls += 1) {
  if (polls === 300) {
    throw new Error(`import ${job.id} is still ${job.status}`);
  }
  await pause(100);
  job = answered("getImport", await api.GET("/v1/imports/{id}", { params: { path: { id: job.id } } }));
}
if (job.status !== "completed") {
  const errors = await api.GET("/v1/imports/{id}/errors", { params: { path: { id: job.id } } });
  throw new Error(`import ${job.id} is ${job.status}: ${JSON.stringify(errors.data)}`);
}
console.log(`imported ${job.total_rows} rows: ${job.created} created, ${job.updated} updated, ${job.unchanged} unchanged`);
// Created the first time, unchanged when the same service is asked again.
if (job.created + job.unchanged !== 3) {
  throw new Error("not every row of the file became a business");
}

const page = answered("listBusinesses", await api.GET("/v1/businesses", { params: { query: { q: "Contoh", limit: 10 } } }));
const names = page.items.map((business) => business.name);
console.log(`read back ${names.length}: ${names.join(", ")}`);
if (!names.includes("Dapur Contoh Satu")) {
  throw new Error("the imported business was not read back");
}
