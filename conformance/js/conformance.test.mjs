// The official JavaScript client against the development server named by QSTASH_URL.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { Client, Receiver, SignatureError, custom, resend } from "@upstash/qstash";

const { QSTASH_URL, QSTASH_TOKEN, QSTASH_CURRENT_SIGNING_KEY, QSTASH_NEXT_SIGNING_KEY } = process.env;
const client = new Client({ baseUrl: QSTASH_URL, token: QSTASH_TOKEN, retry: false });
const receiver = new Receiver({ currentSigningKey: QSTASH_CURRENT_SIGNING_KEY, nextSigningKey: QSTASH_NEXT_SIGNING_KEY });

// every method of the client, and whether it was called
const methods = new Map();
const resources = { client, "client.messages": client.messages, "client.dlq": client.dlq, "client.flowControl": client.flowControl, "client.schedules": client.schedules, "client.urlGroups": client.urlGroups, "client.queue()": client.queue(), receiver };
// what a class keeps to itself, and two other products: a chat that is not offered any more, and workflows
const notOfQStash = ["receiver.verifyWithKey", "receiver.verifyBodyAndUrl", "client.chat", "client.workflow"];
for (const [name, resource] of Object.entries(resources)) {
  const type = Object.getPrototypeOf(resource);
  for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(type))) {
    const method = `${name}.${key}`;
    if (key === "constructor" || notOfQStash.includes(method)) continue;
    methods.set(method, false);
    const spy = (call) => function (...args) { methods.set(method, true); return call.apply(this, args); };
    Object.defineProperty(type, key, property.get ? { ...property, get: spy(property.get) } : { ...property, value: spy(property.value) });
  }
}

const deliveries = [];
const waiting = [];
const recovered = new Set();
let destination;
let application;

before(async () => {
  application = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    deliveries.push({ url: request.url, method: request.method, headers: request.headers, body: Buffer.concat(chunks).toString() });
    const failing = request.url.startsWith("/failing") || (request.url.startsWith("/dead") && !recovered.has(request.url));
    response.statusCode = failing ? 500 : 200;
    response.end("ok");
    waiting.splice(0).forEach((wake) => wake());
  }).listen(0, "127.0.0.1");
  await once(application, "listening");
  destination = `http://127.0.0.1:${application.address().port}`;
});

after(() => {
  application.closeAllConnections();
  application.close();
});

/** The deliveries to a path, once there are as many; fails after five seconds. */
async function delivered(path, count = 1) {
  const limit = AbortSignal.timeout(5000);
  for (;;) {
    const found = deliveries.filter((delivery) => delivery.url.startsWith(path));
    if (found.length >= count) return found;
    await new Promise((wake, fail) => {
      waiting.push(wake);
      limit.addEventListener("abort", () => fail(new Error(`${found.length} of ${count} deliveries to ${path}`)), { once: true });
    });
  }
}

/** Logs of a message, asked for until its last state is there. */
async function logsUntil(messageId, state) {
  const limit = Date.now() + 5000;
  for (;;) {
    const { logs } = await client.logs({ filter: { messageIds: [messageId] } });
    if (logs.some((entry) => entry.state === state)) return logs;
    assert.ok(Date.now() < limit, `no ${state} in ${logs.map((entry) => entry.state)}`);
    await new Promise((wake) => setTimeout(wake, 20));
  }
}

