// What is published again and again.

import { api, dev } from './api.js';
import { button, confirmButton, el, empty, heading, replace, snippet, toast } from './dom.js';
import { shortUrl, time } from './format.js';
import { currentUser } from './api.js';

export async function show(main, { onChange }) {
	const list = el('div');
	let shown;

	async function load() {
		const schedules = await api('GET', 'schedules');
		const key = JSON.stringify(schedules);
		if (key === shown) {
			return;
		}
		shown = key;
		replace(list, schedules.length === 0
			? empty('No schedules', 'A schedule publishes a message at the times of a cron expression, in UTC unless it says otherwise.', snippet(curl(), 'every five minutes, from a terminal'))
			: el('ul.cards', schedules.map((schedule) => card(schedule, load))));
	}

	replace(main, heading('Schedules', 'Each publishes a message at the times of its cron expression.'), form(load), list);
	await load();
	onChange(load);
	const timer = setInterval(() => document.hidden || load().catch(() => {}), 5000);
	return { leave: () => clearInterval(timer) };
}

function card(schedule, load) {
	const path = `schedules/${encodeURIComponent(schedule.scheduleId)}`;
	const act = (label, title, action) => button(label, title, async () => {
		await action();
		await load();
	});
	return el('li.card', { 'data-row': true, 'data-id': schedule.scheduleId },
		el('div.card-head',
			el('div', el('span.cron', schedule.cron), ' ', el('span.method', schedule.method), ' ', el('span.url', { title: schedule.destination }, shortUrl(schedule.destination)),
				el('div.sub', el('span.id', schedule.scheduleId), schedule.isPaused && el('span.tag.paused', 'paused'), schedule.queueName && el('span.tag', `queue ${schedule.queueName}`))),
			el('div.card-when', schedule.isPaused ? el('span.muted', 'paused') : schedule.nextScheduleTime && [el('span.next', 'next '), time(schedule.nextScheduleTime)],
				schedule.lastScheduleTime && el('div.sub', 'last ', time(schedule.lastScheduleTime))),
			el('div.actions',
				act('Run now', 'Publish its message now; its times stay', async () => {
					await dev(`schedules/${encodeURIComponent(schedule.scheduleId)}/run`, {}, 'POST');
					toast('Published');
				}),
				schedule.isPaused ? act('Resume', 'Count its times again', () => api('PATCH', `${path}/resume`)) : act('Pause', 'Ignore its times for now', () => api('PATCH', `${path}/pause`)),
				confirmButton('Delete', 'Delete this schedule', async () => {
					await api('DELETE', path);
					await load();
				}))));
}

function form(load) {
	const error = el('p.error', { role: 'alert' });
	const element = el('form', { novalidate: true, submit: (event) => {
		event.preventDefault();
		create().catch((problem) => {
			error.textContent = problem.message;
		});
	} },
		el('div.options',
			field('cron', 'Cron', '*/5 * * * *'), field('destination', 'Destination', 'http://localhost:8081/reports'), field('id', 'Id', 'generated'), field('body', 'Body', '{"report":"daily"}')),
		error, el('div.actions', el('button.button.primary', { type: 'submit' }, 'Create schedule')));

	async function create() {
		const { cron, destination, id, body } = Object.fromEntries(new FormData(element));
		error.textContent = '';
		if (!cron.trim() || !destination.trim()) {
			throw new Error('A cron expression and a destination are needed.');
		}
		const headers = { 'Upstash-Cron': cron.trim(), 'Content-Type': 'application/json', ...(id.trim() ? { 'Upstash-Schedule-Id': id.trim() } : {}) };
		await api('POST', `schedules/${destination.trim()}`, { headers, body });
		toast('Schedule created');
		element.reset();
		await load();
	}

	return el('details.new', el('summary', 'New schedule'), element);
}

export function field(name, label, placeholder, attributes = {}) {
	return el('label.field', el('span', label), el('input', { name, placeholder, autocomplete: 'off', spellcheck: 'false', ...attributes }));
}

function curl() {
	return `curl -X POST ${location.origin}/v2/schedules/http://localhost:8081/reports \\\n  -H 'Authorization: Bearer ${currentUser().token}' \\\n  -H 'Upstash-Cron: */5 * * * *'`;
}
