// The form to publish. It shows at the same time what a program would send.

import { api, currentUser, dev } from './api.js';
import { button, el, heading, replace, snippet, toast } from './dom.js';
import { formOf } from './message.js';

const FIELDS = [
	// name, label, placeholder, header
	['delay', 'Delay', '10s, 5m, 2h', 'Upstash-Delay'],
	['retries', 'Retries', '3', 'Upstash-Retries'],
	['retryDelay', 'Retry delay in ms', '1000 * (1 + retried)', 'Upstash-Retry-Delay'],
	['label', 'Label', 'order', 'Upstash-Label'],
	['deduplicationId', 'Deduplication id', 'order-42', 'Upstash-Deduplication-Id'],
	['callback', 'Callback', 'http://localhost:8081/done', 'Upstash-Callback'],
	['failureCallback', 'Failure callback', 'http://localhost:8081/failed', 'Upstash-Failure-Callback'],
	['flowKey', 'Flow-control key', 'billing', 'Upstash-Flow-Control-Key'],
	['flowValue', 'Flow-control value', 'rate=10, period=1s, parallelism=2', 'Upstash-Flow-Control-Value'],
];

const SAMPLE = 'http://localhost:8081/shipments';

const EMPTY = { destination: '', method: 'POST', contentType: 'application/json', body: '', queue: '', headers: '' };

export async function show(main, { go, onChange }) {
	const from = new URLSearchParams(location.search).get('from');
	const values = { ...EMPTY, ...lastUsed(), ...(from ? formOf(await dev(`messages/${encodeURIComponent(from)}`)) : {}) };
	const form = el('form.publish-form', { novalidate: true, submit: (event) => {
		event.preventDefault();
		publish().catch(fail);
	}, input: preview, keydown: (event) => {
		if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
			event.preventDefault();
			form.requestSubmit();
		}
	} });
	const code = el('div.code');
	const error = el('p.error', { role: 'alert' });
	const input = (name, label, placeholder, attributes = {}) => el('label.field', el('span', label),
		el('input', { name, placeholder, value: values[name] ?? '', autocomplete: 'off', spellcheck: 'false', ...attributes }));
	const groups = await api('GET', 'topics').catch(() => []);
	const more = FIELDS.some(([name]) => values[name]) || values.queue || values.headers;
	replace(form,
		el('div.pair',
			el('label.field.verb', el('span', 'Method'), el('select', { name: 'method' }, ['POST', 'PUT', 'PATCH', 'DELETE', 'GET'].map((method) => el('option', { selected: method === values.method }, method)))),
			input('destination', 'Destination: a URL, or the name of a URL group', SAMPLE, { required: true, list: 'groups' })),
		el('datalist', { id: 'groups' }, groups.map((group) => el('option', { value: group.name }))),
		el('label.field', el('span', 'Body'), el('textarea', { name: 'body', rows: 8, spellcheck: 'false', placeholder: '{"id":"42"}' }, values.body)),
		input('contentType', 'Content type', 'application/json'),
		el('details', { open: Boolean(more) }, el('summary', 'Options'),
			el('div.options', input('queue', 'Queue', 'billing'), FIELDS.map(([name, label, placeholder]) => input(name, label, placeholder))),
			el('label.field', el('span', 'Headers for the destination, one per line'), el('textarea', { name: 'headers', rows: 3, spellcheck: 'false', placeholder: 'X-Tenant: acme' }, values.headers))),
		error,
		el('div.actions', el('button.button.primary', { type: 'submit' }, 'Publish ', el('kbd', 'Ctrl Enter'))));
	replace(main, heading('Publish', 'A message goes its whole way: stored, signed, delivered, retried.'), el('div.split', form, code));

	function read() {
		return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, name === 'body' ? value : value.trim()]));
	}

	function preview() {
		const now = read();
		replace(code, snippet(curlOf(now), 'curl'), snippet(javaOf(now), 'Java'));
	}

	function fail(problem) {
		error.textContent = problem.message;
	}

	async function publish() {
		const now = read();
		error.textContent = '';
		const field = form.elements.destination;
		field.removeAttribute('aria-invalid');
		if (!now.destination) {
			field.setAttribute('aria-invalid', 'true');
			field.focus();
			throw new Error('A destination is needed: a URL, or the name of a URL group.');
		}
		sessionStorage.setItem('publish', JSON.stringify({ destination: now.destination, method: now.method, contentType: now.contentType, body: now.body }));
		const receipt = await api('POST', pathOf(now), { headers: headersOf(now), body: now.method === 'GET' && !now.body ? undefined : now.body });
		const first = Array.isArray(receipt) ? receipt[0] : receipt;
		toast(first.deduplicated ? 'Already published a moment ago: this is the first one' : Array.isArray(receipt) ? `Published to ${receipt.length} endpoints` : 'Published');
		// back leads to where the form was opened, and not to the form
		go(Array.isArray(receipt) ? '/' : `/messages/${encodeURIComponent(first.messageId)}`, { replacing: true });
	}

	preview();
	onChange(async () => {});
	form.elements.destination.focus();
	return {};
}