test("publishes, and its Receiver verifies the delivery", async () => {
  const { messageId } = await client.publishJSON({ url: `${destination}/published?x=1`, body: { hello: "wörld" }, headers: { "my-header": "my-value" }, retries: 2 });
  assert.match(messageId, /^msg_/);
  const [delivery] = await delivered("/published");
  assert.equal(delivery.method, "POST");
  assert.equal(delivery.url, "/published?x=1");
  assert.equal(delivery.body, JSON.stringify({ hello: "wörld" }));
  assert.equal(delivery.headers["content-type"], "application/json");
  assert.equal(delivery.headers["my-header"], "my-value");
  assert.equal(delivery.headers["upstash-message-id"], messageId);
  assert.equal(delivery.headers["upstash-retried"], "0");
  assert.equal(delivery.headers["user-agent"], "Upstash-QStash");
  const signature = delivery.headers["upstash-signature"];
  assert.equal(await receiver.verify({ signature, body: delivery.body, url: `${destination}/published?x=1` }), true);
  await assert.rejects(receiver.verify({ signature, body: `${delivery.body} `, url: `${destination}/published?x=1` }), SignatureError);
  await assert.rejects(receiver.verify({ signature, body: delivery.body, url: `${destination}/other` }), SignatureError);
});

test("publishes with other methods and raw bodies", async () => {
  await client.publish({ url: `${destination}/raw`, method: "PUT", body: "plain text" });
  const [delivery] = await delivered("/raw");
  assert.equal(delivery.method, "PUT");
  assert.equal(delivery.body, "plain text");
});

test("enqueues and batches raw bodies", async () => {
  await client.queue({ queueName: "js-raw-queue" }).enqueue({ url: `${destination}/raw-queued`, body: "first", headers: { "content-type": "text/csv" } });
  const [queued] = await delivered("/raw-queued");
  assert.deepEqual([queued.body, queued.headers["content-type"]], ["first", "text/csv"]);
  const answers = await client.batch([{ url: `${destination}/raw-batched`, body: "a", method: "PATCH" }, { url: `${destination}/raw-batched`, retries: 1, queueName: "js-raw-queue" }]);
  assert.equal(new Set(answers.map(({ messageId }) => messageId)).size, 2);
  const batched = await delivered("/raw-batched", 2);
  assert.deepEqual(batched.map(({ method, body }) => method + body).sort(), ["PATCHa", "POST"]);
});

test("publishes to APIs", async () => {
  const body = { model: "m", messages: [{ role: "user", content: "hello" }] };
  await client.publishJSON({ api: { name: "llm", provider: custom({ baseUrl: destination, token: "llm-token" }) }, body, callback: `${destination}/llm-callback` });
  const [asked] = await delivered("/v1/chat/completions");
  assert.equal(asked.headers.authorization, "Bearer llm-token");
  assert.deepEqual(JSON.parse(asked.body), body);
  assert.equal(JSON.parse((await delivered("/llm-callback"))[0].body).status, 200);
  const { messageId } = await client.publishJSON({ api: { name: "email", provider: resend({ token: "mail-token" }) }, body: { to: "a@example.com" }, delay: "1h" });
  const mail = await client.messages.get(messageId);
  assert.deepEqual([mail.url, mail.header.Authorization], ["https://api.resend.com/emails", ["Bearer mail-token"]]);
  await client.messages.cancel(messageId);
  await assert.rejects(client.publishJSON({ api: { name: "llm" }, body, callback: `${destination}/llm-callback` }), (error) => error.status === 400 && /not supported by this development server/.test(error.message));
});

test("is found by the client's development mode", async () => {
  const { QSTASH_DEV_PORT } = process.env;
  process.env.QSTASH_DEV_PORT = new URL(QSTASH_URL).port;
  try {
    const developer = new Client({ devMode: true });
    await developer.publishJSON({ url: `${destination}/dev-mode`, body: {} });
    const [delivery] = await delivered("/dev-mode");
    const verified = new Receiver({ devMode: true }).verify({ signature: delivery.headers["upstash-signature"], body: delivery.body, url: `${destination}/dev-mode` });
    assert.equal(await verified, true);
  } finally {
    if (QSTASH_DEV_PORT === undefined) delete process.env.QSTASH_DEV_PORT;
    else process.env.QSTASH_DEV_PORT = QSTASH_DEV_PORT;
  }
});

test("enqueues first in, first out", async () => {
  const queue = client.queue({ queueName: "js-queue" });
  for (let n = 1; n <= 5; n++) await queue.enqueueJSON({ url: `${destination}/queued`, body: { n } });
  const found = await delivered("/queued", 5);
  assert.deepEqual(found.map((delivery) => JSON.parse(delivery.body).n), [1, 2, 3, 4, 5]);
});

