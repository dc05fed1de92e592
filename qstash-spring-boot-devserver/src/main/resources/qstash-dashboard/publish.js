// The form to publish. It shows at the same time what a program would send.

import { api, dev } from './api.js';
import { el, heading, replace, snippet, toast } from './dom.js';
import { FIELDS, SAMPLE, curlOf, formOf, headersOf, javaOf, pathOf } from './request.js';

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
