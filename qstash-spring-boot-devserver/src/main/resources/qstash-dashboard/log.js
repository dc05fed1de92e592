// Every change of state, newest first: what GET /v2/logs answers.

import { api } from './api.js';
import { button, el, empty, heading, replace } from './dom.js';
import { clock, exact, shortUrl } from './format.js';

const STATES = ['CREATED', 'ACTIVE', 'ERROR', 'RETRY', 'DELIVERED', 'FAILED', 'CANCEL_REQUESTED', 'CANCELLED'];

export async function show(main, { onChange }) {
	const state = el('select', { 'aria-label': 'State', change: () => load() }, el('option', { value: '' }, 'all states'), STATES.map((name) => el('option', { value: name }, name.toLowerCase().replace('_', ' '))));
	const body = el('tbody');
	const list = el('div');
	const table = el('table.list.log-list', el('thead', el('tr', ['Time', 'State', 'Message', 'Destination', ''].map((name) => el('th', { scope: 'col' }, name)))), body);
	const more = button('Older entries', 'Load older entries', () => page(cursor), '.wide');
	let cursor;

	async function page(from) {
		const parameters = new URLSearchParams({ count: 100, ...(state.value ? { state: state.value } : {}), ...(from ? { cursor: from } : {}) });
		const answer = await api('GET', `logs?${parameters}`);
		const rows = answer.logs.map(row);
		from ? body.append(...rows) : body.replaceChildren(...rows);
		cursor = answer.cursor;
		more.hidden = !cursor;
		replace(list, body.children.length > 0 ? [table, more]
			: empty('Nothing has happened yet', 'Each message leaves a line here for whatever happens to it.', el('p', el('a.button', { href: '/publish' }, 'Publish a message'))));
	}

	const load = () => page();
	replace(main, heading('Log', 'Every change of state, newest first, as GET /v2/logs tells it.', state), list);
	await load();
	// what somebody reads further down stays where it is
	onChange(async () => window.scrollY > 60 || load());
	return {};
}

function row(entry) {
	return el('tr', { 'data-row': true },
		el('td.c-time', el('time', { title: exact(entry.time) }, clock(entry.time))),
		el('td.c-logstate', el(`span.log.${entry.state.toLowerCase()}`, entry.state.toLowerCase().replace('_', ' '))),
		el('td.c-id', el('a', { href: `/messages/${encodeURIComponent(entry.messageId)}`, 'data-stop': true }, entry.messageId)),
		el('td.c-to', el('span.url', { title: entry.url }, shortUrl(entry.url))),
		el('td.c-note', entry.responseStatus ? `${entry.responseStatus} ` : '', entry.error && el('span.muted', { title: entry.error }, entry.error.slice(0, 120)), entry.nextDeliveryTime && `next at ${clock(entry.nextDeliveryTime)}`));
}
