// The list of messages, newest first. It is the answer to what stands in the search field, kept up to date.

import { api, dev } from './api.js';
import { button, confirmButton, el, empty, replace, snippet, toast } from './dom.js';
import { duration, shortUrl, time } from './format.js';
import { listen } from './live.js';
import { currentUser } from './api.js';

export const STATES = ['waiting', 'active', 'retrying', 'delivered', 'failed', 'cancelled'];

/** More than a page can show with pleasure; older ones are found by the search. */
const MAX_ROWS = 1000;

export const stateBadge = (state) => el(`span.state.${state}`, state);

export async function show(main) {
	const rows = new Map();
	let hidden = [];
	let fresh = true;
	let query = new URLSearchParams(location.search).get('q') ?? '';
	const search = el('input', {
		type: 'search', placeholder: 'Search: words, state:failed, label:order, url:*/shipments', 'aria-label': 'Search messages', value: query,
		spellcheck: 'false', autocomplete: 'off', input: debounce(() => lookFor(search.value)),
	});
	const chips = el('div.chips', { role: 'group', 'aria-label': 'States' });
	const total = el('span.total', { 'aria-live': 'polite' });
	const pill = el('button.pill', { type: 'button', hidden: true, click: showNew });
	const body = el('tbody');
	const list = el('div');
	const more = button('Older messages', 'Load older messages', older, '.wide');
	const table = el('table.list', el('thead', el('tr', ['State', 'Destination', 'Attempt', 'Result', 'When', ''].map((name) => el('th', { scope: 'col' }, name)))), body);
	replace(main, el('h1.hidden', 'Messages'), el('div.tools', el('div.search', search, el('kbd', '/')), total), chips, pill, list);

	const lookFor = (text) => {
		query = text.trim();
		fresh = true;
		history.replaceState(null, '', query ? `/?${new URLSearchParams({ q: query })}` : '/');
		listen(query, stream);
	};
	const stream = {
		snapshot(data) {
			if (!fresh && isReading() && data.messages.length > 0) {
				// too much has changed to tell one by one
				stream.change({ ...data, gone: [] });
				return;
			}
			fresh = false;
			rows.clear();
			hidden = [];
			body.replaceChildren();
			data.messages.forEach((row) => body.append(add(row)));
			show(data);
		},
		change(data) {
			data.gone.forEach(remove);
			// earliest first, so that the newest ends up on top
			data.messages.filter((row) => !update(row)).sort((a, b) => a.number - b.number).forEach((row) => isReading() ? hidden.push(row) : body.prepend(add(row)));
			show(data);
		},
	};

	function show(data) {
		const all = Object.values(data.states).reduce((sum, count) => sum + count, 0);
		replace(total, query ? `${data.found} of ${all}` : `${all}`);
		showChips(data.states, all);
		pill.hidden = hidden.length === 0;
		pill.textContent = `${hidden.length} new ↑`;
		more.hidden = rows.size + hidden.length >= data.found || rows.size >= MAX_ROWS;
		while (rows.size > MAX_ROWS) {
			remove(body.lastElementChild.dataset.id);
		}
		const shown = rows.size > 0 ? 'table' : all > 0 ? 'nothing' : 'empty';
		if (list.dataset.shows !== shown) {
			list.dataset.shows = shown;
			replace(list, { table: () => [table, more], nothing: nothingFound, empty: noMessages }[shown]());
		}
	}

	function showChips(states, all) {
		const chosen = query.match(/(?:^|\s)state:([a-z]+)(?=\s|$)/)?.[1];
		const chip = (state, count) => el('button.chip', {
			type: 'button', 'aria-pressed': String((chosen ?? 'all') === state), 'data-state': state, click: () => {
				const rest = query.replace(/(^|\s)state:\S+/, '').trim();
				search.value = state === 'all' || state === chosen ? rest : `state:${state} ${rest}`.trim();
				lookFor(search.value);
			},
		}, state, el('b', count));
		const focused = chips.contains(document.activeElement) ? document.activeElement.dataset.state : null;
		replace(chips, chip('all', all), STATES.map((state) => chip(state, states[state] ?? 0)));
		focused && chips.querySelector(`[data-state=${focused}]`)?.focus();
	}

	function add(row) {
		const element = rowOf(row);
		rows.set(row.id, element);
		return element;
	}

	function update(row) {
		const waiting = hidden.findIndex((each) => each.id === row.id);
		if (waiting >= 0) {
			hidden[waiting] = row;
			return true;
		}
		const old = rows.get(row.id);
		if (!old) {
			return false;
		}
		const hadFocus = old.contains(document.activeElement);
		old.replaceWith(add(row));
		hadFocus && rows.get(row.id).querySelector('[data-stop]').focus({ preventScroll: true });
		return true;
	}

	function remove(id) {
		rows.get(id)?.remove();
		rows.delete(id);
		hidden = hidden.filter((row) => row.id !== id);
	}

	// rows must not move away under somebody who reads them
	function isReading() {
		return window.scrollY > 60 || body.contains(document.activeElement);
	}

	function showNew() {
		hidden.sort((a, b) => a.number - b.number).forEach((row) => body.prepend(add(row)));
		hidden = [];
		pill.hidden = true;
		window.scrollTo({ top: 0 });
	}

	async function older() {
		const last = body.lastElementChild;
		const found = await dev('messages', { q: query, before: last.dataset.number });
		found.filter((row) => !rows.has(row.id)).forEach((row) => body.append(add(row)));
		more.hidden = found.length < 100 || rows.size >= MAX_ROWS;
	}

	listen(query, stream);
	return { keys: { Enter: (event) => event.target.click?.() } };
}

