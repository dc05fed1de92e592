// What failed for good, and waits for somebody to decide.

import { api } from './api.js';
import { button, confirmButton, el, empty, heading, replace, toast } from './dom.js';
import { tellDeadLetters } from './live.js';
import { pretty, shortUrl, time } from './format.js';

export async function show(main, { onChange, go }) {
	const list = el('div');
	let shown;

	async function load() {
		const { messages = [], cursor } = await api('GET', 'dlq?count=100');
		const key = JSON.stringify([messages.map((each) => each.dlqId), cursor]);
		if (key === shown) {
			return;
		}
		shown = key;
		cursor || tellDeadLetters(messages.length);
		all.hidden = messages.length === 0;
		replace(list, messages.length === 0
			? empty('No dead letters', 'A message ends here when its last attempt failed, or when its destination answered 489 with Upstash-NonRetryable-Error: true. From here it can be sent again.',
				el('p', el('a.button', { href: '/publish' }, 'Publish a message'), ' to a destination that fails, with 0 retries, to see one.'))
			: [el('ul.cards', messages.map((letter) => card(letter, load, go))), cursor && el('p.remark', 'Only the first 100 are shown.')]);
	}

	const all = el('div.actions',
		button('Retry all', 'Send all dead letters again, 100 at a time', async () => {
			const { responses = [] } = await api('POST', 'dlq/retry');
			toast(`${responses.length} sent again`);
			await load();
		}),
		confirmButton('Delete all', 'Delete all dead letters, 100 at a time', async () => {
			const { deleted } = await api('DELETE', 'dlq?count=100');
			toast(`${deleted} deleted`);
			await load();
		}));
	replace(main, heading('Dead letters', 'Messages that failed for good. Each keeps the last answer of its destination.', all), list);
	await load();
	onChange(load);
	return {};
}

function card(letter, load, go) {
	const path = encodeURIComponent(letter.dlqId);
	const retry = button('Retry', 'Send it again as a new message (r)', async () => {
		const receipt = await api('POST', `dlq/retry/${path}`);
		toast('Sent again as a new message');
		const id = receipt.messageId ?? receipt.responses?.[0]?.messageId;
		id ? go(`/messages/${encodeURIComponent(id)}`) : await load();
	}, '.primary');
	retry.dataset.key = 'r';
	const answer = letter.responseBody ?? letter.responseBodyBase64 ?? '';
	return el('li.card', { 'data-row': true, 'data-id': letter.messageId },
		el('div.card-head',
			el('div', el('a', { href: `/messages/${encodeURIComponent(letter.messageId)}`, 'data-stop': true, title: letter.url }, el('span.method', letter.method), ' ', el('span.url', shortUrl(letter.url))),
				el('div.sub', el('span.id', letter.messageId), (letter.labels ?? []).map((label) => el('span.tag', label)), letter.queueName && el('span.tag', `queue ${letter.queueName}`))),
			el('div.card-when', letter.responseStatus ? el(`span.status.s${String(letter.responseStatus)[0]}`, letter.responseStatus) : el('span.status.s5', 'no answer'), ' ', time(Number(letter.dlqId.split('-')[0]))),
			el('div.actions', retry, confirmButton('Delete', 'Delete this dead letter', async () => {
				await api('DELETE', `dlq/${path}`);
				await load();
			}))),
		answer && el('details', el('summary', 'Last answer'), el('pre.body', { tabindex: 0 }, pretty(answer, letter.responseHeader))));
}
