// What makes messages wait for each other: queues and flow-control keys.

import { api, send } from './api.js';
import { button, confirmButton, el, empty, heading, replace, toast } from './dom.js';
import { duration } from './format.js';
import { field } from './schedules.js';

export async function show(main, { onChange }) {
	const list = el('div');
	let shown;

	async function load() {
		const [queues, keys] = await Promise.all([api('GET', 'queues'), api('GET', 'flowControl').then((answer) => answer.flowControls ?? answer)]);
		const now = JSON.stringify([queues, keys]);
		if (now === shown) {
			return;
		}
		shown = now;
		replace(list, el('section', el('h2', 'Queues'), queues.length === 0
			? empty('No queues', 'Messages of a queue are delivered one after the other, in the order of their publishing. A queue comes into being with its first message: enqueue one, or choose a queue in the form.', el('p', el('a.button', { href: '/publish' }, 'Publish to a queue')))
			: table(['Queue', 'Waiting', 'At once', ''], queues.map((queue) => queueRow(queue, load)))),
		el('section', el('h2', 'Flow control'), keys.length === 0
			? empty('No flow-control keys', 'A key limits how many messages that carry it are delivered at once, or within a period. It comes into being with the first message that names it.')
			: table(['Key', 'Waiting', 'Running', 'Rate', ''], keys.map((key) => keyRow(key, load)))));
	}

	replace(main, heading('Queues and flow control', 'What makes messages wait for each other.'), form(load), list);
	await load();
	onChange(load);
	const timer = setInterval(() => document.hidden || load().catch(() => {}), 3000);
	return { leave: () => clearInterval(timer) };
}

function table(columns, rows) {
	return el('table.list.plain-list', el('thead', el('tr', columns.map((name) => el('th', { scope: 'col' }, name)))), el('tbody', rows));
}

function acting(load) {
	return (label, title, action) => button(label, title, async () => {
		await action();
		await load();
	});
}

function queueRow(queue, load) {
	const path = `queues/${encodeURIComponent(queue.name)}`;
	const act = acting(load);
	return el('tr', { 'data-row': true, 'data-id': queue.name },
		el('td', { 'data-label': 'Queue' }, el('a', { href: `/?q=${encodeURIComponent(`queue:${queue.name}`)}`, 'data-stop': true }, queue.name), queue.paused && el('span.tag.paused', 'paused')),
		el('td', { 'data-label': 'Waiting' }, queue.lag), el('td', { 'data-label': 'At once' }, queue.parallelism),
		el('td', el('div.actions', queue.paused ? act('Resume', 'Go on with the earliest message', () => api('POST', `${path}/resume`)) : act('Pause', 'Deliver nothing of it for now', () => api('POST', `${path}/pause`)),
			confirmButton('Delete', 'Delete the queue and what waits in it', async () => {
				await api('DELETE', path);
				await load();
			}))));
}

function keyRow(key, load) {
	const path = `flowControl/${encodeURIComponent(key.flowControlKey)}`;
	const act = acting(load);
	const pinned = key.isPinnedParallelism || key.isPinnedRate;
	const max = (value) => value ? ` of ${value}` : '';
	return el('tr', { 'data-row': true, 'data-id': key.flowControlKey },
		el('td', { 'data-label': 'Key' }, el('a', { href: `/?q=${encodeURIComponent(`key:${key.flowControlKey}`)}`, 'data-stop': true }, key.flowControlKey), key.isPaused && el('span.tag.paused', 'paused'), pinned && el('span.tag', 'pinned')),
		el('td', { 'data-label': 'Waiting' }, key.waitListSize ?? 0),
		el('td', { 'data-label': 'Running' }, `${key.parallelismCount ?? 0}${max(key.parallelismMax)}`),
		el('td', { 'data-label': 'Rate' }, key.rateMax ? `${key.rateCount ?? 0} of ${key.rateMax} in ${duration(key.ratePeriod * 1000)}` : '–'),
		el('td', el('div.actions', key.isPaused ? act('Resume', 'Deliver again', () => api('POST', `${path}/resume`)) : act('Pause', 'Deliver nothing with this key for now', () => api('POST', `${path}/pause`)),
			pinned ? act('Unpin', 'Let messages set the limits again', () => api('POST', `${path}/unpin?parallelism=true&rate=true`)) : (key.parallelismMax || key.rateMax) && act('Pin', 'Keep the present limits, whatever messages say', () => api('POST', `${path}/pin?${limits(key)}`)),
			key.rateMax && act('Reset rate', 'Start a new period now', () => api('POST', `${path}/resetRate`)))));
}

function limits(key) {
	const values = { parallelism: key.parallelismMax, rate: key.rateMax, period: key.rateMax && key.ratePeriod };
	return new URLSearchParams(Object.entries(values).filter(([, value]) => value));
}

function form(load) {
	const error = el('p.error', { role: 'alert' });
	const element = el('form', { novalidate: true, submit: async (event) => {
		event.preventDefault();
		const { name, parallelism } = Object.fromEntries(new FormData(element));
		try {
			await send('POST', 'queues', { queueName: name.trim(), parallelism: Number(parallelism) || 1 });
			error.textContent = '';
			element.reset();
			toast('Queue saved');
			await load();
		}
		catch (problem) {
			error.textContent = problem.message;
		}
	} }, el('div.options', field('name', 'Name', 'billing'), field('parallelism', 'At once', '1', { inputmode: 'numeric' })), error,
	el('div.actions', el('button.button.primary', { type: 'submit' }, 'Save queue')));
	return el('details.new', el('summary', 'New queue, or another number at once'), element);
}