function lastUsed() {
	try {
		return JSON.parse(sessionStorage.getItem('publish')) ?? {};
	}
	catch {
		return {};
	}
}

function pathOf(values) {
	const path = values.queue ? `enqueue/${encodeURIComponent(values.queue)}` : 'publish';
	// the destination stands in the path as it is; only what would end the path is encoded
	return `${path}/${(values.destination || SAMPLE).replaceAll('#', '%23').replaceAll(' ', '%20')}`;
}

function headersOf(values) {
	const headers = {};
	if (values.contentType) {
		headers['Content-Type'] = values.contentType;
	}
	if (values.method && values.method !== 'POST') {
		headers['Upstash-Method'] = values.method;
	}
	FIELDS.filter(([name]) => values[name]).forEach(([name, , , header]) => {
		headers[header] = values[name];
	});
	(values.headers ?? '').split('\n').map((line) => line.match(/^\s*([^:\s]+)\s*:\s*(.*)$/)).filter(Boolean).forEach(([, name, value]) => {
		headers[`Upstash-Forward-${name}`] = value.trim();
	});
	return headers;
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

export function curlOf(values) {
	const lines = [`curl -X POST ${quoted(`${location.origin}/v2/${pathOf(values)}`)}`, `-H 'Authorization: Bearer ${currentUser().token}'`,
		...Object.entries(headersOf(values)).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`)];
	if (values.body) {
		lines.push(`--data-raw ${quoted(values.body)}`);
	}
	return lines.join(' \\\n  ');
}

const java = (text) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;

export function javaOf(values) {
	const call = [`QStashMessage.to(${java(values.destination || SAMPLE)})`];
	const add = (text) => call.push(`\t.${text}`);
	values.method && values.method !== 'POST' && add(`method(DeliveryMethod.${values.method})`);
	values.body && add(`body(${java(values.body)})`);
	values.queue && add(`queue(${java(values.queue)})`);
	values.delay && add(`delay(${durationOf(values.delay)})`);
	values.retries && add(`retries(${values.retries})`);
	values.label && add(`label(${java(values.label)})`);
	values.deduplicationId && add(`deduplicationId(${java(values.deduplicationId)})`);
	values.callback && add(`callback(${java(values.callback)})`);
	values.failureCallback && add(`failureCallback(${java(values.failureCallback)})`);
	add('build()');
	return `qstash.publish(${call.join('\n\t')})`;
}

function durationOf(text) {
	const units = { s: 'Seconds', m: 'Minutes', h: 'Hours', d: 'Days' };
	const [, number, unit] = text.match(/^(\d+)([smhd]?)$/) ?? [];
	return number ? `Duration.of${units[unit || 's']}(${number})` : `Duration.parse(${java(text)})`;
}