function rowOf(row) {
	const link = `/messages/${encodeURIComponent(row.id)}`;
	return el('tr', { 'data-row': true, 'data-id': row.id, 'data-number': row.number },
		el('td.c-state', stateBadge(row.state)),
		el('td.c-to', el('a', { href: link, 'data-stop': true, title: row.url }, el('span.method', row.method), ' ', el('span.url', shortUrl(row.url))),
			el('div.sub', el('span.id', row.id), tags(row))),
		el('td.c-attempt', row.attempt ? `${row.attempt} of ${row.attempts}` : ''),
		el('td.c-result', result(row)),
		el('td.c-when', row.nextAt && (row.state === 'waiting' || row.state === 'retrying') ? [el('span.next', 'next '), time(row.nextAt)] : time(row.createdAt)),
		el('td.c-actions', rowActions(row)));
}

export function tags(row) {
	return [row.labels.map((label) => el('span.tag', label)), row.queue && el('span.tag.queue', `queue ${row.queue}`),
		row.group && el('span.tag', `group ${row.group}`), row.flowKey && el('span.tag', `key ${row.flowKey}`),
		row.source && el('span.tag.callback', 'callback')];
}

export function result(row) {
	if (row.state === 'active') {
		return el('span.running', 'running');
	}
	const status = row.status ? el(`span.status.s${String(row.status)[0]}`, row.status) : row.error && el('span.status.s5', { title: row.error }, 'no answer');
	return [status, ' ', row.took !== undefined && el('span.took', duration(row.took))];
}

export function rowActions(row) {
	const deliver = button('Deliver now', 'Do not wait any longer (d)', async () => {
		await dev(`messages/${encodeURIComponent(row.id)}/deliver`, {}, 'POST');
		toast('On its way');
	});
	deliver.dataset.key = 'd';
	const waits = row.state === 'waiting' || row.state === 'retrying';
	return [waits && row.nextAt && deliver, waits && confirmButton('Cancel', 'Cancel this message', () => api('DELETE', `messages/${encodeURIComponent(row.id)}`))];
}

function nothingFound() {
	return empty('Nothing found', 'No message matches this search. Press ? to see how to search.');
}

function noMessages() {
	const curl = `curl -X POST ${location.origin}/v2/publish/http://localhost:8081/shipments \\\n  -H 'Authorization: Bearer ${currentUser().token}' \\\n  -H 'Content-Type: application/json' \\\n  -d '{"id":"42"}'`;
	return empty('No messages yet', 'What you publish appears here, and you watch it being delivered.',
		el('p', el('a.button.primary', { href: '/publish' }, 'Publish one here'), ' ', el('a.button', { href: '/connect' }, 'Connect your application')),
		snippet(curl, 'or from a terminal'));
}

function debounce(action) {
	let timer;
	return () => {
		clearTimeout(timer);
		timer = setTimeout(action, 200);
	};
}
