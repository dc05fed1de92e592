// Records what the official JavaScript client puts on the wire for the messages of operations.json:
// node record.mjs OPERATIONS OUTPUT
import { createServer } from "node:http";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { anthropic, Client, custom, openai, resend } from "@upstash/qstash";

const [operationsFile, outputFile] = process.argv.slice(2);
const { ignoredHeaders, messages } = JSON.parse(await readFile(operationsFile));
const ignored = new Set(ignoredHeaders.flatMap((rule) => rule.names));
const { dependencies } = JSON.parse(await readFile(new URL("package.json", import.meta.url)));
const QUEUE = "orders";
const PROVIDERS = { openai, anthropic, custom, resend };

let recorded;
const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  recorded = asRecorded(request, Buffer.concat(chunks));
  response.setHeader("Content-Type", "application/json");
  response.end(request.url === "/v2/batch" ? "[{},{}]" : "{}");
}).listen(0, "127.0.0.1");
await once(server, "listening");
const client = new Client({ baseUrl: `http://127.0.0.1:${server.address().port}`, token: "qstash-token", retry: false });

function asRecorded({ method, url, headers }, body) {
  const [path, ...query] = url.split("?");
  const request = { method, path, ...(query.length && { query: query.join("?") }), headers: withoutIgnored(headers) };
  if (path === "/v2/batch") {
    return { ...request, items: JSON.parse(body).map((item) => ({ ...item, headers: withoutIgnored(item.headers) })) };
  }
  const text = body.toString();
  return { ...request, body: Buffer.from(text).equals(body) ? text : { base64: body.toString("base64") } };
}

function withoutIgnored(headers) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ignored.has(name)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The message as the options of the JavaScript client, which changes what it is given. */
function options({ name, calls, differences, body, contentType, headers, api, callback, failureCallback, ...same }) {
  const all = new Headers();
  for (const [header, values] of Object.entries(headers ?? {})) [values].flat().forEach((value) => all.append(header, value));
  if (contentType) all.set("Content-Type", contentType);
  addCallback(all, "Upstash-Callback", callback);
  addCallback(all, "Upstash-Failure-Callback", failureCallback);
  return {
    ...same,
    headers: all,
    ...(body && { body: "base64" in body ? Buffer.from(body.base64, "base64") : (body.text ?? body.json) }),
    ...(api && { api: apiOf(api) }),
    ...(callback && { callback: callback.url }),
    ...(failureCallback && { failureCallback: failureCallback.url }),
  };
}

/** How a callback is called has no options of its own in the JavaScript client, only headers. */
function addCallback(all, prefix, { method, retries, retryDelay, timeout, headers } = {}) {
  const values = { Method: method, Retries: retries, "Retry-Delay": retryDelay, Timeout: timeout };
  for (const [name, value] of Object.entries(headers ?? {})) values[`Forward-${name}`] = value;
  for (const [name, value] of Object.entries(values)) if (value !== undefined) all.set(`${prefix}-${name}`, value);
}

function apiOf({ name, provider, helicone, ...settings }) {
  return {
    name,
    ...(provider && { provider: PROVIDERS[provider](settings) }),
    ...(helicone && { analytics: { name: "helicone", token: helicone } }),
  };
}

const CALLS = {
  publish: (message, json) => client[json ? "publishJSON" : "publish"](options(message)),
  enqueue: (message, json) => client.queue({ queueName: QUEUE })[json ? "enqueueJSON" : "enqueue"](options(message)),
  batch: (message, json) => client[json ? "batchJSON" : "batch"]([options(message), { ...options(message), queueName: QUEUE }]),
};

const requests = {};
for (const message of messages) {
  requests[message.name] = {};
  for (const call of message.calls ?? Object.keys(CALLS)) {
    await CALLS[call](message, message.body !== undefined && "json" in message.body);
    requests[message.name][call] = recorded;
  }
}
server.close();
const result = { recordedWith: `@upstash/qstash ${dependencies["@upstash/qstash"]}`, requests };
await writeFile(outputFile, `${JSON.stringify(result, null, 2)}\n`);