test("batches, with a URL group among the destinations", async () => {
  await client.urlGroups.addEndpoints({ name: "js-group", endpoints: [{ name: "a", url: `${destination}/group-a` }, { name: "b", url: `${destination}/group-b` }] });
  const group = await client.urlGroups.get("js-group");
  assert.deepEqual(group.endpoints.map((endpoint) => endpoint.name), ["a", "b"]);
  assert.ok((await client.urlGroups.list()).some((listed) => listed.name === "js-group"));
  const [fanOut, single, queued] = await client.batchJSON([
    { urlGroup: "js-group", body: { to: "group" } },
    { url: `${destination}/batched`, body: { to: "url" }, headers: { hello: "123" } },
    { url: `${destination}/batched`, queueName: "js-batch-queue", body: { to: "queue" } },
  ]);
  assert.equal(fanOut.length, 2);
  assert.equal(fanOut[0].url, `${destination}/group-a`);
  assert.match(single.messageId, /^msg_/);
  assert.match(queued.messageId, /^msg_/);
  const [a] = await delivered("/group-a");
  await delivered("/group-b");
  assert.equal(a.headers["upstash-topic-name"], "js-group");
  assert.equal((await delivered("/batched", 2)).length, 2);
  await client.urlGroups.removeEndpoints({ name: "js-group", endpoints: [{ name: "a" }] });
  assert.deepEqual((await client.urlGroups.get("js-group")).endpoints.map((endpoint) => endpoint.name), ["b"]);
  assert.deepEqual(await client.topics.get("js-group"), await client.urlGroups.get("js-group"));
  await client.urlGroups.delete("js-group");
  await assert.rejects(client.urlGroups.get("js-group"), (error) => error.status === 404);
});

test("reads and cancels a message that waits", async () => {
  const { messageId } = await client.publishJSON({ url: `${destination}/later`, body: { n: 1 }, delay: 3600, label: ["a", "b"], headers: { "test-header": "x" }, callback: `${destination}/callback` });
  const message = await client.messages.get(messageId);
  assert.equal(message.messageId, messageId);
  assert.equal(message.url, `${destination}/later`);
  assert.equal(message.method, "POST");
  assert.equal(message.body, JSON.stringify({ n: 1 }));
  assert.deepEqual(message.header["Test-Header"], ["x"]);
  assert.equal(message.maxRetries, 3);
  assert.equal(message.callback, `${destination}/callback`);
  assert.ok(message.notBefore - message.createdAt >= 3_599_000);
  await client.messages.delete(messageId);
  await assert.rejects(client.messages.get(messageId), (error) => error.status === 404);
});

test("reads logs", async () => {
  const { messageId } = await client.publishJSON({ url: `${destination}/logged`, body: {} });
  const logs = await logsUntil(messageId, "DELIVERED");
  assert.deepEqual(logs.map((entry) => entry.state).sort(), ["ACTIVE", "CREATED", "DELIVERED"]);
  assert.ok(logs.every((entry) => entry.url === `${destination}/logged` && entry.time > 0));
});

test("gets callbacks, and the failure callback when retries are used up", async () => {
  const { messageId } = await client.publishJSON({ url: `${destination}/failing`, body: { n: 1 }, retries: 1, retryDelay: "10", callback: `${destination}/each`, failureCallback: `${destination}/failed` });
  await delivered("/failing", 2);
  const each = (await delivered("/each", 2)).map((delivery) => JSON.parse(delivery.body));
  assert.deepEqual(each.map((callback) => callback.retried).sort(), [0, 1]);
  assert.ok(each.every((callback) => callback.status === 500 && callback.sourceMessageId === messageId));
  const [failed] = (await delivered("/failed")).map((delivery) => JSON.parse(delivery.body));
  assert.equal(Buffer.from(failed.sourceBody, "base64").toString(), JSON.stringify({ n: 1 }));
  assert.ok(failed.dlqId);
  const states = (await logsUntil(messageId, "FAILED")).map((entry) => entry.state);
  assert.equal(states.filter((state) => state === "ERROR").length, 2);
});

