// URL groups: names for several destinations.

import { api, send } from './api.js';
import { confirmButton, el, empty, heading, replace, toast } from './dom.js';
import { field } from './schedules.js';

export async function show(main, { onChange }) {
	const list = el('div');
	let shown;

	async function load() {
		const groups = await api('GET', 'topics');
		const now = JSON.stringify(groups);
		if (now === shown) {
			return;
		}
		shown = now;
		replace(list, groups.length === 0
			? empty('No URL groups', 'A message that is published to a group goes to each of its endpoints. Name a group and its first endpoint above.')
			: el('ul.cards', groups.map((group) => card(group, load))));
	}

	replace(main, heading('URL groups', 'Publish to the name, and every endpoint gets the message.'), form(load), list);
	await load();
	onChange(load);
	return {};
}

function card(group, load) {
	const path = `topics/${encodeURIComponent(group.name)}`;
	return el('li.card', { 'data-row': true, 'data-id': group.name },
		el('div.card-head', el('div', el('a', { href: `/?q=${encodeURIComponent(`group:${group.name}`)}`, 'data-stop': true }, group.name), el('div.sub', `${group.endpoints.length} endpoint${group.endpoints.length === 1 ? '' : 's'}`)),
			el('div.actions', confirmButton('Delete', 'Delete this group', async () => {
				await api('DELETE', path);
				await load();
			}))),
		el('ul.endpoints', group.endpoints.map((endpoint) => el('li', el('span.url', endpoint.url), endpoint.name && el('span.tag', endpoint.name),
			confirmButton('Remove', 'Remove this endpoint', async () => {
				await send('DELETE', `${path}/endpoints`, { endpoints: [{ url: endpoint.url }] });
				await load();
			})))));
}

function form(load) {
	const error = el('p.error', { role: 'alert' });
	const element = el('form', { novalidate: true, submit: async (event) => {
		event.preventDefault();
		const { group, url, name } = Object.fromEntries([...new FormData(element)].map(([key, value]) => [key, value.trim()]));
		try {
			if (!group || !url) {
				throw new Error('A group and a URL are needed.');
			}
			await send('POST', `topics/${encodeURIComponent(group)}/endpoints`, { endpoints: [{ url, ...(name ? { name } : {}) }] });
			error.textContent = '';
			element.elements.url.value = '';
			element.elements.name.value = '';
			toast('Endpoint saved');
			await load();
		}
		catch (problem) {
			error.textContent = problem.message;
		}
	} }, el('div.options', field('group', 'Group', 'new-orders'), field('url', 'URL of an endpoint', 'http://localhost:8081/shipments'), field('name', 'Name of the endpoint', 'optional')), error,
	el('div.actions', el('button.button.primary', { type: 'submit' }, 'Save endpoint')));
	return el('details.new', { open: true }, el('summary', 'Add an endpoint'), element);
}