test("gets documented errors", async () => {
  const stranger = new Client({ baseUrl: QSTASH_URL, token: "wrong", retry: false });
  await assert.rejects(stranger.publishJSON({ url: destination, body: {} }), (error) => error.status === 401);
  await assert.rejects(client.publishJSON({ url: "example.com/hook", body: {} }), /invalid destination url: endpoint has invalid scheme, add http:\/\/ or https:\/\//);
  await assert.rejects(client.publishJSON({ urlGroup: "js-unknown", body: {} }), /topic js-unknown not found/);
  await assert.rejects(client.queue({ queueName: "q".repeat(300) }).enqueueJSON({ url: destination, body: {} }), (error) => error.status === 400);
  await assert.rejects(client.publish({ url: destination, body: "x".repeat(1024 * 1024 + 1) }), (error) => error.status === 413);
});

test("creates, reads, pauses, resumes and deletes schedules", async () => {
  await client.urlGroups.addEndpoints({ name: "js-schedule-group", endpoints: [{ url: `${destination}/group-scheduled` }] });
  const { scheduleId } = await client.schedules.create({
    destination: `${destination}/scheduled?x=1`, cron: "CRON_TZ=Europe/Berlin 0 4 * * 1-5 ", body: JSON.stringify({ n: 1 }), headers: { "test-header": "x" },
    method: "PUT", delay: 60, retries: 1, retryDelay: "1000 * retried", timeout: "30s", queueName: "js-schedule-queue", label: ["a", "b"],
    callback: `${destination}/cb`, failureCallback: `${destination}/fail`, flowControl: { key: "js-key", rate: 5, parallelism: 2, period: "1m" },
  });
  assert.match(scheduleId, /^scd_/);
  const schedule = await client.schedules.get(scheduleId);
  assert.equal(schedule.scheduleId, scheduleId);
  assert.equal(schedule.cron, "CRON_TZ=Europe/Berlin 0 4 * * 1-5");
  assert.equal(schedule.destination, `${destination}/scheduled?x=1`);
  assert.equal(schedule.method, "PUT");
  assert.equal(schedule.body, JSON.stringify({ n: 1 }));
  assert.deepEqual(schedule.header, { "Content-Type": ["application/json"], "Test-Header": ["x"] });
  assert.equal(schedule.delay, 60);
  assert.equal(schedule.retries, 1);
  assert.equal(schedule.retryDelayExpression, "1000 * retried");
  assert.equal(schedule.queueName, "js-schedule-queue");
  assert.equal(schedule.callback, `${destination}/cb`);
  assert.equal(schedule.failureCallback, `${destination}/fail`);
  assert.equal(schedule.flowControlKey, "js-key");
  assert.equal(schedule.ratePerSecond, 5);
  assert.equal(schedule.parallelism, 2);
  assert.equal(schedule.period, 60);
  assert.equal(schedule.label, "a");
  assert.equal(schedule.isPaused, false);
  assert.ok(schedule.nextScheduleTime > schedule.createdAt);

  await client.schedules.pause({ schedule: scheduleId });
  assert.equal((await client.schedules.get(scheduleId)).isPaused, true);
  await client.schedules.resume({ schedule: scheduleId });
  assert.equal((await client.schedules.get(scheduleId)).isPaused, false);

  assert.deepEqual(await client.schedules.create({ scheduleId: "js-own-id", destination: "js-schedule-group", cron: "*/10 * * * *", body: "old" }), { scheduleId: "js-own-id" });
  await client.schedules.create({ scheduleId: "js-own-id", destination: "js-schedule-group", cron: "@daily" });
  const own = (await client.schedules.list()).filter((listed) => listed.scheduleId === "js-own-id");
  assert.equal(own.length, 1);
  assert.equal(own[0].cron, "@daily");
  assert.equal(own[0].body, undefined);

  await client.schedules.delete(scheduleId);
  await client.schedules.delete("js-own-id");
  await assert.rejects(client.schedules.get(scheduleId), (error) => error.status === 404);
  await assert.rejects(client.schedules.create({ destination, cron: "0 0 30 2 *" }), (error) => error.status === 400);
});

/** Messages that have just become dead letters. */
async function deadLetters(path, count, options = {}) {
  const messages = await client.batchJSON(Array.from({ length: count }, (_, n) => ({ url: `${destination}${path}`, body: { n }, retries: 0, ...options })));
  for (const { messageId } of messages) await logsUntil(messageId, "FAILED");
  return messages.map(({ messageId }) => messageId);
}

test("lists dead letters by every filter", async () => {
  const before = Date.now();
  const ids = await deadLetters("/dead-filters", 3, { label: ["js-dead", "x"], flowControl: { key: "js-dead-key", rate: 100 } });
  const url = `${destination}/dead-filters`;
  const { messages } = await client.dlq.listMessages({ filter: { url } });
  assert.deepEqual(messages.map((message) => message.messageId).sort(), [...ids].sort());
  const [letter] = messages;
  assert.match(letter.dlqId, /^\d+-\d+$/);
  assert.equal(letter.responseStatus, 500);
  assert.equal(letter.url, url);
  assert.equal(letter.ratePerSecond, 100);
  const found = async (filter) => (await client.dlq.listMessages({ filter: { url, ...filter } })).messages.length;
  assert.equal(await found({ label: "js-dead" }), 3);
  assert.equal(await found({ label: ["none", "x"] }), 3);
  assert.equal(await found({ label: "none" }), 0);
  assert.equal(await found({ messageId: ids[0] }), 1);
  assert.equal(await found({ responseStatus: 500 }), 3);
  assert.equal(await found({ responseStatus: [404, 0] }), 0);
  assert.equal(await found({ flowControlKey: "js-dead-key" }), 3);
  assert.equal(await found({ callerIp: letter.callerIP }), 3);
  assert.equal(await found({ fromDate: before, toDate: new Date() }), 3);
  assert.equal(await found({ toDate: before - 1000 }), 0);
  assert.equal(await found({ urlGroup: "none" }), 0);
  assert.equal(await found({ queueName: "none" }), 0);
  assert.equal(await found({ scheduleId: "none" }), 0);
  assert.equal((await client.dlq.listMessages({ dlqIds: [letter.dlqId, "1-0"] })).messages.length, 1);
  await assert.rejects(client.dlq.listMessages({ filter: { labeel: "js-dead" } }), (error) => error.status === 400);

  const pages = [];
  let cursor;
  do {
    const page = await client.dlq.listMessages({ filter: { url }, count: 2, cursor });
    pages.push(page.messages.length);
    cursor = page.cursor;
  } while (cursor);
  assert.deepEqual(pages, [2, 1]);
});

test("deletes dead letters in every form", async () => {
  const url = `${destination}/dead-delete`;
  const left = async () => (await client.dlq.listMessages({ filter: { url } })).messages.map((message) => message.dlqId);
  await deadLetters("/dead-delete", 7);
  const [first, second, third, fourth] = await left();
  assert.deepEqual(await client.dlq.delete(first), { deleted: 1 });
  await assert.rejects(client.dlq.delete(first), (error) => error.status === 404);
  assert.equal((await client.dlq.delete([second])).deleted, 1);
  assert.equal((await client.dlq.delete({ dlqIds: [third, "1-0"] })).deleted, 1);
  assert.equal((await client.dlq.deleteMany({ dlqIds: [fourth] })).deleted, 1);
  assert.deepEqual(await client.dlq.delete([]), { deleted: 0 });
  const page = await client.dlq.delete({ filter: { url }, count: 2 });
  assert.equal(page.deleted, 2);
  assert.ok(page.cursor);
  assert.deepEqual(await client.dlq.delete({ filter: { url }, count: 2, cursor: page.cursor }), { deleted: 1 });
  assert.deepEqual(await left(), []);
});

test("retries dead letters in every form", async () => {
  const url = `${destination}/dead-retry`;
  const left = async () => (await client.dlq.listMessages({ filter: { url } })).messages.map((message) => message.dlqId);
  const originals = await deadLetters("/dead-retry", 5, { headers: { "my-header": "kept" } });
  recovered.add("/dead-retry");
  const [first, second, third] = await left();
  const responses = [];
  for (const request of [first, [second], { dlqIds: [third] }]) {
    const answer = await client.dlq.retry(request);
    assert.equal(answer.cursor, undefined);
    responses.push(...answer.responses);
  }
  const page = await client.dlq.retry({ filter: { url }, count: 1 });
  assert.ok(page.cursor);
  const last = await client.dlq.retry({ filter: { url }, count: 1, cursor: page.cursor });
  assert.equal(last.cursor, undefined);
  responses.push(...page.responses, ...last.responses);
  assert.equal(new Set(responses.map(({ messageId }) => messageId)).size, 5);
  assert.ok(responses.every(({ messageId }) => !originals.includes(messageId)));
  const again = (await delivered("/dead-retry", 10)).slice(5);
  assert.deepEqual(again.map((delivery) => JSON.parse(delivery.body).n).sort(), [0, 1, 2, 3, 4]);
  assert.ok(again.every((delivery) => delivery.headers["my-header"] === "kept"));
  assert.deepEqual(await left(), []);
  await assert.rejects(client.dlq.retry("1-0"), (error) => error.status === 404);
});

test("cancels messages in every form", async () => {
  const later = async (options = {}) => (await client.publishJSON({ url: `${destination}/cancelled`, body: {}, delay: "1h", ...options })).messageId;
  assert.deepEqual(await client.messages.cancel(await later()), { cancelled: 1 });
  assert.deepEqual(await client.messages.cancel([await later(), await later(), "msg_unknown"]), { cancelled: 2 });
  assert.deepEqual(await client.messages.cancel({ messageIds: [await later()] }), { cancelled: 1 });
  assert.deepEqual(await client.messages.cancel([]), { cancelled: 0 });
  assert.equal(await client.messages.deleteMany([await later()]), 1);
  const filtered = [
    [{ label: "js-cancel" }, { label: ["js-cancel", "b"] }],
    [{ url: [`${destination}/cancelled-url`] }, { url: `${destination}/cancelled-url` }],
    [{ host: new URL(destination).hostname, path: "/cancelled-path" }, { url: `${destination}/cancelled-path?x=1` }],
    [{ flowControlKey: "js-cancel-key" }, { flowControl: { key: "js-cancel-key", parallelism: 1 } }],
    [{ label: ["none", "js-date"], fromDate: new Date(0), toDate: Date.now() + 60_000 }, { label: "js-date" }],
  ];
  for (const [filter, options] of filtered) {
    const kept = await later();
    const id = await later(options);
    assert.deepEqual(await client.messages.cancel({ filter }), { cancelled: 1 }, JSON.stringify(filter));
    await assert.rejects(client.messages.get(id), (error) => error.status === 404);
    await client.messages.delete(kept);
  }
  await later();
  await later();
  assert.deepEqual(await client.messages.cancel({ all: true, count: 1 }), { cancelled: 1 });
  assert.equal(await client.messages.deleteAll(), 1);
});

test("filters and pages logs", async () => {
  const { messageId } = await client.publishJSON({ url: `${destination}/log-filter?x=1`, body: {}, label: "js-log", retryDelay: "1000" });
  await logsUntil(messageId, "DELIVERED");
  const found = async (filter) => (await client.logs({ filter: { label: "js-log", ...filter } })).logs.map((entry) => entry.state);
  const all = ["ACTIVE", "CREATED", "DELIVERED"];
  assert.deepEqual((await found({})).sort(), all);
  assert.deepEqual((await found({ url: `${destination}/log-filter?x=1` })).sort(), all);
  assert.deepEqual((await found({ host: [new URL(destination).hostname], path: "/log-filter" })).sort(), all);
  assert.deepEqual(await found({ state: "DELIVERED" }), ["DELIVERED"]);
  assert.deepEqual(await found({ state: "IN_PROGRESS" }), ["ACTIVE"]);
  assert.deepEqual(await found({ queueName: "none" }), []);
  assert.deepEqual(await found({ urlGroup: "none" }), []);
  assert.deepEqual(await found({ scheduleId: "none" }), []);
  assert.deepEqual(await found({ toDate: 1 }), []);
  const seen = [];
  let cursor;
  do {
    const page = await client.events({ filter: { label: ["js-log"] }, count: 2, cursor });
    seen.push(...page.events.map((entry) => entry.state));
    cursor = page.cursor;
  } while (cursor);
  assert.deepEqual(seen.sort(), all);
  assert.equal((await client.logs({ cursor: Date.now() + 60_000, count: 1 })).logs.length, 1);
  const [entry] = (await client.logs({ messageIds: [messageId] })).logs;
  assert.equal(entry.retryDelayExpr, "1000");
});

test("verifies deliveries after a rotation of the keys", async () => {
  const call = async (method, path) => (await fetch(QSTASH_URL + path, { method, headers: { authorization: `Bearer ${QSTASH_TOKEN}` } })).json();
  const before = await call("GET", "/v2/keys");
  const after = await call("POST", "/v2/keys/rotate");
  assert.equal(after.current, before.next);
  assert.deepEqual(await call("GET", "/v2/keys"), after);
  await client.publish({ url: `${destination}/rotated`, body: "x" });
  const [delivery] = await delivered("/rotated");
  const notTold = new Receiver({ currentSigningKey: before.current, nextSigningKey: before.next });
  assert.equal(await notTold.verify({ signature: delivery.headers["upstash-signature"], body: "x", url: `${destination}/rotated` }), true);
});

test("creates, changes, pauses, resumes and deletes queues", async () => {
  const queue = client.queue({ queueName: "js-managed-queue" });
  await assert.rejects(queue.get(), (error) => error.status === 404);
  await queue.upsert({ parallelism: 2 });
  const created = await queue.get();
  assert.equal(created.name, "js-managed-queue");
  assert.equal(created.parallelism, 2);
  assert.equal(created.paused, false);
  assert.equal(created.lag, 0);
  assert.ok(created.createdAt > 0 && created.updatedAt >= created.createdAt);
  assert.ok((await queue.list()).some((listed) => listed.name === "js-managed-queue"));
  await queue.pause();
  await queue.enqueueJSON({ url: `${destination}/managed`, body: { n: 1 } });
  await queue.enqueueJSON({ url: `${destination}/managed`, body: { n: 2 } });
  assert.deepEqual(await queue.get().then(({ paused, lag }) => ({ paused, lag })), { paused: true, lag: 2 });
  assert.ok(!deliveries.some((delivery) => delivery.url === "/managed"));
  await queue.resume();
  assert.equal((await queue.get()).paused, false);
  assert.equal((await delivered("/managed", 2)).length, 2);
  await queue.upsert({ parallelism: 1, paused: true });
  const { messageId } = await queue.enqueueJSON({ url: `${destination}/managed`, body: { n: 3 } });
  await queue.delete();
  await assert.rejects(queue.get(), (error) => error.status === 404);
  await assert.rejects(client.messages.get(messageId), (error) => error.status === 404);
  await queue.delete();
});

test("limits messages by a flow-control key, and manages it", async () => {
  const key = "js-flow/control:key";
  const flowControl = { key, parallelism: 2, rate: 5, period: "7d" };
  const publish = () => client.publishJSON({ url: `${destination}/flow`, body: {}, flowControl });
  await assert.rejects(client.flowControl.get(key), (error) => error.status === 404);
  await client.flowControl.pause(key);
  const { messageId } = await publish();
  await publish();
  const message = await client.messages.get(messageId);
  assert.deepEqual([message.flowControlKey, message.parallelism, message.rate, message.period], [key, 2, 5, 604_800]);
  const paused = await client.flowControl.get(key);
  assert.deepEqual([paused.isPaused, paused.waitListSize, paused.parallelismMax, paused.rateMax, paused.ratePeriod], [true, 2, 2, 5, 604_800]);
  assert.ok(!deliveries.some((delivery) => delivery.url === "/flow"));
  await client.flowControl.resume(key);
  await delivered("/flow", 2);
  const resumed = await client.flowControl.get(key);
  assert.deepEqual([resumed.isPaused, resumed.waitListSize, resumed.rateCount], [false, 0, 2]);
  assert.ok(resumed.ratePeriodStart > 1_700_000_000 && resumed.ratePeriodStart < 10_000_000_000);
  await client.flowControl.pin(key, { parallelism: 7, rate: 1, period: 3600 });
  await publish();
  await publish();
  await delivered("/flow", 3);
  const pinned = await client.flowControl.get(key);
  assert.deepEqual([pinned.isPinnedParallelism, pinned.isPinnedRate], [true, true]);
  assert.deepEqual([pinned.parallelismMax, pinned.rateMax, pinned.ratePeriod, pinned.waitListSize], [7, 1, 3600, 1]);
  await client.flowControl.resetRate(key);
  await delivered("/flow", 4);
  await client.flowControl.unpin(key, { parallelism: true });
  const unpinned = await client.flowControl.get(key);
  assert.deepEqual([unpinned.isPinnedParallelism, unpinned.isPinnedRate, unpinned.parallelismMax], [false, true, 7]);
  const global = await client.flowControl.getGlobalParallelism();
  assert.ok(global.parallelismMax > 0 && global.parallelismCount >= 0);
});

test("publishes the same content once", async () => {
  const publish = (n) => client.publishJSON({ url: `${destination}/once`, body: { n }, contentBasedDeduplication: true });
  const first = await publish(1);
  const again = await publish(1);
  assert.equal(again.messageId, first.messageId);
  assert.equal(again.deduplicated, true);
  assert.notEqual((await publish(2)).messageId, first.messageId);
  await assert.rejects(client.publishJSON({ url: destination, body: {}, deduplicationId: "a:b" }), /DeduplicationId cannot contain ':'/);
});

test("hides what is redacted, but not from the destination", async () => {
  const request = { url: `${destination}/redacted`, body: "secret", headers: { authorization: "secret", other: "shown" } };
  const { messageId } = await client.publish({ ...request, delay: 3600, redact: { body: true, header: ["Authorization"] } });
  const message = await client.messages.get(messageId);
  assert.match(message.body, /^REDACTED:[0-9a-f]{64}$/);
  assert.deepEqual([message.header.Authorization, message.header.Other], [[message.body], ["shown"]]);
  await client.publish({ ...request, redact: { header: true } });
  const [delivery] = await delivered("/redacted");
  assert.deepEqual([delivery.body, delivery.headers.authorization], ["secret", "secret"]);
});

test("retries and deletes all dead letters", async () => {
  await deadLetters("/dead-all", 2);
  recovered.add("/dead-all");
  const { responses } = await client.dlq.retry({ all: true });
  assert.ok(responses.length >= 2);
  await delivered("/dead-all", 4);
  await deadLetters("/dead-last", 2);
  assert.ok((await client.dlq.delete({ all: true })).deleted >= 2);
  assert.deepEqual((await client.dlq.listMessages()).messages.map((letter) => letter.url).filter((url) => url.includes("/dead-last")), []);
});

test("has been called by every method of the client", () => {
  assert.ok(methods.size > 40);
  assert.deepEqual([...methods].filter(([, called]) => !called).map(([method]) => method), []);
});
